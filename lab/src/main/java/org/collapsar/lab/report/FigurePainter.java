package org.collapsar.lab.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.FigureSpec.Kind;
import org.collapsar.lab.run.RunRecord;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws a figure on any {@link Graphics2D}: its title, the panels (by XChart), one legend below all
 * of them, where it covers no data, and notes on what was clipped or left out.
 */
final class FigurePainter {

  private static final Color INK = new Color(0x1f2328);
  private static final Color GREY = new Color(0x59636e);
  private static final Color GRID = new Color(0xdfe3e8);
  private static final Color FAINT_GRID = new Color(0xf1f3f5);
  private static final int MARGIN = 20;
  private static final int GAP = 14;
  private static final int TITLE = 34;
  private static final int LEGEND = 30;
  private static final int NOTE = 20;
  private static final int AXIS_TITLE = 24;
  private static final int TICK_LENGTH = 4;
  private static final int ROOM_ABOVE = 8;
  private static final int ROOM_BELOW = 52;
  private static final int ROOM_RIGHT = 12;

  private static final Font TITLE_FONT = new Font(Font.SANS_SERIF, Font.BOLD, 18);
  private static final Font AXIS_FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 15);
  private static final Font TICK_FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  private static final Font NOTE_FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  /** The palette of Okabe and Ito, which colour-blind readers can tell apart; yellow left out. */
  private static final List<Color> PALETTE =
      List.of(
          new Color(0x0072b2),
          new Color(0xd55e00),
          new Color(0x009e73),
          new Color(0xcc79a7),
          new Color(0xe69f00),
          new Color(0x56b4e9),
          new Color(0x000000));

  private final FigureSpec figure;
  private final List<Panel> panels;
  private final List<Long> seeds;
  private final List<String> notes;
  private final int columns;
  private final int panelWidth;
  private final int panelHeight;

  FigurePainter(FigureSpec figure, List<RunRecord> runs) {
    this.figure = figure;
    this.panels = figure.metrics().stream().map(metric -> Panel.of(figure, metric, runs)).toList();
    this.seeds =
        runs.stream().filter(run -> run.metrics().rows() > 0).map(RunRecord::seed).toList();
    Set<String> all = new LinkedHashSet<>(RunNotes.unfinished(runs));
    if (figure.kind() == Kind.BAND) {
      all.addAll(RunNotes.lengths(runs));
    }
    panels.forEach(panel -> all.addAll(panel.notes()));
    this.columns =
        switch (panels.size()) {
          case 1, 2, 3 -> panels.size();
          case 4 -> 2;
          default -> 3;
        };
    this.panelWidth = panels.size() == 1 ? 720 : panels.size() == 3 ? 400 : 480;
    this.panelHeight = panels.size() == 1 ? 420 : 350;
    this.notes = wrapped(all);
  }

  int width() {
    return 2 * MARGIN + columns * panelWidth + (columns - 1) * GAP;
  }

  int height() {
    int rows = (panels.size() + columns - 1) / columns;
    return 2 * MARGIN
        + TITLE
        + rows * panelHeight
        + (rows - 1) * GAP
        + LEGEND
        + notes.size() * NOTE;
  }

  /** Draws the whole figure on white, with its upper left corner at the origin. */
  void paint(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, width(), height());
    g.setColor(INK);
    g.setFont(TITLE_FONT);
    g.drawString(figure.title(), MARGIN, MARGIN + 18);
    for (int i = 0; i < panels.size(); i++) {
      int x = MARGIN + (i % columns) * (panelWidth + GAP);
      int y = MARGIN + TITLE + (i / columns) * (panelHeight + GAP);
      paint(panels.get(i), g, x, y);
    }
    int y = height() - MARGIN - notes.size() * NOTE;
    legend(g, y - 8);
    g.setFont(NOTE_FONT);
    g.setColor(GREY);
    for (String note : notes) {
      y += NOTE;
      g.drawString(note, MARGIN, y);
    }
  }

  private void paint(Panel panel, Graphics2D g, int x, int y) {
    AffineTransform before = g.getTransform();
    g.translate(x, y);
    if (panel.strokes().stream().allMatch(stroke -> stroke.values().length == 0)) {
      g.setColor(GREY);
      g.setFont(AXIS_FONT);
      centred(g, axisLabel(panel.label()) + ": no values", panelWidth / 2, panelHeight / 2);
    } else {
      double[] range = panel.range();
      paint(panel, Axis.of(range[0], range[1], panel.logarithmic()), g);
    }
    g.setTransform(before);
  }

  /** The curves by XChart; the axes around them here, as text that stays text in an SVG. */
  private void paint(Panel panel, Axis vertical, Graphics2D g) {
    int last =
        panel.curves().lines().stream().mapToInt(line -> line.values().length - 1).max().orElse(1);
    g.setFont(TICK_FONT);
    FontMetrics metrics = g.getFontMetrics();
    int widest =
        vertical.ticks().stream()
            .mapToInt(tick -> metrics.stringWidth(tick.label()))
            .max()
            .orElse(0);
    int left = AXIS_TITLE + widest + TICK_LENGTH + 6;
    int plotWidth = panelWidth - left - ROOM_RIGHT;
    int plotHeight = panelHeight - ROOM_BELOW - ROOM_ABOVE;
    Axis horizontal = Axis.epochs(last, plotWidth / 60);

    AffineTransform before = g.getTransform();
    g.translate(left, ROOM_ABOVE);
    XYChart chart = chart(panel, horizontal, vertical, plotWidth, plotHeight);
    chart.paint(g, plotWidth, plotHeight);

    g.setFont(TICK_FONT);
    g.setColor(GREY);
    g.setStroke(new BasicStroke(1f));
    g.draw(new Line2D.Double(0, plotHeight, plotWidth, plotHeight));
    for (Axis.Tick tick : horizontal.ticks()) {
      double at = chart.getScreenXFromChart(tick.value());
      g.draw(new Line2D.Double(at, plotHeight, at, plotHeight + TICK_LENGTH));
      float start = (float) at - metrics.stringWidth(tick.label()) / 2f;
      g.drawString(tick.label(), start, plotHeight + TICK_LENGTH + 16f);
    }
    for (Axis.Tick tick : vertical.ticks()) {
      double at = chart.getScreenYFromChart(tick.value());
      float start = -8f - metrics.stringWidth(tick.label());
      g.drawString(tick.label(), start, (float) at + metrics.getAscent() / 2f - 2f);
    }
    g.setColor(INK);
    g.setFont(AXIS_FONT);
    centred(g, "epoch", plotWidth / 2, plotHeight + ROOM_BELOW - 6);
    g.translate(-left + 14, plotHeight / 2);
    g.rotate(-Math.PI / 2);
    centred(g, axisLabel(panel.label()), 0, 0);
    g.setTransform(before);
  }

  private static XYChart chart(Panel panel, Axis horizontal, Axis vertical, int width, int height) {
    XYChart chart = new XYChart(width, height);
    style(chart.getStyler(), horizontal, vertical);
    for (Axis.Tick tick : vertical.ticks()) {
      XYSeries line =
          chart.addSeries(
              "grid " + tick.value(),
              new double[] {horizontal.from(), horizontal.to()},
              new double[] {tick.value(), tick.value()});
      line.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
      line.setLineStyle(new BasicStroke(1f));
      line.setLineColor(tick.label().isEmpty() ? FAINT_GRID : GRID);
      line.setMarker(SeriesMarkers.NONE);
    }
    Panel.Band band = panel.band();
    if (band != null) {
      XYSeries series =
          chart.addSeries(
              "band", outline(band.epochs(), band.epochs()), outline(band.upper(), band.lower()));
      series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
      series.setFillColor(faint(PALETTE.get(0)));
      series.setLineColor(new Color(0, 0, 0, 0));
      series.setMarker(SeriesMarkers.NONE);
    }
    for (int i = 0; i < panel.strokes().size(); i++) {
      Panel.Stroke stroke = panel.strokes().get(i);
      if (stroke.values().length == 0) {
        continue;
      }
      XYSeries series = chart.addSeries("line " + i, stroke.epochs(), stroke.values());
      series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
      series.setLineColor(colour(i));
      series.setLineStyle(line(i));
      series.setMarkerColor(colour(i));
      // Where epochs are left out, the points say which were measured.
      int last = (int) stroke.epochs()[stroke.epochs().length - 1];
      boolean sparse = stroke.epochs().length < last + 1 || last < 2;
      series.setMarker(sparse ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    }
    return chart;
  }

  private static void style(XYStyler styler, Axis horizontal, Axis vertical) {
    styler.setLegendVisible(false);
    styler.setChartTitleVisible(false);
    styler.setAxisTitlesVisible(false);
    styler.setAxisTicksVisible(false);
    styler.setPlotGridLinesVisible(false);
    styler.setPlotBorderVisible(false);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setChartPadding(0);
    styler.setPlotMargin(0);
    styler.setPlotContentSize(1.0);
    styler.setMarkerSize(6);
    styler.setXAxisMin(horizontal.from());
    styler.setXAxisMax(horizontal.to());
    styler.setYAxisLogarithmic(vertical.logarithmic());
    styler.setYAxisMin(vertical.from());
    styler.setYAxisMax(vertical.to());
  }

  private void legend(Graphics2D g, int baseline) {
    g.setFont(TICK_FONT);
    List<String> entries = new ArrayList<>();
    boolean bands = panels.stream().anyMatch(panel -> panel.band() != null);
    if (figure.kind() == Kind.LINES) {
      seeds.forEach(seed -> entries.add("seed " + seed));
    } else if (seeds.size() == 1) {
      entries.add("one run, seed " + seeds.get(0));
    } else {
      entries.add("mean of " + seeds.size() + " runs");
      if (bands) {
        entries.add("plus and minus one standard deviation");
      }
    }
    FontMetrics metrics = g.getFontMetrics();
    int swatch = 26;
    int total = entries.stream().mapToInt(e -> swatch + 8 + metrics.stringWidth(e) + 24).sum();
    int x = Math.max(MARGIN, (width() - total + 24) / 2);
    for (int i = 0; i < entries.size(); i++) {
      if (figure.kind() == Kind.BAND && i == 1) {
        g.setColor(faint(PALETTE.get(0)));
        g.fill(new Rectangle2D.Double(x, baseline - 11, swatch, 13));
      } else {
        g.setColor(colour(i));
        g.setStroke(line(i));
        g.draw(new Line2D.Double(x, baseline - 4.5, x + swatch, baseline - 4.5));
      }
      g.setColor(INK);
      g.drawString(entries.get(i), x + swatch + 8, baseline);
      x += swatch + 8 + metrics.stringWidth(entries.get(i)) + 24;
    }
  }

  /** Notes broken into lines that fit the width. */
  private List<String> wrapped(Set<String> sentences) {
    int characters = (width() - 2 * MARGIN) / 7;
    List<String> lines = new ArrayList<>();
    for (String sentence : sentences) {
      StringBuilder line = new StringBuilder();
      for (String word : sentence.split(" ")) {
        if (line.length() > 0 && line.length() + 1 + word.length() > characters) {
          lines.add(line.toString());
          line.setLength(0);
        }
        line.append(line.length() == 0 ? "" : " ").append(word);
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private static void centred(Graphics2D g, String text, int x, int y) {
    g.drawString(text, x - g.getFontMetrics().stringWidth(text) / 2, y);
  }

  private static String axisLabel(MetricLabel label) {
    return AXIS_FONT.canDisplayUpTo(label.axis()) == -1 ? label.axis() : label.plain();
  }

  private static Color colour(int i) {
    return PALETTE.get(i % PALETTE.size());
  }

  private static Color faint(Color colour) {
    return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 56);
  }

  /** Solid, then dashed once the colours are used up. */
  private static BasicStroke line(int i) {
    int round = i / PALETTE.size();
    float[] dash = round == 0 ? null : new float[] {6f, 2f + 2f * round};
    return new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10f, dash, 0f);
  }

  /** One edge there and the other back. */
  private static double[] outline(double[] there, double[] back) {
    double[] outline = new double[there.length + back.length];
    for (int i = 0; i < there.length; i++) {
      outline[i] = there[i];
      outline[outline.length - 1 - i] = back[i];
    }
    return outline;
  }
}
