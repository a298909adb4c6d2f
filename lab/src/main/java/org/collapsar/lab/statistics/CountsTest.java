package org.collapsar.lab.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * Test whether two histograms over the same bins are samples of one law: Pearson's chi square with
 * the estimated common law. Neighbouring bins are joined from below until each sample expects at
 * least ten, so that the limit holds.
 *
 * @param statistic the chi square
 * @param degrees of freedom, bins left minus one
 * @param p probability of such a statistic or a larger one; 1 where one bin is left
 */
public record CountsTest(double statistic, int degrees, double p) {
  private static final double FEWEST = 10;

  /**
   * Compares two samples.
   *
   * @param first counts [bins]
   * @param second counts [bins]
   * @return the test with its p-value
   * @throws IllegalArgumentException if one is empty
   */
  public static CountsTest of(long[] first, long[] second) {
    double ofFirst = sum(first);
    double ofSecond = sum(second);
    double all = ofFirst + ofSecond;
    if (ofFirst == 0 || ofSecond == 0) {
      throw new IllegalArgumentException("counts: expected two samples, found an empty one");
    }
    double share = Math.min(ofFirst, ofSecond) / all;
    List<double[]> bins = new ArrayList<>();
    double[] open = new double[2];
    for (int i = 0; i < first.length; i++) {
      open[0] += first[i];
      open[1] += second[i];
      if ((open[0] + open[1]) * share >= FEWEST) {
        bins.add(open);
        open = new double[2];
      }
    }
    if (bins.isEmpty()) {
      bins.add(open);
    } else {
      double[] last = bins.get(bins.size() - 1);
      last[0] += open[0];
      last[1] += open[1];
    }
    double statistic = 0;
    for (double[] bin : bins) {
      double together = bin[0] + bin[1];
      double apart = bin[0] * ofSecond - bin[1] * ofFirst;
      statistic += apart * apart / (ofFirst * ofSecond * together);
    }
    int degrees = bins.size() - 1;
    return new CountsTest(
        statistic, degrees, degrees == 0 ? 1 : NormalTests.upperTail(statistic, degrees));
  }

  private static double sum(long[] counts) {
    double sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
