package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;
import static org.collapsar.metrics.Phrases.EMPTY;
import static org.collapsar.metrics.Phrases.MEANS_ONLY;
import static org.collapsar.metrics.Phrases.WEIGHTS_ONLY;

import java.util.Arrays;
import java.util.List;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;

/**
 * The geometry where classes are of different sizes: collapse of the small ones onto each other,
 * and the frames that take the simplex's place. Each is invariant under rotations of R^D and
 * scaling.
 */
final class ImbalanceMetrics {
  private static final String FANG =
      "Fang, He, Long and Su, PNAS 2021 (arXiv 2101.12699), there with classes of two sizes";
  private static final String DANG = "Dang et al., ICML 2023 (arXiv 2301.00437)";
  private static final String SELI =
      "Thrampoulidis, Kini, Vakilian and Behnia, NeurIPS 2022 (arXiv 2208.05512)";
  private static final String FEW =
      ", if the classes are of equal size, if only one has fewer samples than the mean class size"
          + " or if a ";
  private static final String CLOSED = ", and O(K^3) for SELI";

  static final List<Definition> ALL =
      List.of(
          metric("minority.cosine.means")
              .group(MetricGroup.NC2)
              .title("cosine of minority class means")
              .says(
                  "Mean cosine over pairs of classes with fewer samples than the mean class size,"
                      + " of their means about the unweighted mean of all; 1 is minority collapse.")
              .formula("mean over c < c' with n_c, n_c' < n/K of cos(m_c, m_c')")
              .source(FANG)
              .undefined(EMPTY + ", if K = 1" + FEW + "centred mean of theirs is zero")
              .costs(MEANS_ONLY)
              .from(
                  e -> {
                    int[] minority = minority(sizes(e));
                    Evaluation.Sides m = e.sides(Side.MEANS);
                    return meanCosine(m.rows(), minority, Side.MEANS.one, m.floor());
                  }),
          metric("minority.cosine.weights")
              .group(MetricGroup.NC2)
              .title("cosine of minority rows of W")
              .says(
                  "Mean cosine over pairs of classes with fewer samples than the mean class size,"
                      + " of their rows of W as they are; 1 is minority collapse.")
              .formula("mean over c < c' with n_c, n_c' < n/K of cos(w_c, w_c')")
              .source(FANG)
              .undefined("without W, " + EMPTY + ", if K = 1" + FEW + "row of theirs is zero")
              .costs(WEIGHTS_ONLY)
              .needs(Need.WEIGHTS)
              .from(
                  e -> {
                    Matrix w = e.classifier().w();
                    return meanCosine(w, minority(sizes(e)), Side.WEIGHTS.one, 0);
                  }),
          metric("nc2.gof_error")
              .title("distance to orthogonal means of any lengths")
              .says(
                  "Share of the Gram matrix of the uncentred class means that is off its diagonal:"
                      + " 0 for a general orthogonal frame, whose lengths are free.")
              .formula("||G - diag(G)||_F / ||G||_F, G_cc' = mu_c . mu_c'")
              .source(DANG + ", there with the lengths that its theorems give")
              .undefined(EMPTY + ", if K = 1 or if all means are zero")
              .costs(MEANS_ONLY)
              .keepsPairs()
              .from(e -> offDiagonal(e.means(), "class mean")),
          metric("nc2.gof_error.weights")
              .title("distance to orthogonal rows of W of any lengths")
              .says(
                  "Share of the Gram matrix of the rows of W as they are that is off its diagonal:"
                      + " 0 for a general orthogonal frame, whose lengths are free.")
              .formula("||G - diag(G)||_F / ||G||_F, G = W W^T")
              .source(DANG + ", there with the lengths that its theorems give")
              .undefined("without W, if K = 1 or if W = 0")
              .costs(WEIGHTS_ONLY)
              .needs(Need.WEIGHTS)
              .keepsPairs()
              .from(e -> offDiagonal(e.classifier().w(), Side.WEIGHTS.one)),
          metric("nc2.seli_error.means")
              .title("distance of the class means to SELI")
              .says(
                  "Distance of the normalised Gram matrix of the uncentred class means from that of"
                      + " simplex-encoded-label interpolation for classes of these sizes; a simplex"
                      + " where they are equal.")
              .formula(
                  "|| G/||G||_F - S^+/||S^+||_F ||_F, G_cc' = mu_c . mu_c', S = (P diag(n_c)"
                      + " P)^(1/2), P = I - 11^T/K")
              .source(SELI)
              .undefined(EMPTY + ", if K = 1 or if all means are zero")
              .costs(MEANS_ONLY + CLOSED)
              .keepsPairs()
              .from(e -> Seli.error(e.means(), "class mean", seli(e).ofMeans())),
          metric("nc2.seli_error.weights")
              .title("distance of the rows of W to SELI")
              .says(
                  "Distance of the normalised Gram matrix of the rows of W as they are from that of"
                      + " simplex-encoded-label interpolation for classes of these sizes; a simplex"
                      + " where they are equal.")
              .formula(
                  "|| G/||G||_F - S/||S||_F ||_F, G = W W^T, S = (P diag(n_c) P)^(1/2), P = I -"
                      + " 11^T/K")
              .source(SELI)
              .undefined("without W, " + EMPTY + ", if K = 1 or if W = 0")
              .costs(WEIGHTS_ONLY + CLOSED)
              .keepsPairs()
              .needs(Need.WEIGHTS)
              .from(e -> Seli.error(e.classifier().w(), Side.WEIGHTS.one, seli(e).ofWeights())));

  private ImbalanceMetrics() {}

  /** n_c, none of them 0. What features there are does not matter. */
  private static long[] sizes(Evaluation e) {
    if (e.moments().samples() == 0) {
      throw new Undefined("because there are no samples");
    }
    e.requireTwoClasses();
    long[] sizes = new long[e.classes()];
    for (int c = 0; c < sizes.length; c++) {
      sizes[c] = e.moments().count(c);
      if (sizes[c] == 0) {
        throw new Undefined("because class " + c + " has no samples");
      }
    }
    return sizes;
  }

  private static Seli seli(Evaluation e) {
    return e.shared(Seli.class, () -> new Seli(sizes(e)));
  }

  /** The classes with n_c &lt; n/K, at least two. */
  private static int[] minority(long[] sizes) {
    long samples = 0;
    for (long size : sizes) {
      samples += size;
    }
    int[] minority = new int[sizes.length];
    int count = 0;
    for (int c = 0; c < sizes.length; c++) {
      if (sizes[c] * sizes.length < samples) {
        minority[count++] = c;
      }
    }
    if (count == 0) {
      throw new Undefined("because the classes are of equal size");
    }
    if (count == 1) {
      throw new Undefined(
          "because only class "
              + minority[0]
              + " has fewer samples than the mean class size: there is no pair");
    }
    return Arrays.copyOf(minority, count);
  }

  /** Mean over pairs of these rows of their cosine. */
  private static MetricValue meanCosine(Matrix a, int[] rows, String what, double floor) {
    int d = a.columns();
    Matrix unit = new Matrix(rows.length, d);
    for (int i = 0; i < rows.length; i++) {
      // By the largest entry first: squares of the entries may leave the range of numbers.
      double[] row = Vectors.row(a, rows[i]);
      double largest = Vectors.max(row);
      double sum = 0;
      for (int j = 0; j < d && largest > 0; j++) {
        row[j] /= largest;
        sum += row[j] * row[j];
      }
      double norm = Math.sqrt(sum);
      if (largest * norm <= floor) {
        return MetricValue.undefined("because the " + what + " of class " + rows[i] + " is zero");
      }
      for (int j = 0; j < d; j++) {
        unit.data()[i * d + j] = row[j] / norm;
      }
    }
    Matrix cosines = Blas.timesTransposed(unit, unit);
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      for (int j = i + 1; j < rows.length; j++) {
        sum += cosines.get(i, j);
      }
    }
    return Values.finite(sum / (rows.length * (rows.length - 1L) / 2));
  }

  /** ||G - diag(G)||_F / ||G||_F with G = A A^T, from the entries off the diagonal themselves. */
  private static MetricValue offDiagonal(Matrix a, String what) {
    int k = a.rows();
    if (k < 2) {
      return Values.oneClass();
    }
    Matrix gram = FrameMetrics.unitGram(a, 0, what);
    double sum = 0;
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        double g = i == j ? 0 : gram.get(i, j);
        sum += g * g;
      }
    }
    return Values.finite(Math.sqrt(sum) / Vectors.norm(gram));
  }
}
