package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;
import static org.collapsar.metrics.Phrases.EMPTY;
import static org.collapsar.metrics.Phrases.JACOT;
import static org.collapsar.metrics.Phrases.MEANS_ONLY;
import static org.collapsar.metrics.Phrases.PAPYAN;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;

/**
 * NC2: how near K vectors, the rows of A [K x D], are to a simplex equiangular tight frame or an
 * orthogonal frame. Each is invariant under rotations of R^D and scaling of A.
 *
 * <p>In formulas {@code what} names the vectors in reasons, for example "centred mean" or "row of
 * W"; {@code floor} is a norm that counts as zero.
 */
final class FrameMetrics {
  static final List<Definition> ALL = all();

  private FrameMetrics() {}

  private static List<Definition> all() {
    List<Definition> all = new ArrayList<>();
    for (Side side : Side.values()) {
      all.add(
          of(side, "nc2.equinorm." + side.suffix, "all of them are zero")
              .title("equal norms of " + side.what)
              .says("Coefficient of variation of the norms of the " + side.phrase + ".")
              .formula(
                  side.ofWeights()
                      ? "std_c ||w_c|| / mean_c ||w_c||"
                      : "std_c ||m_c|| / mean_c ||m_c||")
              .source(PAPYAN)
              .from(
                  e -> {
                    Evaluation.Sides s = e.sides(side);
                    return equinorm(s.rows(), side.one, s.floor());
                  }));
    }
    for (Angles which : Angles.values()) {
      for (Side side : Side.values()) {
        all.add(equiangular(side, which));
      }
    }
    for (Side side : Side.values()) {
      all.add(
          of(side, "nc2.etf_error." + side.suffix, "all of them are zero")
              .keepsPairs()
              .title("distance of " + side.what + " to a simplex")
              .says(
                  "Distance of the normalised Gram matrix of the "
                      + side.phrase
                      + " from a simplex's.")
              .formula("|| G/||G||_F - (I - 11^T/K)/sqrt(K-1) ||_F, G their Gram matrix")
              .source(Phrases.ZHU)
              .from(
                  e -> {
                    Evaluation.Sides s = e.sides(side);
                    return etfError(s.rows(), side.one, s.floor());
                  }));
    }
    all.add(
        metric("nc2.of_error")
            .title("distance to an orthogonal frame")
            .says(
                "Distance of the normalised Gram matrix of the uncentred class means from the"
                    + " identity's.")
            .formula("|| G/||G||_F - I/sqrt(K) ||_F, G_cc' = mu_c . mu_c'")
            .source("Dang et al., ICML 2023")
            .undefined(EMPTY + ", if K = 1 or if all means are zero")
            .costs(MEANS_ONLY)
            .byDefault()
            .keepsPairs()
            .from(e -> ofError(e.means(), "class mean")));
    all.add(
        metric("nc2.kappa")
            .title("condition number of the class means")
            .label("NC2", "NC2 = condition of the class means")
            .says("Largest over smallest of the K singular values of the uncentred class means.")
            .formula("s_1/s_K of [mu_1 .. mu_K]")
            .source(JACOT)
            .undefined(EMPTY + ", if K = 1 or if the rank is below K (a simplex has K-1)")
            .costs(MEANS_ONLY)
            .byDefault()
            .from(e -> condition(e.means(), "class means")));
    all.add(
        metric("kappa.weights")
            .group(MetricGroup.NC2)
            .title("condition number of W")
            .label("Condition of the weights", "condition of the weights")
            .says("Largest over smallest of the K singular values of W as it is.")
            .formula("s_1/s_K of W")
            .source(JACOT)
            .undefined("without W, if K = 1 or if the rank of W is below K")
            .costs(Phrases.WEIGHTS_ONLY)
            .byDefault()
            .needs(Need.WEIGHTS)
            .from(e -> condition(e.classifier().w(), () -> WeightSpectrum.of(e), "rows of W")));
    return List.copyOf(all);
  }

  private static Definition equiangular(Side side, Angles which) {
    String name = which.name().toLowerCase(Locale.ROOT);
    String summary =
        switch (which) {
          case MEAN -> "Mean";
          case MAX -> "Maximum";
          case STD -> "Standard deviation";
        };
    return of(side, "nc2.equiangular." + name + "." + side.suffix, "one of them is zero")
        .keepsPairs()
        .title("equal angles of " + side.what + ", " + name)
        .says(
            summary
                + " over pairs of the distance of the cosine from that of a simplex, of the "
                + side.phrase
                + ".")
        .formula(name + " over c < c' of |cos + 1/(K-1)|")
        .source(PAPYAN)
        .from(
            e -> {
              Evaluation.Sides s = e.sides(side);
              return equiangular(s.rows(), which, side.one, s.floor());
            });
  }

  /** What those of one side share. */
  private static MetricInfo.Builder of(Side side, String id, String undefinedIf) {
    return metric(id)
        .undefined((side.ofWeights() ? "without W" : EMPTY) + ", if K = 1 or if " + undefinedIf)
        .costs(side.ofWeights() ? Phrases.WEIGHTS_ONLY : MEANS_ONLY)
        .byDefault(side.byDefault())
        .needs(side.ofWeights() ? new Need[] {Need.WEIGHTS} : new Need[0]);
  }

  /**
   * std/mean of the norms of the rows (population standard deviation). Source: Papyan, Han and
   * Donoho, PNAS 2020.
   */
  static MetricValue equinorm(Matrix a, String what, double floor) {
    if (a.rows() < 2) {
      return Values.oneClass();
    }
    double[] norms = Vectors.norms(a);
    double mean = Vectors.mean(norms);
    if (mean <= floor) {
      return MetricValue.undefined("because every " + what + " is zero");
    }
    // Squares of very small or large lengths are not numbers that say anything.
    int exponent = -Vectors.exponent(norms);
    double unit = Math.scalb(mean, exponent);
    return Values.finite(Math.sqrt(Vectors.variance(Vectors.scalb(norms, exponent), unit)) / unit);
  }

  /** Which summary of the deviations from equal angles. */
  enum Angles {
    MEAN,
    MAX,
    STD
  }

  /**
   * Mean, maximum or standard deviation over pairs c &lt; c' of |cos(a_c, a_c') + 1/(K-1)|. Source:
   * Papyan, Han and Donoho, PNAS 2020.
   */
  static MetricValue equiangular(Matrix a, Angles which, String what, double floor) {
    int k = a.rows();
    if (k < 2) {
      return Values.oneClass();
    }
    double[] norms = Vectors.norms(a);
    for (int c = 0; c < k; c++) {
      if (norms[c] <= floor) {
        return MetricValue.undefined("because the " + what + " of class " + c + " is zero");
      }
    }
    Matrix unit = new Matrix(k, a.columns());
    for (int c = 0; c < k; c++) {
      for (int j = 0; j < a.columns(); j++) {
        unit.data()[c * a.columns() + j] = a.get(c, j) / norms[c];
      }
    }
    Matrix cosines = Blas.timesTransposed(unit, unit);
    double[] deviations = new double[k * (k - 1) / 2];
    int pair = 0;
    for (int c = 0; c < k; c++) {
      for (int other = c + 1; other < k; other++) {
        deviations[pair++] = Math.abs(cosines.get(c, other) + 1.0 / (k - 1));
      }
    }
    double mean = Vectors.mean(deviations);
    return Values.finite(
        switch (which) {
          case MEAN -> mean;
          case MAX -> Vectors.max(deviations);
          case STD -> Math.sqrt(Vectors.variance(deviations, mean));
        });
  }

  /**
   * || G/||G||_F - (I - 11^T/K)/sqrt(K-1) ||_F with G = A A^T. Source: Zhu et al., NeurIPS 2021.
   */
  static MetricValue etfError(Matrix a, String what, double floor) {
    if (a.rows() < 2) {
      return Values.oneClass();
    }
    return distanceToSimplex(unitGram(a, floor, what));
  }

  /**
   * A/||A||_F.
   *
   * @param what a row is called
   * @throws Undefined if the norm is zero
   */
  static Matrix unit(Matrix a, double floor, String what) {
    Matrix unit = Vectors.unitNorm(a, floor);
    if (unit == null) {
      throw new Undefined("because every " + what + " is zero");
    }
    return unit;
  }

  /** A A^T of that. */
  static Matrix unitGram(Matrix a, double floor, String what) {
    Matrix unit = unit(a, floor, what);
    return Blas.timesTransposed(unit, unit);
  }

  /** || G/||G||_F - I/sqrt(K) ||_F with G = A A^T. Source: Dang et al., ICML 2023. */
  static MetricValue ofError(Matrix a, String what) {
    int k = a.rows();
    if (k < 2) {
      return Values.oneClass();
    }
    Matrix gram = unitGram(a, 0, what);
    double norm = Vectors.norm(gram);
    double sum = 0;
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        double d = gram.get(i, j) / norm - (i == j ? 1 / Math.sqrt(k) : 0);
        sum += d * d;
      }
    }
    return Values.finite(Math.sqrt(sum));
  }

  /**
   * s_1/s_K of A, from its singular values and not from those of its Gram matrix. Source: Jacot et
   * al., ICLR 2025.
   */
  static MetricValue condition(Matrix a, String what) {
    return condition(a, () -> Spectral.singularValues(a), what);
  }

  private static MetricValue condition(Matrix a, Supplier<double[]> singularValues, String what) {
    int k = a.rows();
    if (k < 2) {
      return Values.oneClass();
    }
    double[] s = singularValues.get();
    double tolerance = 10.0 * Math.max(a.rows(), a.columns()) * Vectors.EPSILON * s[0];
    int rank = 0;
    while (rank < s.length && s[rank] > tolerance) {
      rank++;
    }
    if (rank < k) {
      return MetricValue.undefined(
          "because the " + what + " have rank " + rank + ", below the number of classes " + k);
    }
    return Values.finite(s[0] / s[k - 1]);
  }

  /** || P/||P||_F - (I - 11^T/K)/sqrt(K-1) ||_F for P [K x K]; undefined if P = 0. */
  static MetricValue distanceToSimplex(Matrix p) {
    int k = p.rows();
    double norm = Vectors.norm(p);
    double sum = 0;
    double root = Math.sqrt(k - 1.0);
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        double d = p.get(i, j) / norm - ((i == j ? 1 : 0) - 1.0 / k) / root;
        sum += d * d;
      }
    }
    return Values.finite(Math.sqrt(sum));
  }
}
