package org.collapsar.lab.print;

import java.awt.BasicStroke;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;
import org.collapsar.lab.figure.Axis;
import org.collapsar.lab.figure.DrawnFigure;
import org.collapsar.lab.figure.FigureContent.Parity;
import org.collapsar.lab.figure.Fonts;
import org.collapsar.lab.figure.Look;
import org.collapsar.lab.figure.ParityPoints;

/** Draws features as predicted against features as they are, a square per run. */
final class ParityPainter extends Drawing {

  private static final int SIDE = 340;
  private static final int LEFT = 70;
  private static final int BELOW = 56;
  private static final int HEAD = 26;
  private static final int GAP = 18;
  private static final int MOST = 6;

  private final List<ParityPoints> drawn;
  private final int columns;

  ParityPainter(DrawnFigure figure, Parity parity) {
    super(figure, ofMany(parity.runs().size()));
    List<ParityPoints> all = parity.runs();
    this.drawn = all.subList(0, Math.min(MOST, all.size()));
    this.columns =
        switch (drawn.size()) {
          case 0, 1 -> 1;
          case 2, 4 -> 2;
          default -> 3;
        };
  }

  private static String[] ofMany(int runs) {
    return runs > MOST
        ? new String[] {"Drawn for the first %d of %d runs.".formatted(MOST, runs)}
        : new String[0];
  }

  private static int cellHeight() {
    return HEAD + SIDE + BELOW;
  }

  @Override
  int width() {
    return 2 * MARGIN + Math.max(560, columns * (LEFT + SIDE) + (columns - 1) * GAP);
  }

  @Override
  int contentHeight() {
    int rows = Math.max(1, (drawn.size() + columns - 1) / columns);
    return drawn.isEmpty() ? NOTHING : rows * cellHeight() + (rows - 1) * GAP;
  }

  @Override
  void draw(Graphics2D g) {
    if (drawn.isEmpty()) {
      nothing(g, "predicted features");
    }
    for (int i = 0; i < drawn.size(); i++) {
      int x = MARGIN + LEFT + (i % columns) * (LEFT + SIDE + GAP);
      int y = MARGIN + TITLE + (i / columns) * (cellHeight() + GAP);
      cell(g, drawn.get(i), x, y);
    }
  }

  private static void cell(Graphics2D g, ParityPoints points, int x, int y) {
    double[] range = points.range();
    Axis axis = Axis.of(range[0], range[1], false);
    double from = axis.from();
    double scale = SIDE / (axis.to() - from);
    int top = y + HEAD;
    g.setFont(Fonts.AXIS);
    g.setColor(Palette.INK);
    String head =
        points.run().substring(0, 1).toUpperCase(Locale.ROOT)
            + points.run().substring(1)
            + ", epoch "
            + points.epoch()
            + ", "
            + points.share();
    g.setFont(fitting(head, Fonts.AXIS, SIDE));
    g.drawString(head, x, y + HEAD - 9);

    g.setFont(Fonts.TICK);
    FontMetrics metrics = g.getFontMetrics();
    for (Axis.Tick tick : axis.ticks()) {
      double at = (tick.value() - from) * scale;
      g.setColor(Palette.GRID);
      g.setStroke(new BasicStroke(1f));
      g.draw(new Line2D.Double(x + at, top, x + at, top + SIDE));
      g.draw(new Line2D.Double(x, top + SIDE - at, x + SIDE, top + SIDE - at));
      g.setColor(Palette.GREY);
      g.drawString(
          tick.label(),
          (float) (x - 8 - metrics.stringWidth(tick.label())),
          (float) (top + SIDE - at + metrics.getAscent() / 2f - 2f));
      centred(g, tick.label(), x + at, top + SIDE + 18.0);
    }
    g.setColor(Palette.GREY);
    g.draw(new Rectangle2D.Double(x, top, SIDE, SIDE));
    g.draw(new Line2D.Double(x, top + SIDE, x + SIDE, top));
    g.setColor(Palette.faint(Palette.of(Look.of(0))));
    for (int i = 0; i < points.actual().length; i++) {
      double px = x + (points.actual()[i] - from) * scale;
      double py = top + SIDE - (points.predicted()[i] - from) * scale;
      dot(g, px, py, 2.5);
    }
    g.setColor(Palette.INK);
    g.setFont(Fonts.AXIS);
    centred(g, "feature", x + SIDE / 2.0, top + SIDE + 40.0);
    var before = g.getTransform();
    g.translate(x - LEFT + 14, top + SIDE / 2);
    g.rotate(-Math.PI / 2);
    centred(g, "predicted feature", 0, 0);
    g.setTransform(before);
  }
}
