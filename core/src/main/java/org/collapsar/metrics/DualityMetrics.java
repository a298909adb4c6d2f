package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;
import static org.collapsar.metrics.Phrases.MEANS_ONLY;
import static org.collapsar.metrics.Phrases.PAPYAN;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;

/**
 * NC3: how the rows of the classifier W [K x D] and the centred class means M~ [K x D] (rows) agree
 * as matrices.
 */
final class DualityMetrics {
  static final List<Definition> ALL = all();

  private DualityMetrics() {}

  private static List<Definition> all() {
    List<Definition> all = new ArrayList<>();
    for (boolean centred : new boolean[] {false, true}) {
      all.add(
          metric("nc3.dual_error" + behind(centred))
              .title("distance of W M~ to a simplex" + lessMean(centred))
              .says(
                  "Distance of the normalised product of W"
                      + (centred ? " less its mean row" : "")
                      + " and the centred class means from a simplex's Gram matrix.")
              .formula("|| W M~/||W M~||_F - (I - 11^T/K)/sqrt(K-1) ||_F")
              .source(Phrases.ZHU)
              .undefined("without W, if a class has no samples, if K = 1 or if W M~ = 0")
              .costs(MEANS_ONLY)
              .keepsPairs()
              .byDefault(!centred)
              .needs(Need.WEIGHTS)
              .from(
                  e -> {
                    Evaluation.Sides w = weights(e, centred);
                    Evaluation.Sides m = e.sides(Side.MEANS);
                    return dualError(w.rows(), m.rows(), m.floor());
                  }));
      all.add(selfDuality(centred, false));
      all.add(selfDuality(centred, true));
    }
    return List.copyOf(all);
  }

  private static Definition selfDuality(boolean centred, boolean squared) {
    return metric("nc3.self_duality" + (squared ? ".squared" : "") + behind(centred))
        .title("distance of W and M~" + (squared ? ", squared" : "") + lessMean(centred))
        .says(
            (squared ? "Squared distance" : "Distance")
                + " of W"
                + (centred ? " less its mean row" : "")
                + " and the centred class means, both of norm 1.")
        .formula("|| W/||W||_F - M~^T/||M~||_F ||_F" + (squared ? "^2" : ""))
        .source(squared ? PAPYAN : PAPYAN + " (there squared)")
        .undefined("without W, if a class has no samples, if K = 1 or if W or M~ is zero")
        .costs(MEANS_ONLY)
        .byDefault(!centred && !squared)
        .needs(Need.WEIGHTS)
        .from(
            e -> {
              Evaluation.Sides w = weights(e, centred);
              Evaluation.Sides m = e.sides(Side.MEANS);
              return selfDuality(w.rows(), m.rows(), m.floor(), squared);
            });
  }

  private static String behind(boolean centred) {
    return centred ? ".centred" : "";
  }

  private static String lessMean(boolean centred) {
    return centred ? ", W less its mean row" : "";
  }

  private static Evaluation.Sides weights(Evaluation e, boolean centred) {
    return e.sides(centred ? Side.WEIGHTS_CENTRED : Side.WEIGHTS);
  }

  /** W and the centred means, each over its norm. */
  private record Units(Matrix w, Matrix means) {
    static Units of(Matrix w, Matrix means, double meansFloor) {
      Matrix left = Vectors.unitNorm(w, 0);
      if (left == null) {
        throw new Undefined("because W = 0");
      }
      return new Units(left, FrameMetrics.unit(means, meansFloor, "centred mean"));
    }
  }

  /**
   * || W M~/||W M~||_F - (I - 11^T/K)/sqrt(K-1) ||_F. Source: Zhu et al., NeurIPS 2021.
   *
   * @param means centred, one per row
   */
  static MetricValue dualError(Matrix w, Matrix means, double meansFloor) {
    if (w.rows() < 2) {
      return Values.oneClass();
    }
    Units units = Units.of(w, means, meansFloor);
    Matrix product = Blas.timesTransposed(units.w, units.means);
    if (Vectors.norm(product) <= 4 * Vectors.EPSILON * Math.sqrt(w.columns())) {
      return MetricValue.undefined("because W M~ = 0: W is orthogonal to the centred means");
    }
    return FrameMetrics.distanceToSimplex(product);
  }

  /**
   * || W/||W||_F - M~^T/||M~||_F ||_F, or its square (so in Papyan, Han and Donoho, PNAS 2020).
   *
   * @param means centred, one per row
   */
  static MetricValue selfDuality(Matrix w, Matrix means, double meansFloor, boolean squared) {
    if (w.rows() < 2) {
      return Values.oneClass();
    }
    Units units = Units.of(w, means, meansFloor);
    double distance = units.w.combine(1, -1, units.means).squaredNorm();
    return Values.finite(squared ? distance : Math.sqrt(distance));
  }
}
