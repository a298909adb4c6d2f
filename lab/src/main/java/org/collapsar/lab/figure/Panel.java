package org.collapsar.lab.figure;

import java.util.List;
import java.util.stream.IntStream;
import org.collapsar.lab.series.MetricLabel;
import org.jspecify.annotations.Nullable;

/**
 * Panel of a figure, ready to be drawn: what lies on it, its axes, and what the reader has to be
 * told.
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
   * Leaves out what no axis can show, whoever computed it.
   *
   * @param label names of the metric
   * @param along the horizontal axis
   * @param logarithmic whether the vertical axis is; false where no value is above zero
   * @param strokes the lines, with their bands
   * @param notes what had to be left out or clipped, whole sentences
   * @param remarks what is written below the panel itself
   */
  public Panel {
    boolean log = logarithmic;
    strokes = strokes.stream().map(stroke -> stroke.shown(log)).toList();
  }

  /**
   * Horizontal axis of a panel.
   *
   * @param title what it counts
   * @param from position of its left end
   * @param to position of its right end
   * @param ticks empty for epochs, which are ticked at round numbers
   */
  public record Along(String title, double from, double to, List<Axis.Tick> ticks) {}

  /**
   * Line through points.
   *
   * @param name in the legend; empty for none
   * @param look colour and line
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
      boolean joined) {

    private Stroke shown(boolean logarithmic) {
      int[] points =
          IntStream.range(0, values.length)
              .filter(i -> Axis.shows(values[i], logarithmic) && Axis.shows(x[i], false))
              .toArray();
      return new Stroke(
          name,
          look,
          pick(x, points),
          pick(values, points),
          spread == null ? null : spread.shown(logarithmic),
          dots,
          joined);
    }
  }

  /**
   * Spread about a line: a band, or a bar at every point.
   *
   * @param x [points]
   * @param lower edge [points]
   * @param upper edge [points]
   * @param bars whether a bar is drawn at every point, in place of a band
   */
  public record Spread(double[] x, double[] lower, double[] upper, boolean bars) {

    private Spread shown(boolean logarithmic) {
      int[] points =
          IntStream.range(0, x.length)
              .filter(i -> Axis.shows(lower[i], logarithmic) && Axis.shows(upper[i], logarithmic))
              .filter(i -> Axis.shows(x[i], false))
              .toArray();
      return new Spread(pick(x, points), pick(lower, points), pick(upper, points), bars);
    }
  }

  private static double[] pick(double[] values, int[] indices) {
    return IntStream.of(indices).mapToDouble(i -> values[i]).toArray();
  }

  /** {@return whether there is nothing to draw} */
  public boolean isEmpty() {
    return strokes.stream().allMatch(stroke -> stroke.values().length == 0);
  }

  /** {@return whether a band is drawn about any line} */
  public boolean banded() {
    return strokes.stream().anyMatch(s -> s.spread() != null && !s.spread().bars());
  }

  /** {@return the vertical axis} */
  public Axis vertical() {
    return axis(strokes, logarithmic);
  }

  /** {@return the least and the greatest value that is drawn, bands included} */
  public double[] range() {
    return range(strokes);
  }

  /** The vertical axis that holds lines and bands; from 0 to 1 where nothing is drawn. */
  static Axis axis(List<Stroke> strokes, boolean logarithmic) {
    double[] range = range(strokes);
    return range[0] > range[1]
        ? new Axis(0, 1, false, List.of())
        : Axis.of(range[0], range[1], logarithmic);
  }

  private static double[] range(List<Stroke> strokes) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (Stroke stroke : strokes) {
      Spread spread = stroke.spread();
      for (double[] values :
          spread == null
              ? new double[][] {stroke.values()}
              : new double[][] {stroke.values(), spread.lower(), spread.upper()}) {
        for (double value : values) {
          least = Math.min(least, value);
          greatest = Math.max(greatest, value);
        }
      }
    }
    return new double[] {least, greatest};
  }
}
