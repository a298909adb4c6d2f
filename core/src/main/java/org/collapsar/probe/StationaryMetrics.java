package org.collapsar.probe;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.Taken;

/** Distance of a mean-field network from Lemma 4.5, by {@link StationaryMoments}. */
public final class StationaryMetrics implements MetricFamily {
  @Override
  public List<MetricInfo> offers() {
    return List.of(
        departure(StationaryMoments.MAX, "departure from Lemma 4.5", "Largest absolute entry")
            .label(
                "Departure from Lemma 4.5",
                "largest entry of \u03b2(\u03bb\u1d68E[aa\u1d40] - \u03bb_W WW\u1d40) - I",
                "largest entry of beta (difference) - I")
            .build(),
        departure(
                StationaryMoments.DIAGONAL,
                "departure from Lemma 4.5 on the diagonal",
                "Largest absolute entry on the diagonal")
            .label("Departure on the diagonal", "the same, on the diagonal")
            .build(),
        departure(
                StationaryMoments.OFF_DIAGONAL,
                "departure from Lemma 4.5 off the diagonal",
                "Largest absolute entry beside the diagonal")
            .label("Departure off it", "the same, off the diagonal")
            .build());
  }

  private static MetricInfo.Builder departure(String id, String title, String which) {
    return MetricInfo.metric(id)
        .title(title)
        .says(which + " of the two sides' difference, in units of 1/beta, less I.")
        .formula("max |beta (lambda_rho E[a a^T] - lambda_W W W^T) - I_p|")
        .source("Wu and Mondelli, ICML 2025, Lemma 4.5, (19)")
        .undefined("without noise, or of another network than the mean-field one")
        .costs("one product of weights, O(N p^2)")
        .needs(Need.NETWORK)
        .taken(Taken.IN_TRAINING);
  }

  @Override
  public List<MatrixInfo> matrices() {
    return List.of(
        new MatrixInfo(
            "lemma4.5.particles",
            "\u03bb\u1d68 E[aa\u1d40]/\u03b2\u207b\u00b9",
            "beta lambda_rho E[a a^T]"),
        new MatrixInfo(
            "lemma4.5.weights", "\u03bb_W WW\u1d40/\u03b2\u207b\u00b9", "beta lambda_W W W^T"),
        new MatrixInfo("lemma4.5.difference", "difference/\u03b2\u207b\u00b9", "difference"));
  }

  @Override
  public Cadence cadence() {
    return Cadence.EACH_EPOCH;
  }

  /**
   * {@inheritDoc}
   *
   * @throws org.collapsar.BadInputException if matrices are wanted of a network that is not the
   *     mean-field one with noise
   */
  @Override
  public Collector start(Training training, Wanted wanted) {
    if (!wanted.matrices().isEmpty()) {
      StationaryMoments.check(training.network());
    }
    return epoch -> measure(epoch, wanted);
  }

  private static void measure(Epoch epoch, Wanted wanted) {
    String why = StationaryMoments.refusal(epoch.training().network());
    boolean kept = !wanted.matrices().isEmpty() && epoch.due(Cadence.FRAMES);
    if (why != null) {
      wanted.metrics().forEach(id -> epoch.put(id, MetricValue.undefined("because " + why)));
    } else if (kept || !wanted.metrics().isEmpty()) {
      StationaryMoments moments =
          StationaryMoments.of(epoch.training().network().dense().orElseThrow().network());
      wanted.metrics().forEach(id -> epoch.put(id, moments.value(id)));
      Map<String, Matrix> all = kept ? moments.matrices() : Map.of();
      if (kept) {
        wanted
            .matrices()
            .forEach(name -> epoch.putMatrix(name, Objects.requireNonNull(all.get(name))));
      }
    }
  }
}
