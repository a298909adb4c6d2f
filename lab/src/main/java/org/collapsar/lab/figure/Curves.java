package org.collapsar.lab.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.collapsar.lab.experiment.ReferenceLine;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.Measured;

/**
 * Curves of one metric over the epochs of several runs: a line per run, and their mean and
 * population standard deviation up to the last epoch that all of them have.
 *
 * @param metric reference to what was measured
 * @param lines one a run that has it, in the order of the runs
 * @param mean [epochs that all runs have]; NaN where a run has no value
 * @param deviation population standard deviation, beside {@code mean}
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record Curves(String metric, List<Line> lines, double[] mean, double[] deviation) {

  /**
   * Curve of one run.
   *
   * @param seed the run's seed
   * @param name what the run is called
   * @param values [epochs of this run], NaN where the cell is empty or nothing was measured
   */
  public record Line(long seed, String name, double[] values) {}

  /**
   * Reads a metric of runs.
   *
   * @param metric reference to what was measured
   * @param runs those that are drawn; one without the metric has no line
   * @return a line per run, with mean and deviation
   */
  public static Curves of(String metric, List<RunRecord> runs) {
    List<Line> lines = new ArrayList<>();
    for (RunRecord run : runs) {
      double[] values = Measured.of(metric, run).dense();
      if (values.length > 0) {
        lines.add(new Line(run.seed(), run.name(), values));
      }
    }
    return over(metric, lines);
  }

  /**
   * Computes mean and deviation of lines that are there already.
   *
   * @param metric reference to what was measured
   * @param lines one per run
   * @return the lines with mean and deviation
   */
  public static Curves over(String metric, List<Line> lines) {
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

  /**
   * Makes the curves that a metric is drawn beside, over the same epochs: a number, or another
   * metric of each run, scaled where the reference says so to meet the metric on the first epoch
   * from there on that has both.
   *
   * @param reference number or metric, and where they meet
   * @param metric reference to what is drawn
   * @param runs those that are drawn
   * @return a line per run that has the metric
   */
  public static Curves of(ReferenceLine reference, String metric, List<RunRecord> runs) {
    String other = reference.metric();
    List<Line> lines = new ArrayList<>();
    for (RunRecord run : runs) {
      double[] values = Measured.of(metric, run).dense();
      if (values.length > 0) {
        lines.add(
            new Line(
                run.seed(),
                run.name(),
                other == null
                    ? constant(values, reference.number())
                    : beside(
                        values, Measured.of(other, run).dense(), reference.from() * run.epochs())));
      }
    }
    return over(metric, lines);
  }

  private static double[] constant(double[] values, double number) {
    return Arrays.stream(values).map(v -> Double.isNaN(v) ? v : number).toArray();
  }

  private static double[] beside(double[] values, double[] others, double from) {
    double[] line = Arrays.copyOf(others, Math.min(values.length, others.length));
    if (Double.isNaN(from)) {
      return line;
    }
    double factor = Double.NaN;
    for (int epoch = (int) Math.ceil(from); epoch < line.length; epoch++) {
      if (Double.isNaN(factor) && line[epoch] != 0) {
        factor = values[epoch] / line[epoch];
      }
    }
    double scale = factor;
    return Arrays.stream(line).map(v -> v * scale).toArray();
  }

  /**
   * Mean minus deviation.
   *
   * @param floor takes the place of what is not above zero, for a logarithmic axis; NaN on a linear
   *     one
   */
  double[] lower(double floor) {
    double[] lower = new double[mean.length];
    for (int i = 0; i < lower.length; i++) {
      double edge = mean[i] - deviation[i];
      lower[i] = edge <= 0 && !Double.isNaN(floor) ? floor : edge;
    }
    return lower;
  }

  /** Mean plus deviation. */
  double[] upper() {
    double[] upper = new double[mean.length];
    for (int i = 0; i < upper.length; i++) {
      upper[i] = mean[i] + deviation[i];
    }
    return upper;
  }

  /** {@return the smallest value above zero of any run; NaN when there is none} */
  public double smallestPositive() {
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

  /** {@return whether any run has any value} */
  public boolean hasValues() {
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
