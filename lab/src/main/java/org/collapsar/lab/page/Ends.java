package org.collapsar.lab.page;

import java.util.Arrays;
import java.util.List;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.Measured;

/**
 * The last value of a metric in every run.
 *
 * @param perRun [runs], in their order; NaN where the last row has no value
 * @param count how many runs have one
 * @param mean over the runs that have one; NaN when none has
 * @param deviation population standard deviation of the same
 * @param start mean of the values at epoch 0 over the same runs; NaN where one is missing
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record Ends(double[] perRun, int count, double mean, double deviation, double start) {

  static Ends of(String metric, List<RunRecord> runs) {
    double[] perRun = new double[runs.size()];
    double starts = 0;
    for (int i = 0; i < perRun.length; i++) {
      Measured measured = Measured.of(metric, runs.get(i));
      perRun[i] = measured.end().orNaN();
      starts += Double.isNaN(perRun[i]) ? 0 : measured.at(0).orNaN();
    }
    double[] defined = Arrays.stream(perRun).filter(v -> !Double.isNaN(v)).toArray();
    double mean = Arrays.stream(defined).average().orElse(Double.NaN);
    double squares = Arrays.stream(defined).map(v -> (v - mean) * (v - mean)).sum();
    return new Ends(
        perRun, defined.length, mean, Math.sqrt(squares / defined.length), starts / defined.length);
  }
}
