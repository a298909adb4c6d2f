package org.collapsar.lab.figure;

import java.util.List;

/**
 * How a curve is told from the others.
 *
 * @param index its place among curves without an order, which picks the colour
 * @param tone its place in an order, from 0 to 1, which picks a colour of a sequence; NaN for
 *     curves without an order
 * @param dash the pattern of its line
 */
public record Look(int index, double tone, Dash dash) {

  /** Lengths of strokes and gaps, in units of the drawing. */
  public enum Dash {
    SOLID(),
    DASHED(5f, 4f),
    DOTTED(1.5f, 4f),
    MIXED(9f, 4f, 1.5f, 4f);

    private final List<Float> pattern;

    Dash(Float... lengths) {
      pattern = List.of(lengths);
    }

    /** Empty for a solid line. */
    public List<Float> pattern() {
      return pattern;
    }
  }

  public Look(int index, double tone, boolean dashed) {
    this(index, tone, dashed ? Dash.DASHED : Dash.SOLID);
  }

  /** One of curves without an order. */
  public static Look of(int index) {
    return new Look(index, Double.NaN, Dash.SOLID);
  }

  public boolean ordered() {
    return !Double.isNaN(tone);
  }

  public boolean dashed() {
    return dash != Dash.SOLID;
  }
}
