package org.collapsar.lab.run;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.theory.Bound;
import org.collapsar.theory.Certificate;

/**
 * What TensorBoard shows of an epoch: every number that was measured, by a tag whose part before
 * the slash groups curves. What is undefined is left out.
 */
final class EventScalars {
  private static final String METRICS = "metrics/";

  private EventScalars() {}

  /** Of an epoch as it was measured. */
  static Map<String, Double> of(EpochRecord measured) {
    Map<String, Double> scalars = new LinkedHashMap<>();
    measured.values().forEach((id, value) -> put(scalars, METRICS + id, value.orNaN()));
    if (measured.layers() != null) {
      measured
          .layers()
          .values()
          .forEach(
              (id, layers) -> {
                for (int l = 0; l < layers.size(); l++) {
                  put(scalars, layer(id, l + 1), layers.get(l).orNaN());
                }
              });
    }
    if (measured.certificates() != null) {
      for (Certificate certificate : measured.certificates()) {
        put(scalars, value(certificate.id()), certificate.value().orNaN());
        List<String> tiers = CertificatesTable.tiers(certificate.bounds());
        for (int i = 0; i < tiers.size(); i++) {
          Bound bound = certificate.bounds().get(i);
          put(scalars, bound(certificate.id(), tiers.get(i)), bound.bound().orNaN());
        }
      }
    }
    return scalars;
  }

  /** Of an epoch as it was read, in the same order. */
  static Map<String, Double> of(RunRecord run, int epoch) {
    Map<String, Double> scalars = new LinkedHashMap<>();
    MetricsTable metrics = run.metrics();
    metrics.metrics().forEach(id -> put(scalars, METRICS + id, metrics.column(id)[epoch]));
    LayersTable layers = run.layers();
    int at = place(layers.epochs(), epoch);
    for (String id : at < 0 ? List.<String>of() : layers.metrics()) {
      for (int layer : layers.layers(id)) {
        put(scalars, layer(id, layer), layers.values(id, layer)[at]);
      }
    }
    CertificatesTable certificates = run.table(CertificatesTable.TABLE);
    int row = place(certificates.epochs(), epoch);
    for (String id : row < 0 ? List.<String>of() : certificates.certificates()) {
      put(scalars, value(id), certificates.values(id)[row]);
      for (String tier : certificates.tiers(id)) {
        put(scalars, bound(id, tier), certificates.bounds(id, tier)[row]);
      }
    }
    return scalars;
  }

  private static int place(int[] epochs, int epoch) {
    return Arrays.binarySearch(epochs, epoch);
  }

  private static String layer(String id, int layer) {
    return "%s/layer %02d".formatted(id, layer);
  }

  private static String value(String certificate) {
    return certificate + "/value";
  }

  private static String bound(String certificate, String tier) {
    return certificate + "/bound, " + tier;
  }

  private static void put(Map<String, Double> scalars, String tag, double value) {
    if (Double.isFinite(value)) {
      scalars.put(tag, value);
    }
  }
}
