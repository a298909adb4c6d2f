package org.collapsar.lab.print;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.collapsar.lab.figure.DrawnFigure;
import org.collapsar.lab.figure.FigureContent.HeatMaps;
import org.collapsar.lab.figure.Fonts;
import org.collapsar.lab.figure.MatrixFrames;

/**
 * Draws matrices as heat maps, a column each: the first epoch in a small row above the last one.
 * The run of the first seed that has any is drawn; the page shows all runs and epochs.
 */
final class MatrixPainter extends Drawing {

  private static final int LARGE = 300;
  private static final int SMALL = 150;
  private static final int GAP = 36;
  private static final int LABELS = 34;
  private static final int HEAD = 26;
  private static final int SCALE_WIDTH = 74;
  private static final Font CELL_FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 10);

  private final HeatMaps matrices;
  private final List<MatrixFrames> all;
  private final int columns;

  MatrixPainter(DrawnFigure figure, HeatMaps matrices) {
    super(figure);
    this.matrices = matrices;
    this.all = matrices.runs();
    this.columns = Math.max(1, all.isEmpty() ? 1 : Math.min(5, all.get(0).names().size()));
  }

  @Override
  int width() {
    return 2 * MARGIN + columns * (LARGE + LABELS) + (columns - 1) * GAP + scaleWidth();
  }

  private int scaleWidth() {
    return matrices.ownScales() ? SCALE_WIDTH + 24 : SCALE_WIDTH;
  }

  private int rows() {
    return all.isEmpty() ? 1 : (all.get(0).names().size() + columns - 1) / columns;
  }

  private boolean both() {
    return !all.isEmpty() && all.get(0).epochs().length > 1;
  }

  private int rowHeight() {
    int limits = matrices.ownScales() ? NOTE : 0;
    return (both() ? SMALL + HEAD + LABELS : 0) + HEAD + LARGE + LABELS + limits;
  }

  @Override
  int contentHeight() {
    return all.isEmpty() ? NOTHING : rows() * rowHeight();
  }

  @Override
  void draw(Graphics2D g) {
    if (all.isEmpty()) {
      nothing(g, capital(matrices.words()));
      return;
    }
    MatrixFrames frames = all.get(0);
    int last = frames.epochs().length - 1;
    for (int l = 0; l < frames.names().size(); l++) {
      int x = MARGIN + LABELS + (l % columns) * (LARGE + LABELS + GAP);
      int y = MARGIN + TITLE + (l / columns) * rowHeight();
      String name = frames.names().get(l);
      double limit = frames.limits()[l];
      if (both()) {
        head(g, name + ", epoch " + frames.epochs()[0], x, y);
        matrix(g, frames.matrices()[l][0], limit, x, y + HEAD, SMALL, false);
        y += HEAD + SMALL + LABELS;
      }
      head(g, name + ", epoch " + frames.epochs()[last], x, y);
      matrix(g, frames.matrices()[l][last], limit, x, y + HEAD, LARGE, frames.size() <= 10);
      if (matrices.ownScales()) {
        limits(g, limit, x + LARGE, y + HEAD + LARGE + 28 + NOTE - 2);
      }
    }
    scale(g, width() - MARGIN - scaleWidth() + 26, MARGIN + TITLE + HEAD);
  }

  private static void head(Graphics2D g, String text, int x, int y) {
    g.setColor(Palette.INK);
    g.setFont(Fonts.AXIS);
    g.drawString(text, x, y + HEAD - 8);
  }

  /** What the ends of the colours of one matrix stand for, right-aligned. */
  private static void limits(Graphics2D g, double limit, int right, int y) {
    String end = BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString();
    String text = "colours from -" + end + " to " + end;
    g.setFont(Fonts.NOTE);
    g.setColor(Palette.GREY);
    g.drawString(text, right - g.getFontMetrics().stringWidth(text), y);
  }

  private void matrix(
      Graphics2D g, double[][] matrix, double limit, int x, int y, int side, boolean written) {
    int k = matrix.length;
    if (k == 0) {
      g.setColor(Palette.GREY);
      g.setFont(Fonts.NOTE);
      g.drawString("not measured", x, y + 16);
      return;
    }
    double cell = (double) side / k;
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        double value = matrix[i][j];
        g.setColor(Palette.diverging(value / limit));
        g.fill(new Rectangle2D.Double(x + j * cell, y + i * cell, cell - 0.5, cell - 0.5));
        if (written && !Double.isNaN(value)) {
          g.setFont(CELL_FONT);
          g.setColor(Math.abs(value / limit) > 0.75 ? Color.WHITE : Palette.INK);
          centred(g, twoDigits(value), x + (j + 0.5) * cell, y + (i + 0.5) * cell + 4);
        }
      }
    }
    g.setFont(Fonts.NOTE);
    g.setColor(Palette.GREY);
    int every = Math.max(1, (int) Math.ceil(14 / cell));
    for (int i = 0; i < k; i += every) {
      String name = Integer.toString(i + matrices.firstIndex());
      centred(g, name, x + (i + 0.5) * cell, y + side + 14.0);
      g.drawString(
          name,
          (float) (x - 6 - g.getFontMetrics().stringWidth(name)),
          (float) (y + (i + 0.5) * cell + 4));
    }
    centred(g, matrices.index(), x + side / 2.0, y + side + 28.0);
  }

  private static String capital(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  /** "0.12", and ".00" is "0". */
  private static String twoDigits(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.equals("0.00") || text.equals("-0.00") ? "0" : text.equals("1.00") ? "1" : text;
  }

  private void scale(Graphics2D g, int x, int y) {
    int height = 200;
    for (int i = 0; i < height; i++) {
      g.setColor(Palette.diverging(1 - 2.0 * i / (height - 1)));
      g.fill(new Rectangle2D.Double(x, y + i, 16, 1.2));
    }
    g.setColor(Palette.INK);
    g.setFont(Fonts.TICK);
    g.drawString(matrices.ownScales() ? "largest" : "1", x + 22, y + 9);
    g.drawString("0", x + 22, y + height / 2 + 4);
    g.drawString(matrices.ownScales() ? "-largest" : "-1", x + 22, y + height);
    g.setFont(Fonts.NOTE);
    g.setColor(Palette.GREY);
    var before = g.getTransform();
    g.translate(x - 8, y + height / 2);
    g.rotate(-Math.PI / 2);
    centred(g, matrices.scale(), 0, 0);
    g.setTransform(before);
  }
}
