package org.collapsar.lab.run;

/**
 * A number over several runs.
 *
 * @param count how many runs have one
 * @param mean NaN where none has
 * @param deviation population standard deviation, as figures draw it; 0 for one run, NaN where the
 *     mean is no finite number
 */
record Aggregate(int count, double mean, double deviation) {

  /** Of the values that are numbers; sums are taken in their order. */
  static Aggregate of(double[] values) {
    int count = 0;
    double sum = 0;
    for (double value : values) {
      if (!Double.isNaN(value)) {
        sum += value;
        count++;
      }
    }
    // 0 / 0 is NaN.
    double mean = sum / count;
    double squares = 0;
    for (double value : values) {
      if (!Double.isNaN(value)) {
        squares += (value - mean) * (value - mean);
      }
    }
    return new Aggregate(count, mean, Math.sqrt(squares / count));
  }
}
