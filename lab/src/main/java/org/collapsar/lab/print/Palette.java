package org.collapsar.lab.print;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import org.collapsar.lab.figure.Look;

/** Colours on white that colour-blind readers can tell apart, and the lines drawn with them. */
final class Palette {

  static final Color INK = new Color(0x1f2328);
  static final Color GREY = new Color(0x59636e);
  static final Color GRID = new Color(0xdfe3e8);
  static final Color FAINT_GRID = new Color(0xf1f3f5);
  static final Color NOTHING = new Color(0xc9ced4);

  /**
   * The palette of Okabe and Ito, without its yellow. Brown and violet stand for its orange and sky
   * blue, whose contrast with white is below 3 to 1. The pages' scripts have the same.
   */
  private static final List<Color> APART =
      List.of(
          new Color(0x0072b2),
          new Color(0xd55e00),
          new Color(0x009e73),
          new Color(0xcc79a7),
          new Color(0x6b3d00),
          new Color(0x7b61ff),
          new Color(0x000000));

  /** Plasma without its yellow end, from the first layer to the last. */
  private static final List<Color> ORDERED =
      List.of(
          new Color(0xd9772b),
          new Color(0xe16462),
          new Color(0xb83289),
          new Color(0x8b0aa5),
          new Color(0x5302a3),
          new Color(0x0d0887));

  /** Negative, zero, positive. */
  private static final List<Color> DIVERGING =
      List.of(
          new Color(0x08519c),
          new Color(0x6baed6),
          new Color(0xf7f7f5),
          new Color(0xf79a5e),
          new Color(0xa63603));

  private Palette() {}

  static Color of(Look look) {
    return look.ordered() ? between(ORDERED, look.tone()) : APART.get(look.index() % APART.size());
  }

  /** A colour for a value from -1 to 1. */
  static Color diverging(double value) {
    return Double.isNaN(value)
        ? NOTHING
        : between(DIVERGING, (Math.max(-1, Math.min(1, value)) + 1) / 2);
  }

  static Color faint(Color colour) {
    return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 56);
  }

  /** Solid, then dashed once the colours are used up; an order's dashes have a meaning. */
  static BasicStroke line(Look look) {
    float[] dash = null;
    if (look.dashed()) {
      List<Float> pattern = look.dash().pattern();
      dash = new float[pattern.size()];
      for (int i = 0; i < dash.length; i++) {
        dash[i] = pattern.get(i);
      }
    } else if (!look.ordered() && look.index() >= APART.size()) {
      dash = new float[] {6f, 2f + 2f * (look.index() / APART.size())};
    }
    return new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10f, dash, 0f);
  }

  private static Color between(List<Color> stops, double at) {
    double place = at * (stops.size() - 1);
    int below = Math.min(stops.size() - 2, (int) place);
    Color a = stops.get(below);
    Color b = stops.get(below + 1);
    double t = place - below;
    return new Color(
        mix(a.getRed(), b.getRed(), t),
        mix(a.getGreen(), b.getGreen(), t),
        mix(a.getBlue(), b.getBlue(), t));
  }

  private static int mix(int a, int b, double t) {
    return (int) Math.round(a + (b - a) * t);
  }
}
