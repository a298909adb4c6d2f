package org.collapsar.lab.measure;

import java.util.Arrays;

/**
 * Count of how often something was right, and how often chance would be: p_e = sum_c (n_c/n) q_c
 * with q_c the share of samples put into class c.
 *
 * @param samples n
 * @param accuracy share of them
 * @param chance p_e
 */
public record Guesses(int samples, double accuracy, double chance) {

  /**
   * Makes the count.
   *
   * @param counts n_c, samples of each class
   * @param decided samples that were put into each class
   * @param right samples that were put into their own
   * @return n, the share that was right, and p_e
   */
  public static Guesses of(int[] counts, int[] decided, int right) {
    double n = Arrays.stream(counts).sum();
    double chance = 0;
    for (int c = 0; c < counts.length; c++) {
      chance += counts[c] / n * (decided[c] / n);
    }
    return new Guesses((int) n, right / n, chance);
  }

  /**
   * {@return whether the accuracy is not above chance by three standard deviations, where that
   * could be noticed}
   */
  public boolean isChance() {
    double deviations = 3 * Math.sqrt(chance * (1 - chance) / samples);
    // Where not even an accuracy of 1 would be noticed, nothing can be said.
    return accuracy - chance < deviations && 1 - chance >= deviations;
  }

  /** So far above it that few samples are enough. */
  boolean isClear() {
    return accuracy - chance >= 6 * Math.sqrt(chance * (1 - chance) / samples);
  }
}
