package org.collapsar.theory;

import java.util.Arrays;

/**
 * A proof that one class can, or cannot, be separated from all others by a hyperplane through the
 * origin ([1], Definition 5.2 with M = 1). s_i is +1 for samples of the class and -1 for the
 * others. The minimum-norm point of conv{s_i x_i} has the norm of the largest margin of a unit
 * vector, because min_w ||sum_i w_i s_i x_i|| over weights w &gt;= 0 with sum 1 equals max_{||u||
 * &lt;= 1} min_i s_i u^T x_i.
 *
 * <p>[1] D. Wu and M. Mondelli, <i>Neural Collapse Beyond the Unconstrained Features Model</i>,
 * ICML 2025, arXiv 2501.19104.
 *
 * @param label the class
 * @param outcome what is proved
 * @param lower the margin min_i s_i u^T x_i of {@code separator} less what rounding can make of it,
 *     in units of x; where none was found it is not positive
 * @param upper ||sum_i w_i s_i x_i||: no unit vector has a larger margin. {@code upper - lower} is
 *     the duality gap
 * @param separator u, a unit vector [d]; empty where everything is at the origin
 * @param support samples i with w_i &gt; 0, ascending
 * @param weights w_i of these, with sum 1
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record SeparationCertificate(
    int label,
    Outcome outcome,
    double lower,
    double upper,
    double[] separator,
    int[] support,
    double[] weights) {

  /** What is proved. */
  public enum Outcome {
    /** The separator has a positive margin: {@code lower}. */
    SEPARABLE,
    /**
     * The weights are a Farkas certificate: sum_i w_i s_i x_i vanishes to tolerance, so that no
     * vector has a margin above it.
     */
    NOT_SEPARABLE,
    /** The largest margin is between {@code lower} and {@code upper}: too small for doubles. */
    UNDECIDED
  }

  /** That of the other of two classes, whose signs are opposite. */
  SeparationCertificate mirrored(int other) {
    double[] opposite = new double[separator.length];
    for (int j = 0; j < opposite.length; j++) {
      opposite[j] = -separator[j];
    }
    return new SeparationCertificate(other, outcome, lower, upper, opposite, support, weights);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof SeparationCertificate other
        && label == other.label
        && outcome == other.outcome
        && Double.compare(lower, other.lower) == 0
        && Double.compare(upper, other.upper) == 0
        && Arrays.equals(separator, other.separator)
        && Arrays.equals(support, other.support)
        && Arrays.equals(weights, other.weights);
  }

  @Override
  public int hashCode() {
    return 31 * label + Arrays.hashCode(weights);
  }

  @Override
  public String toString() {
    return "class " + label + ": " + outcome + ", margin in [" + lower + ", " + upper + "]";
  }
}
