package org.collapsar.lab.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.FigureSpec.Kind;
import org.collapsar.lab.run.RunRecord;
import org.jspecify.annotations.Nullable;

/**
 * One panel of a figure, ready to be drawn: what lies on it, its vertical axis, and what the reader
 * has to be told.
 *
 * @param label names of the metric
 * @param curves the data
 * @param logarithmic whether the vertical axis is; false where no value is above zero
 * @param strokes the lines: one (the mean), or one a run
 * @param band the band about the mean, or null
 * @param notes what had to be left out or clipped, whole sentences
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record Panel(
    MetricLabel label,
    Curves curves,
    boolean logarithmic,
    List<Stroke> strokes,
    @Nullable Band band,
    List<String> notes) {

  /** A line through points: [points] each. */
  record Stroke(double[] epochs, double[] values) {}

  /** Lower and upper edge over the epochs: [points] each. */
  record Band(double[] epochs, double[] lower, double[] upper) {}

  static Panel of(FigureSpec figure, String metric, List<RunRecord> runs) {
    MetricLabel label = MetricLabel.of(metric);
    Curves curves = Curves.of(metric, runs);
    List<String> notes = new ArrayList<>();
    if (!curves.hasValues()) {
      return new Panel(label, curves, false, List.of(), null, List.of());
    }
    double smallest = curves.smallestPositive();
    boolean logarithmic = figure.logarithmic() && !Double.isNaN(smallest);
    if (figure.logarithmic() && !logarithmic) {
      notes.add(label.name() + ": no value is above zero, so its axis is linear.");
    }
    List<Stroke> strokes = new ArrayList<>();
    boolean left = false;
    for (double[] values : lines(figure, curves)) {
      Stroke stroke = stroke(values, logarithmic);
      left |= logarithmic && stroke.values().length < stroke(values, false).values().length;
      strokes.add(stroke);
    }
    if (left) {
      notes.add(label.name() + ": values of zero or below are left out on the log axis.");
    }
    Band band = figure.kind() == Kind.BAND ? band(curves, logarithmic, smallest) : null;
    if (band != null && logarithmic && reachesZero(curves)) {
      notes.add(
          label.name()
              + ": where mean minus deviation is not above zero, the band ends at the smallest"
              + " positive value.");
    }
    return new Panel(label, curves, logarithmic, strokes, band, notes);
  }

  private static List<double[]> lines(FigureSpec figure, Curves curves) {
    return figure.kind() == Kind.BAND
        ? List.of(curves.mean())
        : curves.lines().stream().map(Curves.Line::values).toList();
  }

  /** The points that can be drawn; a metric that is not measured in every epoch is joined up. */
  private static Stroke stroke(double[] values, boolean logarithmic) {
    int[] drawn =
        IntStream.range(0, values.length)
            .filter(i -> Double.isFinite(values[i]) && (!logarithmic || values[i] > 0))
            .toArray();
    return new Stroke(pick(drawn, i -> i), pick(drawn, i -> values[i]));
  }

  private static @Nullable Band band(Curves curves, boolean logarithmic, double smallest) {
    double[] mean = curves.mean();
    double[] deviation = curves.deviation();
    int[] drawn =
        IntStream.range(0, mean.length)
            .filter(i -> Double.isFinite(mean[i]) && (!logarithmic || mean[i] > 0))
            .toArray();
    if (drawn.length < 2 || curves.lines().size() < 2) {
      return null;
    }
    DoubleUnaryOperator clip = v -> logarithmic && v <= 0 ? smallest : v;
    return new Band(
        pick(drawn, i -> i),
        pick(drawn, i -> clip.applyAsDouble(mean[i] - deviation[i])),
        pick(drawn, i -> mean[i] + deviation[i]));
  }

  private static boolean reachesZero(Curves curves) {
    for (int i = 0; i < curves.mean().length; i++) {
      if (curves.mean()[i] > 0 && curves.mean()[i] <= curves.deviation()[i]) {
        return true;
      }
    }
    return false;
  }

  private static double[] pick(int[] indices, IntToDoubleFunction value) {
    return Arrays.stream(indices).mapToDouble(value).toArray();
  }

  /** Least and greatest value that is drawn, band included. */
  double[] range() {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    List<double[]> drawn = new ArrayList<>();
    strokes.forEach(stroke -> drawn.add(stroke.values()));
    if (band != null) {
      drawn.add(band.lower());
      drawn.add(band.upper());
    }
    for (double[] values : drawn) {
      for (double value : values) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
    }
    return new double[] {least, greatest};
  }
}
