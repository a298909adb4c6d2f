package org.collapsar.lab.print;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.lab.figure.Axis;
import org.collapsar.lab.figure.Fonts;
import org.collapsar.lab.figure.Panel;
import org.collapsar.lab.series.MetricLabel;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws one panel: the grid and the scales by XChart; curves here, a path each, and the axes around
 * them, as text that stays text.
 */
final class PanelPainter {

  private static final int AXIS_TITLE = 24;
  private static final int TICK_LENGTH = 4;
  private static final int ROOM_ABOVE = 8;
  private static final int ROOM_BELOW = 52;
  private static final int ROOM_RIGHT = 12;

  private final Panel panel;
  private final int width;
  private final int height;

  PanelPainter(Panel panel, int width, int height) {
    this.panel = panel;
    this.width = width;
    this.height = height;
  }

  void paint(Graphics2D g, int x, int y) {
    AffineTransform before = g.getTransform();
    g.translate(x, y);
    if (panel.isEmpty()) {
      g.setColor(Palette.GREY);
      g.setFont(Fonts.AXIS);
      Drawing.centred(g, axisLabel() + ": no values", width / 2.0, height / 2.0);
    } else {
      paint(panel.vertical(), g);
    }
    g.setTransform(before);
  }

  private void paint(Axis vertical, Graphics2D g) {
    g.setFont(Fonts.TICK);
    FontMetrics metrics = g.getFontMetrics();
    int widest =
        vertical.ticks().stream()
            .mapToInt(tick -> metrics.stringWidth(tick.label()))
            .max()
            .orElse(0);
    int left = AXIS_TITLE + widest + TICK_LENGTH + 6;
    int plotWidth = width - left - ROOM_RIGHT;
    int plotHeight = height - ROOM_BELOW - ROOM_ABOVE;
    Panel.Along along = panel.along();
    List<Axis.Tick> across =
        along.ticks().isEmpty()
            ? Axis.epochs((int) along.to(), plotWidth / 60).ticks()
            : along.ticks();

    AffineTransform before = g.getTransform();
    g.translate(left, ROOM_ABOVE);
    XYChart chart = chart(vertical, plotWidth, plotHeight);
    chart.paint(g, plotWidth, plotHeight);
    curves(chart, g, plotWidth, plotHeight);

    g.setFont(Fonts.TICK);
    g.setColor(Palette.GREY);
    g.setStroke(new BasicStroke(1f));
    g.draw(new Line2D.Double(0, plotHeight, plotWidth, plotHeight));
    double free = Double.NEGATIVE_INFINITY;
    for (Axis.Tick tick : across) {
      double at = chart.getScreenXFromChart(tick.value());
      g.draw(new Line2D.Double(at, plotHeight, at, plotHeight + TICK_LENGTH));
      double half = metrics.stringWidth(tick.label()) / 2.0;
      if (at - half > free) {
        g.drawString(tick.label(), (float) (at - half), plotHeight + TICK_LENGTH + 16f);
        free = at + half + 4;
      }
    }
    for (Axis.Tick tick : vertical.ticks()) {
      double at = chart.getScreenYFromChart(tick.value());
      float start = -8f - metrics.stringWidth(tick.label());
      g.drawString(tick.label(), start, (float) at + metrics.getAscent() / 2f - 2f);
    }
    g.setColor(Palette.INK);
    g.setFont(Fonts.AXIS);
    Drawing.centred(g, along.title(), plotWidth / 2.0, plotHeight + ROOM_BELOW - 6.0);
    g.translate(-left + 14, plotHeight / 2);
    g.rotate(-Math.PI / 2);
    g.setFont(Drawing.fitting(axisLabel(), Fonts.AXIS, plotHeight));
    Drawing.centred(g, axisLabel(), 0, 0);
    g.setTransform(before);
  }

  private XYChart chart(Axis vertical, int plotWidth, int plotHeight) {
    XYChart chart = new XYChart(plotWidth, plotHeight);
    style(chart.getStyler(), vertical);
    for (Axis.Tick tick : vertical.ticks()) {
      XYSeries line =
          chart.addSeries(
              "grid " + tick.value(),
              new double[] {panel.along().from(), panel.along().to()},
              new double[] {tick.value(), tick.value()});
      line.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
      line.setLineStyle(new BasicStroke(1f));
      line.setLineColor(tick.label().isEmpty() ? Palette.FAINT_GRID : Palette.GRID);
      line.setMarker(SeriesMarkers.NONE);
    }
    return chart;
  }

  /**
   * Bands, then lines, each one path: XChart draws a line for every two points, where dashes start
   * anew and an SVG grows tenfold.
   */
  private void curves(XYChart chart, Graphics2D g, int plotWidth, int plotHeight) {
    Shape clip = g.getClip();
    g.clip(new Rectangle2D.Double(0, -4, plotWidth + 4.0, plotHeight + 4.0));
    for (Panel.Stroke stroke : panel.strokes()) {
      Panel.Spread band = stroke.spread();
      if (band != null && !band.bars()) {
        Path2D outline = path(points(chart, band.x(), band.upper()), null, false);
        path(points(chart, band.x(), band.lower()), outline, true).closePath();
        g.setColor(Palette.faint(Palette.of(stroke.look())));
        g.fill(outline);
      }
    }
    bars(chart, g);
    for (Panel.Stroke stroke : panel.strokes()) {
      if (stroke.values().length == 0) {
        continue;
      }
      List<double[]> points = points(chart, stroke.x(), stroke.values());
      g.setColor(Palette.of(stroke.look()));
      g.setStroke(Palette.line(stroke.look()));
      if (stroke.joined()) {
        g.draw(path(points, null, false));
      }
      for (double[] point : stroke.dots() ? points : List.<double[]>of()) {
        g.fill(new Ellipse2D.Double(point[0] - 3, point[1] - 3, 6, 6));
      }
    }
    g.setClip(clip);
  }

  /** Places on the drawing. */
  private List<double[]> points(XYChart chart, double[] x, double[] y) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      points.add(
          new double[] {
            Drawing.tenth(chart.getScreenXFromChart(x[i])),
            Drawing.tenth(chart.getScreenYFromChart(y[i]))
          });
    }
    return points;
  }

  /** A path through points, or more of one, there or back. */
  private static Path2D path(List<double[]> points, @Nullable Path2D before, boolean back) {
    Path2D path = before == null ? new Path2D.Double() : before;
    List<double[]> drawn = Polyline.thinned(points, 0.3);
    for (int i = 0; i < drawn.size(); i++) {
      double[] point = drawn.get(back ? drawn.size() - 1 - i : i);
      if (path.getCurrentPoint() == null) {
        path.moveTo(point[0], point[1]);
      } else {
        path.lineTo(point[0], point[1]);
      }
    }
    return path;
  }

  /** One standard deviation up and down from every point. */
  private void bars(XYChart chart, Graphics2D g) {
    g.setStroke(new BasicStroke(1.4f));
    for (Panel.Stroke stroke : panel.strokes()) {
      Panel.Spread spread = stroke.spread();
      if (spread == null || !spread.bars()) {
        continue;
      }
      g.setColor(Palette.of(stroke.look()));
      for (int i = 0; i < spread.x().length; i++) {
        double x = chart.getScreenXFromChart(spread.x()[i]);
        double low = chart.getScreenYFromChart(spread.lower()[i]);
        double high = chart.getScreenYFromChart(spread.upper()[i]);
        g.draw(new Line2D.Double(x, low, x, high));
        g.draw(new Line2D.Double(x - 4, low, x + 4, low));
        g.draw(new Line2D.Double(x - 4, high, x + 4, high));
      }
    }
  }

  private void style(XYStyler styler, Axis vertical) {
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
    styler.setXAxisMin(panel.along().from());
    styler.setXAxisMax(panel.along().to());
    styler.setYAxisLogarithmic(vertical.logarithmic());
    styler.setYAxisMin(vertical.from());
    styler.setYAxisMax(vertical.to());
  }

  private String axisLabel() {
    MetricLabel label = panel.label();
    return Fonts.AXIS.canDisplayUpTo(label.axis()) == -1 ? label.axis() : label.plain();
  }
}
