package org.collapsar.lab.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.MetricLabel;
import org.collapsar.lab.series.SweepPoints;
import org.jspecify.annotations.Nullable;

/**
 * One panel of a figure, ready to be drawn: what lies on it, its axes, and what the reader has to
 * be told.
 *
 * @param label names of the metric
 * @param along the horizontal axis
 * @param logarithmic whether the vertical axis is; false where no value is above zero
 * @param strokes the lines, with their bands
 * @param notes what had to be left out or clipped, whole sentences
 * @param remarks what is written below the panel itself
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record Panel(
    MetricLabel label,
    Along along,
    boolean logarithmic,
    List<Stroke> strokes,
    List<String> notes,
    List<String> remarks) {

  /**
   * The horizontal axis.
   *
   * @param title what it counts
   * @param from position of its left end
   * @param to position of its right end
   * @param ticks empty for epochs, which are ticked at round numbers
   */
  public record Along(String title, double from, double to, List<Axis.Tick> ticks) {}

  /**
   * A line through points.
   *
   * @param name in the legend; empty for none
   * @param x [points]
   * @param values [points]
   * @param spread about it, or null
   * @param dots whether its points are marked
   * @param joined whether a line is drawn through them
   */
  public record Stroke(
      String name,
      Look look,
      double[] x,
      double[] values,
      @Nullable Spread spread,
      boolean dots,
      boolean joined) {}

  /** Lower and upper edge, [points] each; a band, or a bar at every point. */
  public record Spread(double[] x, double[] lower, double[] upper, boolean bars) {}

  public static Panel of(FigureSpec figure, String metric, List<RunRecord> runs) {
    if (figure.kind() == FigureKind.HISTOGRAM) {
      return HistogramPanel.of(figure, metric, runs);
    }
    return figure.kind() == FigureKind.SWEEP
        ? SweepPanel.of(figure, metric, runs)
        : overEpochs(figure, metric, SweepPoints.with(figure.only(), runs));
  }

  private static Panel overEpochs(FigureSpec figure, String metric, List<RunRecord> runs) {
    MetricLabel label = MetricLabel.of(metric);
    List<CurveGroup> groups = CurveGroup.of(figure, metric, runs);
    List<Curves> curves = groups.stream().map(CurveGroup::curves).toList();
    int last =
        curves.stream()
            .flatMap(c -> c.lines().stream())
            .mapToInt(line -> line.values().length - 1)
            .max()
            .orElse(1);
    Along along = new Along("epoch", 0, Math.max(1, last), List.of());
    List<String> notes = new ArrayList<>(Lacking.notes(figure, metric, runs));
    if (curves.stream().noneMatch(Curves::hasValues)) {
      return new Panel(label, along, false, List.of(), notes, List.of());
    }
    double smallest =
        curves.stream()
            .mapToDouble(Curves::smallestPositive)
            .filter(v -> !Double.isNaN(v))
            .min()
            .orElse(Double.NaN);
    boolean wanted = figure.logarithmic(metric);
    boolean logarithmic = wanted && !Double.isNaN(smallest);
    if (wanted && !logarithmic) {
      notes.add(label.name() + ": no value is above zero, so its axis is linear.");
    }
    int[] measured =
        figure.kind() == FigureKind.CERTIFICATE ? CertificateCurves.epochs(runs) : new int[0];
    List<Stroke> strokes = new ArrayList<>();
    boolean left = false;
    boolean clipped = false;
    for (CurveGroup group : groups) {
      Curves c = group.curves();
      boolean lines = figure.kind() == FigureKind.LINES;
      for (int i = 0; i < (lines ? c.lines().size() : 1); i++) {
        double[] values = lines ? c.lines().get(i).values() : c.mean();
        int[] drawn = drawn(values, logarithmic);
        left |= drawn.length < drawn(values, false).length;
        for (int[] piece : pieces(drawn, measured)) {
          Spread band = lines ? null : band(c, piece, logarithmic, smallest);
          clipped |= band != null && logarithmic && reachesZero(c);
          strokes.add(
              new Stroke(
                  lines ? c.lines().get(i).name() : nameOf(group, runs),
                  lines && groups.size() == 1 ? Look.of(i) : group.look(),
                  pick(piece, k -> k),
                  pick(piece, k -> values[k]),
                  band,
                  sparse(drawn) || piece.length == 1,
                  true));
        }
      }
    }
    if (left) {
      notes.add(label.name() + ": values of zero or below are left out on the log axis.");
    }
    if (clipped) {
      notes.add(
          label.name()
              + ": where mean minus deviation is not above zero, the band ends at the smallest"
              + " positive value.");
    }
    return new Panel(label, along, logarithmic, strokes, notes, List.of());
  }

  private static String nameOf(CurveGroup group, List<RunRecord> runs) {
    if (!group.name().isEmpty()) {
      return group.name();
    }
    List<RunRecord> drawn = runs.stream().filter(run -> run.metrics().rows() > 0).toList();
    return drawn.size() == 1
        ? "one run, " + drawn.get(0).name()
        : "mean of " + drawn.size() + " runs";
  }

  /** Where few epochs are measured, or some are left out, the points say which. */
  private static boolean sparse(int[] drawn) {
    if (drawn.length == 0) {
      return false;
    }
    int last = drawn[drawn.length - 1];
    return (drawn.length < last + 1 && drawn.length <= 60) || last < 2;
  }

  /** The points that can be drawn; a metric that is not measured in every epoch is joined up. */
  private static int[] drawn(double[] values, boolean logarithmic) {
    return IntStream.range(0, values.length)
        .filter(i -> Double.isFinite(values[i]) && (!logarithmic || values[i] > 0))
        .toArray();
  }

  /**
   * The points cut where an epoch was measured and has none; in one piece where no epochs are
   * given.
   */
  private static List<int[]> pieces(int[] drawn, int[] measured) {
    List<int[]> pieces = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= drawn.length; i++) {
      if (i == drawn.length || gap(drawn[i - 1], drawn[i], measured)) {
        pieces.add(Arrays.copyOfRange(drawn, from, i));
        from = i;
      }
    }
    return pieces;
  }

  private static boolean gap(int one, int next, int[] measured) {
    return Arrays.stream(measured).anyMatch(epoch -> epoch > one && epoch < next);
  }

  private static @Nullable Spread band(
      Curves curves, int[] drawn, boolean logarithmic, double smallest) {
    double[] mean = curves.mean();
    double[] deviation = curves.deviation();
    if (drawn.length < 2 || curves.lines().size() < 2) {
      return null;
    }
    DoubleUnaryOperator clip = v -> logarithmic && v <= 0 ? smallest : v;
    return new Spread(
        pick(drawn, i -> i),
        pick(drawn, i -> clip.applyAsDouble(mean[i] - deviation[i])),
        pick(drawn, i -> mean[i] + deviation[i]),
        false);
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

  /** Whether there is nothing to draw. */
  public boolean isEmpty() {
    return strokes.stream().allMatch(stroke -> stroke.values().length == 0);
  }

  /** Whether a band is drawn about any line. */
  public boolean banded() {
    return strokes.stream().anyMatch(s -> s.spread() != null && !s.spread().bars());
  }

  /** Least and greatest value that is drawn, bands included. */
  public double[] range() {
    List<double[]> drawn = new ArrayList<>();
    strokes.forEach(stroke -> drawn.add(stroke.values()));
    strokes.stream()
        .map(Stroke::spread)
        .filter(Objects::nonNull)
        .forEach(
            spread -> {
              drawn.add(spread.lower());
              drawn.add(spread.upper());
            });
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (double[] values : drawn) {
      for (double value : values) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
    }
    return new double[] {least, greatest};
  }
}
