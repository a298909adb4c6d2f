package org.collapsar.lab.report;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.lab.run.RunRecord;

/**
 * One metric over the epochs of several runs: a line a run, and their mean and population standard
 * deviation up to the last epoch that all of them have.
 *
 * @param metric reference to what was measured
 * @param lines one a run that has it, in the order of the runs
 * @param mean [epochs that all runs have]; NaN where a run has no value
 * @param deviation population standard deviation, beside {@code mean}
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record Curves(String metric, List<Line> lines, double[] mean, double[] deviation) {

  /**
   * One run.
   *
   * @param seed the run's seed
   * @param name what the run is called
   * @param values [epochs of this run], NaN where the cell is empty or nothing was measured
   */
  record Line(long seed, String name, double[] values) {}

  static Curves of(String metric, List<RunRecord> runs) {
    List<Line> lines = new ArrayList<>();
    for (RunRecord run : runs) {
      double[] values = Measured.of(metric, run).dense();
      if (values.length > 0) {
        lines.add(new Line(run.seed(), run.name(), values));
      }
    }
    return over(metric, lines);
  }

  /** Of lines that are there already. */
  static Curves over(String metric, List<Line> lines) {
    int shared = lines.stream().mapToInt(line -> line.values().length).min().orElse(0);
    double[] mean = new double[shared];
    double[] deviation = new double[shared];
    for (int epoch = 0; epoch < shared; epoch++) {
      double sum = 0;
      for (Line line : lines) {
        sum += line.values()[epoch];
      }
      mean[epoch] = sum / lines.size();
      double squares = 0;
      for (Line line : lines) {
        double d = line.values()[epoch] - mean[epoch];
        squares += d * d;
      }
      deviation[epoch] = Math.sqrt(squares / lines.size());
    }
    return new Curves(metric, List.copyOf(lines), mean, deviation);
  }

  /** The smallest value above zero of any run; NaN when there is none. */
  double smallestPositive() {
    double smallest = Double.NaN;
    for (Line line : lines) {
      for (double value : line.values()) {
        if (value > 0 && !(value >= smallest)) {
          smallest = value;
        }
      }
    }
    return smallest;
  }

  /** Whether any run has any value. */
  boolean hasValues() {
    for (Line line : lines) {
      for (double value : line.values()) {
        if (Double.isFinite(value)) {
          return true;
        }
      }
    }
    return false;
  }
}
