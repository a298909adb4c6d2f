package org.collapsar.lab.figure;

import java.util.List;

/**
 * Look by which a curve is told from the others.
 *
 * @param index its place among curves without an order, which picks the colour
 * @param tone its place in an order, from 0 to 1, which picks a colour of a sequence; NaN for
 *     curves without an order
 * @param dash the pattern of its line
 */
public record Look(int index, double tone, Dash dash) {

  /** Patterns of lines. */
  public enum Dash {
    /** One stroke without gaps. */
    SOLID(),
    /** Strokes of 5 and gaps of 4. */
    DASHED(5f, 4f),
    /** Dots with gaps of 4. */
    DOTTED(1.5f, 4f),
    /** Strokes and dots in turn. */
    MIXED(9f, 4f, 1.5f, 4f);

    private final List<Float> pattern;

    Dash(Float... lengths) {
      pattern = List.of(lengths);
    }

    /**
     * {@return the lengths of strokes and gaps, in units of the drawing; empty for a solid line}
     */
    public List<Float> pattern() {
      return pattern;
    }
  }

  /**
   * Makes the look of a curve that is solid or dashed.
   *
   * @param index its place among curves without an order, which picks the colour
   * @param tone its place in an order, from 0 to 1, which picks a colour of a sequence; NaN for
   *     curves without an order
   * @param dashed false for a solid line
   */
  public Look(int index, double tone, boolean dashed) {
    this(index, tone, dashed ? Dash.DASHED : Dash.SOLID);
  }

  /**
   * Makes the look of one of several curves without an order.
   *
   * @param index picks the colour
   * @return a solid line
   */
  public static Look of(int index) {
    return new Look(index, Double.NaN, Dash.SOLID);
  }

  /** {@return whether the curve has a place in an order} */
  public boolean ordered() {
    return !Double.isNaN(tone);
  }

  /** {@return whether the line has gaps} */
  public boolean dashed() {
    return dash != Dash.SOLID;
  }
}
