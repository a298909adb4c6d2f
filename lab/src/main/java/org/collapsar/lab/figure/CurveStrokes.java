package org.collapsar.lab.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.collapsar.lab.figure.Panel.Spread;
import org.collapsar.lab.figure.Panel.Stroke;
import org.jspecify.annotations.Nullable;

/**
 * The lines that show groups of curves over the epochs, with their bands: the one place that says
 * which of their numbers an axis can show.
 *
 * @param strokes a line per run, or a mean with its band per group
 * @param leftOut whether values are not above zero, which a logarithmic axis cannot show
 * @param clipped whether a band ends at the smallest positive value, for the same reason
 */
record CurveStrokes(List<Stroke> strokes, boolean leftOut, boolean clipped) {

  /**
   * Computes them.
   *
   * @param logarithmic whether the vertical axis is; needs a value above zero
   * @param lines whether each run has a line; else each group has its mean
   * @param measured the epochs that cut a line where it has no value; empty joins up all
   * @param name of a group's mean, in the legend
   */
  static CurveStrokes of(
      List<CurveGroup> groups,
      boolean logarithmic,
      boolean lines,
      int[] measured,
      Function<CurveGroup, String> name) {
    double smallest = smallestPositive(groups);
    List<Stroke> strokes = new ArrayList<>();
    boolean left = false;
    boolean clipped = false;
    for (CurveGroup group : groups) {
      Curves c = group.curves();
      for (int i = 0; i < (lines ? c.lines().size() : 1); i++) {
        double[] values = lines ? c.lines().get(i).values() : c.mean();
        int[] drawn = drawn(values, logarithmic);
        left |= drawn.length < drawn(values, false).length;
        for (int[] piece : pieces(drawn, measured)) {
          Spread band = lines ? null : band(c, piece, logarithmic ? smallest : Double.NaN);
          clipped |= band != null && logarithmic && reachesZero(c);
          strokes.add(
              new Stroke(
                  lines ? c.lines().get(i).name() : name.apply(group),
                  lines && groups.size() == 1 ? Look.of(i) : group.look(),
                  pick(piece, k -> k),
                  pick(piece, k -> values[k]),
                  band,
                  sparse(drawn) || piece.length == 1,
                  true));
        }
      }
    }
    return new CurveStrokes(strokes, left, clipped);
  }

  /** The smallest value above zero of any run; NaN when there is none. */
  static double smallestPositive(List<CurveGroup> groups) {
    return groups.stream()
        .mapToDouble(group -> group.curves().smallestPositive())
        .filter(v -> !Double.isNaN(v))
        .min()
        .orElse(Double.NaN);
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
        .filter(i -> Axis.shows(values[i], logarithmic))
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

  /** Whether an epoch between the two is among the measured ones, which are in order. */
  private static boolean gap(int one, int next, int[] measured) {
    int at = Arrays.binarySearch(measured, one + 1);
    int first = at >= 0 ? at : -at - 1;
    return first < measured.length && measured[first] < next;
  }

  private static @Nullable Spread band(Curves curves, int[] drawn, double floor) {
    if (drawn.length < 2 || curves.lines().size() < 2) {
      return null;
    }
    double[] lower = curves.lower(floor);
    double[] upper = curves.upper();
    return new Spread(
        pick(drawn, i -> i), pick(drawn, i -> lower[i]), pick(drawn, i -> upper[i]), false);
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
}
