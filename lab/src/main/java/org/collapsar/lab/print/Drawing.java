package org.collapsar.lab.print;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.geom.Ellipse2D;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.collapsar.lab.figure.DrawnFigure;
import org.collapsar.lab.figure.FigureContent;
import org.collapsar.lab.figure.Fonts;

/** A figure that can be drawn on any {@link Graphics2D}, on white. */
abstract class Drawing {

  static final int MARGIN = 20;
  static final int TITLE = 34;
  static final int NOTE = 20;

  /** Height of the content where there is nothing to draw. */
  static final int NOTHING = 120;

  private final String title;
  private final List<String> notes;

  /** With the title of a figure, and what its reader has to be told. */
  Drawing(DrawnFigure figure, String... more) {
    title = figure.spec().title();
    notes = new ArrayList<>(figure.printed());
    notes.addAll(List.of(more));
  }

  static Drawing of(DrawnFigure figure) {
    FigureContent content = figure.content();
    if (content instanceof FigureContent.HeatMaps matrices) {
      return new MatrixPainter(figure, matrices);
    }
    if (content instanceof FigureContent.Parity parity) {
      return new ParityPainter(figure, parity);
    }
    if (content instanceof FigureContent.Simplex simplex) {
      return new SimplexPainter(figure, simplex);
    }
    return new FigurePainter(figure, (FigureContent.Panels) content);
  }

  abstract int width();

  /** Of all between the title and the notes. */
  abstract int contentHeight();

  final int height() {
    return 2 * MARGIN + TITLE + contentHeight() + noteLines().size() * NOTE;
  }

  /** Draws all but the title and the notes, with the figure's upper left corner at the origin. */
  abstract void draw(Graphics2D g);

  /** Draws the whole figure, its title above and notes at its foot. */
  final void paint(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, width(), height());
    g.setColor(Palette.INK);
    g.setFont(Fonts.TITLE);
    g.drawString(title, MARGIN, MARGIN + 18);
    draw(g);
    g.setFont(Fonts.NOTE);
    g.setColor(Palette.GREY);
    List<String> lines = noteLines();
    int y = height() - MARGIN - lines.size() * NOTE;
    for (String line : lines) {
      y += NOTE;
      g.drawString(line, MARGIN, y);
    }
  }

  /** Notes broken into lines that fit the width. */
  final List<String> noteLines() {
    return broken(notes, width() - 2.0 * MARGIN);
  }

  /** Sentences broken between words into lines of small print. */
  static List<String> broken(Collection<String> sentences, double width) {
    List<String> lines = new ArrayList<>();
    for (String sentence : sentences) {
      StringBuilder line = new StringBuilder();
      for (String word : sentence.split(" ")) {
        if (line.length() > 0 && widthOf(line + " " + word, Fonts.NOTE) > width) {
          lines.add(line.toString());
          line.setLength(0);
        }
        line.append(line.length() == 0 ? "" : " ").append(word);
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /** The font, smaller where the text would be wider than the room; not below two thirds. */
  static Font fitting(String text, Font font, double room) {
    double ratio = room / widthOf(text, font);
    return ratio >= 1
        ? font
        : font.deriveFont((float) (font.getSize2D() * Math.max(2 / 3., ratio)));
  }

  static double widthOf(String text, Font font) {
    return font.getStringBounds(text, new FontRenderContext(null, true, true)).getWidth();
  }

  static void centred(Graphics2D g, String text, double x, double y) {
    g.drawString(text, (float) (x - g.getFontMetrics().stringWidth(text) / 2.0), (float) y);
  }

  /** Says that there are no values of what was to be drawn. */
  final void nothing(Graphics2D g, String what) {
    g.setColor(Palette.GREY);
    g.setFont(Fonts.AXIS);
    centred(g, what + ": no values", width() / 2.0, MARGIN + TITLE + NOTHING / 2.0);
  }

  /** A filled circle. */
  static void dot(Graphics2D g, double x, double y, double radius) {
    g.fill(new Ellipse2D.Double(tenth(x - radius), tenth(y - radius), 2 * radius, 2 * radius));
  }

  /** A place to a tenth of a pixel, so that files do not hold digits that nobody sees. */
  static double tenth(double value) {
    return Math.rint(value * 10) / 10;
  }
}
