package org.collapsar.probe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * The values measured after an epoch.
 *
 * @param values of the network, by metric id in the order asked for; those that were not due are
 *     absent
 * @param layers of its layers, null if they were not due
 * @param matrices symmetric ones by name, in the order in which they are written
 * @param counts histograms of the particles by variable, null if they were not due
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record EpochMeasurement(
    Map<String, MetricValue> values,
    @Nullable LayerMeasurement layers,
    Map<String, Matrix> matrices,
    @Nullable Map<String, long[]> counts) {
  /**
   * Keeps copies of the maps, whose order stays.
   *
   * @param values of the network, by metric id in the order asked for; those that were not due are
   *     absent
   * @param layers of its layers, null if they were not due
   * @param matrices symmetric ones by name, in the order in which they are written
   * @param counts histograms of the particles by variable, null if they were not due
   */
  public EpochMeasurement {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    matrices = Collections.unmodifiableMap(new LinkedHashMap<>(matrices));
    counts = counts == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(counts));
  }
}
