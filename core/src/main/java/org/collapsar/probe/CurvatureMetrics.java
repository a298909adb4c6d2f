package org.collapsar.probe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.collapsar.linalg.KrylovSpectrum;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.LossScale;
import org.collapsar.net.Network;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;

/** {@link Curvature} as metrics of an epoch. */
final class CurvatureMetrics {
  /** What there is; each costs some dozens of passes over the samples. */
  static final Set<String> IDS = Set.of("ntk.norm", "sharpness", "sharpness.times_step");

  // An error of 1e-4 in the residual is one of about 1e-8 in the eigenvalue.
  private static final double TOLERANCE = 1e-4;
  private static final int PRODUCTS = 300;
  private static final Seed START = Seed.of(0).split("curvature");

  private CurvatureMetrics() {}

  /**
   * Measures those of {@code ids} that are among {@link #IDS}.
   *
   * @param step eta, per unit of the mean loss
   */
  static Map<String, MetricValue> measure(
      List<String> ids, Network network, Samples samples, ThreadTeam team, Loss loss, double step) {
    Map<String, MetricValue> values = new LinkedHashMap<>();
    List<String> wanted = ids.stream().filter(IDS::contains).toList();
    if (wanted.isEmpty()) {
      return values;
    }
    if (network.spec().layers().stream().allMatch(LayerSpec::frozen)) {
      wanted.forEach(id -> values.put(id, MetricValue.undefined("because every layer is frozen")));
      return values;
    }
    if (network.spec().truncated()) {
      return undefined(ids, "because the weights of a layer are truncated");
    }
    try (Curvature curvature = new Curvature(network, samples, team, loss, START)) {
      MetricValue sharpness =
          wanted.equals(List.of("ntk.norm"))
              ? MetricValue.undefined("because it is not measured")
              : value(
                  () ->
                      curvature.sharpness(
                          LossScale.MEAN, KrylovSpectrum.Ends.LARGEST, TOLERANCE, PRODUCTS));
      for (String id : wanted) {
        values.put(
            id,
            switch (id) {
              case "ntk.norm" -> value(() -> curvature.kernelNorm(TOLERANCE, PRODUCTS));
              case "sharpness" -> sharpness;
              default ->
                  sharpness instanceof MetricValue.Defined s
                      ? MetricValue.of(step * s.value())
                      : sharpness;
            });
      }
    }
    return values;
  }

  /** Those of {@code ids} that are among {@link #IDS}, all undefined for one reason. */
  static Map<String, MetricValue> undefined(List<String> ids, String reason) {
    Map<String, MetricValue> values = new LinkedHashMap<>();
    ids.stream().filter(IDS::contains).forEach(id -> values.put(id, MetricValue.undefined(reason)));
    return values;
  }

  private static MetricValue value(Supplier<KrylovSpectrum.Extremes> search) {
    KrylovSpectrum.Extremes found;
    try {
      found = search.get();
    } catch (ArithmeticException e) {
      return MetricValue.undefined("because it is not finite: the weights have diverged");
    }
    KrylovSpectrum.Ritz largest = found.largest();
    return found.converged()
        ? MetricValue.of(largest.value())
        : MetricValue.undefined(
            "because after %d products the residual of the lower bound %.6g is still %.2g"
                .formatted(found.products(), largest.value(), largest.residual()));
  }
}
