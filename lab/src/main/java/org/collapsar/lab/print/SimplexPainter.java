package org.collapsar.lab.print;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.collapsar.lab.figure.DrawnFigure;
import org.collapsar.lab.figure.FigureContent.Simplex;
import org.collapsar.lab.figure.Fonts;
import org.collapsar.lab.figure.Look;
import org.collapsar.lab.figure.SimplexFrames;

/**
 * Draws the first three classes in the plane of their means, on four epochs from the first to the
 * last; with two classes, on the line through their means.
 */
final class SimplexPainter extends Drawing {
  private static final int SIDE = 300;
  private static final int HEAD = 26;
  private static final int GAP = 20;
  private static final int KEY = 26;
  private static final int MOST = 4;

  /** Half of what a panel shows, in lengths of the means, unless samples lie farther out. */
  private static final double LEAST_REACH = 1.5;

  private final List<SimplexFrames> all;
  private final int[] drawn;

  SimplexPainter(DrawnFigure figure, Simplex simplex) {
    super(figure);
    this.all = simplex.runs();
    this.drawn = all.isEmpty() ? new int[0] : chosen(all.get(0).epochs().length);
  }

  private static int[] chosen(int frames) {
    int count = Math.min(MOST, frames);
    return IntStream.range(0, count)
        .map(i -> count == 1 ? 0 : (int) ((long) i * (frames - 1) / (count - 1)))
        .toArray();
  }

  @Override
  int width() {
    int panels = Math.max(2, drawn.length);
    return 2 * MARGIN + panels * SIDE + (panels - 1) * GAP;
  }

  @Override
  int contentHeight() {
    return drawn.length == 0 ? NOTHING : HEAD + SIDE + KEY;
  }

  @Override
  void draw(Graphics2D g) {
    if (drawn.length == 0) {
      nothing(g, "class means");
      return;
    }
    for (int i = 0; i < drawn.length; i++) {
      panel(g, all.get(0), drawn[i], MARGIN + i * (SIDE + GAP), MARGIN + TITLE);
    }
    key(g, MARGIN, MARGIN + TITLE + HEAD + SIDE + 18);
  }

  private static void panel(Graphics2D g, SimplexFrames frames, int frame, int x, int y) {
    g.setColor(Palette.INK);
    g.setFont(Fonts.AXIS);
    g.drawString("Epoch " + frames.epochs()[frame], x, y + HEAD - 9);
    double[][] points = frames.points()[frame];
    int c = frames.classes().length;
    int shown = Math.min(3, c);
    double[][] plane = plane(points, shown, frames.dimension());
    double[] ofRows = frames.weights() ? centre(points, 2 * c, shown) : plane[2];
    int first = (frames.weights() ? 3 : 2) * c;
    double reach = LEAST_REACH;
    for (int s = 0; s < frames.sampleClasses().length; s++) {
      if (place(frames, s) < shown) {
        double[] at = at(points[first + s], plane);
        reach = Math.max(reach, 1.05 * Math.max(Math.abs(at[0]), Math.abs(at[1])));
      }
    }
    double scale = SIDE / (2 * reach);
    double cx = x + SIDE / 2.0;
    double cy = y + HEAD + SIDE / 2.0;
    g.setColor(Palette.GRID);
    g.setStroke(new BasicStroke(1f));
    g.drawRect(x, y + HEAD, SIDE, SIDE);
    for (int s = 0; s < frames.sampleClasses().length; s++) {
      int k = place(frames, s);
      if (k < shown) {
        double[] at = at(points[first + s], plane);
        g.setColor(Palette.faint(Palette.of(Look.of(k))));
        dot(g, cx + scale * at[0], cy - scale * at[1], 3);
      }
    }
    for (int k = 0; k < shown; k++) {
      Color colour = Palette.of(Look.of(k));
      double[] vertex = at(points[c + k], plane);
      g.setColor(Palette.GREY);
      g.setStroke(new BasicStroke(1f));
      g.draw(new Ellipse2D.Double(cx + scale * vertex[0] - 7, cy - scale * vertex[1] - 7, 14, 14));
      g.setColor(colour);
      if (frames.weights()) {
        // Rows of W are shown about their own centre.
        double[] w = at(points[2 * c + k], new double[][] {plane[0], plane[1], ofRows});
        g.setStroke(
            new BasicStroke(
                1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10f, new float[] {4f, 3f}, 0));
        g.draw(new Line2D.Double(cx, cy, cx + scale * w[0], cy - scale * w[1]));
      }
      double[] mean = at(points[k], plane);
      g.setStroke(new BasicStroke(2f));
      g.draw(new Line2D.Double(cx, cy, cx + scale * mean[0], cy - scale * mean[1]));
      dot(g, cx + scale * mean[0], cy - scale * mean[1], 4.5);
    }
  }

  private static int place(SimplexFrames frames, int sample) {
    return Arrays.binarySearch(frames.classes(), frames.sampleClasses()[sample]);
  }

  /** An orthonormal basis of the plane of some means about their centre; the first points up. */
  private static double[][] plane(double[][] points, int shown, int r) {
    double[] centre = centre(points, 0, shown);
    double[] up = less(points[0], centre);
    normalise(up);
    double[] across = shown < 3 ? new double[r] : less(points[1], centre);
    double along = inner(across, up);
    for (int j = 0; j < r; j++) {
      across[j] -= along * up[j];
    }
    normalise(across);
    return new double[][] {across, up, centre};
  }

  private static double[] centre(double[][] points, int from, int count) {
    double[] centre = new double[points[from].length];
    for (int k = from; k < from + count; k++) {
      for (int j = 0; j < centre.length; j++) {
        centre[j] += points[k][j] / count;
      }
    }
    return centre;
  }

  private static double[] less(double[] a, double[] b) {
    double[] difference = new double[a.length];
    for (int j = 0; j < a.length; j++) {
      difference[j] = a[j] - b[j];
    }
    return difference;
  }

  private static double inner(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  private static void normalise(double[] v) {
    double length = Math.sqrt(inner(v, v));
    for (int j = 0; j < v.length && length > 0; j++) {
      v[j] /= length;
    }
  }

  private static double[] at(double[] point, double[][] plane) {
    double[] from = less(point, plane[2]);
    return new double[] {inner(from, plane[0]), inner(from, plane[1])};
  }

  private void key(Graphics2D g, int x, int y) {
    SimplexFrames frames = all.get(0);
    g.setFont(Fonts.NOTE);
    int at = x;
    for (int k = 0; k < Math.min(3, frames.classes().length); k++) {
      g.setColor(Palette.of(Look.of(k)));
      dot(g, at + 5, y - 4, 4.5);
      g.setColor(Palette.GREY);
      String text = "class " + frames.classes()[k];
      g.drawString(text, at + 14, y);
      at += 30 + g.getFontMetrics().stringWidth(text);
    }
    String text =
        "lines: class means"
            + (frames.weights() ? "; dashed: rows of W" : "")
            + "; dots: samples; circles: the closest simplex";
    g.drawString(text, at, y);
  }
}
