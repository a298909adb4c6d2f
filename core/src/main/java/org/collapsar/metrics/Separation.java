package org.collapsar.metrics;

import java.util.Arrays;

/** How well a score tells samples in distribution, where it is large, from others. */
final class Separation {
  private final double[] inside;
  private final double[] outside;

  /**
   * @param inside scores of the samples in distribution, at least one, no NaN
   * @param outside those of the others, likewise
   */
  Separation(double[] inside, double[] outside) {
    this.inside = inside.clone();
    this.outside = outside.clone();
    Arrays.sort(this.inside);
    Arrays.sort(this.outside);
  }

  /** P(inside &gt; outside) + P(inside = outside)/2 over all pairs. */
  double auroc() {
    int below = 0;
    int notAbove = 0;
    // Twice the pairs in order, a whole number.
    double halves = 0;
    for (double score : inside) {
      while (below < outside.length && outside[below] < score) {
        below++;
      }
      notAbove = Math.max(notAbove, below);
      while (notAbove < outside.length && outside[notAbove] <= score) {
        notAbove++;
      }
      halves += (double) below + notAbove;
    }
    return halves / 2 / inside.length / outside.length;
  }

  /** The share of the others at or above the ceil(0.95 m)-th largest of the m inside. */
  double fpr95() {
    long m = inside.length;
    double threshold = inside[(int) (m - (19 * m + 19) / 20)];
    int above = 0;
    for (double score : outside) {
      if (score >= threshold) {
        above++;
      }
    }
    return (double) above / outside.length;
  }
}
