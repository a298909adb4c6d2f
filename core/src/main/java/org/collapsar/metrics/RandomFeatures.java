package org.collapsar.metrics;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The values of metrics for features that are independent of their classes: independent Gaussian
 * samples N(m, I_D) whatever their label, and rows of W and entries of b drawn independently of
 * them, all in the same way. A measured value says something only beside these: nc1.quotient of
 * random features grows with the samples per class, and in many dimensions random class means are
 * nearly a simplex by themselves.
 *
 * <p>All in closed form, from class sizes n_c (n of them in K classes) and D alone:
 *
 * <ul>
 *   <li>nc1.quotient: E tr Sigma_W / E tr Sigma_B = ((n - K)/n) / ((1/K)(1 - 1/K) sum_c 1/n_c), (n
 *       - K)/(K - 1) where classes are of one size.
 *   <li>nc2.etf_error.means: the Gram matrix G of the centred means is Wishart with D degrees of
 *       freedom and scale S = P diag(1/n_c) P, P = I - 11^T/K, so E (tr G)^2 = D^2 (tr S)^2 + 2 D
 *       tr S^2 and E ||G||^2 = D(D + 1) tr S^2 + D (tr S)^2; the root mean square of the error is
 *       near sqrt(2 - 2 cos), cos^2 = E (tr G)^2 / ((K - 1) E ||G||^2). Where classes are of one
 *       size, with p = K - 1: cos^2 = (D p + 2)/(p (D + p + 1)).
 *   <li>nc3.self_duality and nc3.dual_error: root mean square sqrt(2), since the mean of the inner
 *       product is 0; cosines with W: 0.
 *   <li>nc4.mismatch: 1 - 1/K, exactly, since every class is equally likely to have the largest
 *       logit.
 * </ul>
 *
 * <p>Ours, from the moments of the Wishart distribution (Muirhead, Aspects of Multivariate
 * Statistical Theory, 1982, section 3.2); the test draws such features.
 */
public final class RandomFeatures {
  private RandomFeatures() {}

  /**
   * What a metric comes to.
   *
   * @param id of the metric
   * @param counts samples of each class [K]
   * @param dimension D
   * @return empty where no formula is known, for one class, and where a class has no samples
   */
  public static OptionalDouble expected(String id, List<Long> counts, int dimension) {
    int k = counts.size();
    if (k < 2 || counts.stream().anyMatch(count -> count < 1)) {
      return OptionalDouble.empty();
    }
    return switch (id) {
      case "nc1.quotient" -> quotient(counts);
      case "nc2.etf_error.means" -> OptionalDouble.of(etfError(counts, dimension));
      case "nc3.self_duality", "nc3.dual_error" -> OptionalDouble.of(Math.sqrt(2));
      case "nc3.cosine", "nc3.cosine.means", "nc3.cosine.means.centred" -> OptionalDouble.of(0);
      case "nc4.mismatch" -> OptionalDouble.of(1 - 1.0 / k);
      default -> OptionalDouble.empty();
    };
  }

  private static OptionalDouble quotient(List<Long> counts) {
    int k = counts.size();
    double n = counts.stream().mapToLong(Long::longValue).sum();
    if (n <= k) {
      return OptionalDouble.empty();
    }
    double between = inverses(counts, 1) * (1 - 1.0 / k) / k;
    return OptionalDouble.of((n - k) / n / between);
  }

  /** With t = diag(1/n_c): tr S = (1 - 1/K) sum t, tr S^2 = (1 - 2/K) sum t^2 + (sum t)^2/K^2. */
  private static double etfError(List<Long> counts, int dimension) {
    int k = counts.size();
    if (k == 2) {
      return 0; // two centred means are always opposite
    }
    double sum = inverses(counts, 1);
    double trace = sum * (1 - 1.0 / k);
    double traceOfSquare = inverses(counts, 2) * (1 - 2.0 / k) + sum * sum / k / k;
    double square =
        (dimension * trace * trace + 2 * traceOfSquare)
            / ((k - 1) * ((dimension + 1.0) * traceOfSquare + trace * trace));
    return Math.sqrt(2 - 2 * Math.sqrt(Math.min(1, square)));
  }

  private static double inverses(List<Long> counts, int power) {
    return counts.stream().mapToDouble(count -> Math.pow(count, -power)).sum();
  }
}
