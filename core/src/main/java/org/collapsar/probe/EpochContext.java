package org.collapsar.probe;

import java.util.Map;
import org.collapsar.metrics.MetricValue;
import org.collapsar.theory.DescentRun;
import org.jspecify.annotations.Nullable;

/**
 * Moment of a run, of which a {@link CertificateProbe} has seen a pass.
 *
 * @param gradient of that pass; read only where the probe {@link CertificateProbe#needsGradient}
 * @param values what was measured at the moment, by the ids of metrics
 * @param descent that led there; null where Theorem 4.4 is not about it
 * @param threads how many threads compute; no number depends on it
 */
public record EpochContext(
    Gradient gradient, Map<String, MetricValue> values, @Nullable DescentRun descent, int threads) {
  /**
   * Keeps a copy of the values.
   *
   * @param gradient of that pass; read only where the probe {@link CertificateProbe#needsGradient}
   * @param values what was measured at the moment, by the ids of metrics
   * @param descent that led there; null where Theorem 4.4 is not about it
   * @param threads how many threads compute; no number depends on it
   */
  public EpochContext {
    values = Map.copyOf(values);
  }
}
