package org.collapsar.lab.print;

import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.collapsar.lab.figure.DrawnFigure;
import org.collapsar.lab.figure.FigureContent.CurvePanel;
import org.collapsar.lab.figure.FigureContent.Panels;
import org.collapsar.lab.figure.Fonts;
import org.collapsar.lab.figure.Look;
import org.collapsar.lab.figure.Panel;
import org.jspecify.annotations.Nullable;

/**
 * Draws a figure of curves: its title, the panels, one legend below all of them, where it covers no
 * data, and notes on what was clipped or left out.
 */
final class FigurePainter extends Drawing {

  private static final int GAP = 14;
  private static final int LEGEND = 30;
  private static final int LEGEND_LINE = 22;
  private static final int SWATCH = 26;
  private static final int REMARK = 18;

  /** An entry of the legend; one without a look is that of the bands. */
  private record Entry(String text, @Nullable Look look) {}

  private final Panels figure;
  private final List<Panel> panels;
  private final int columns;
  private final int panelWidth;
  private final int panelHeight;
  private final int remarkLines;
  private final List<List<Entry>> legend;

  FigurePainter(DrawnFigure drawn, Panels figure) {
    super(drawn);
    this.figure = figure;
    this.panels = figure.panels().stream().map(CurvePanel::panel).toList();
    this.columns =
        switch (panels.size()) {
          case 1, 2, 3 -> panels.size();
          case 4 -> 2;
          default -> 3;
        };
    this.panelWidth = panels.size() == 1 ? 720 : panels.size() == 3 ? 400 : 480;
    this.panelHeight = panels.size() == 1 ? 420 : 350;
    this.remarkLines = panels.stream().mapToInt(panel -> remarks(panel).size()).max().orElse(0);
    this.legend = lines(entries());
  }

  @Override
  int width() {
    return 2 * MARGIN + columns * panelWidth + (columns - 1) * GAP;
  }

  @Override
  int contentHeight() {
    int rows = (panels.size() + columns - 1) / columns;
    return rows * rowHeight() + (rows - 1) * GAP + LEGEND + (legend.size() - 1) * LEGEND_LINE;
  }

  private List<String> remarks(Panel panel) {
    return broken(panel.remarks(), panelWidth - 8.0);
  }

  private int rowHeight() {
    return panelHeight + remarkLines * REMARK;
  }

  @Override
  void draw(Graphics2D g) {
    for (int i = 0; i < panels.size(); i++) {
      Panel panel = panels.get(i);
      int x = MARGIN + (i % columns) * (panelWidth + GAP);
      int y = MARGIN + TITLE + (i / columns) * (rowHeight() + GAP);
      new PanelPainter(panel, panelWidth, panelHeight).paint(g, x, y);
      g.setFont(Fonts.NOTE);
      g.setColor(Palette.INK);
      List<String> remarks = remarks(panel);
      for (int k = 0; k < remarks.size(); k++) {
        centred(g, remarks.get(k), x + panelWidth / 2.0, y + panelHeight + k * REMARK + 12);
      }
    }
    int y = height() - MARGIN - noteLines().size() * NOTE - 8;
    for (int i = 0; i < legend.size(); i++) {
      legend(g, legend.get(i), y - (legend.size() - 1 - i) * LEGEND_LINE);
    }
  }

  /** One entry a look: curves of one layer are the same in every panel. */
  private List<Entry> entries() {
    Map<Look, Set<String>> names = new LinkedHashMap<>();
    for (Panel panel : panels) {
      for (Panel.Stroke stroke : panel.strokes()) {
        if (!stroke.name().isEmpty()) {
          names.computeIfAbsent(stroke.look(), look -> new LinkedHashSet<>()).add(stroke.name());
        }
      }
    }
    List<Entry> entries = new ArrayList<>();
    names.forEach((look, all) -> entries.add(new Entry(String.join(" | ", all), look)));
    if (panels.stream().anyMatch(Panel::banded)) {
      entries.add(new Entry("plus and minus one standard deviation", null));
    }
    boolean bars =
        panels.stream()
            .flatMap(panel -> panel.strokes().stream())
            .anyMatch(stroke -> stroke.spread() != null && stroke.spread().bars());
    if (bars) {
      entries.add(new Entry("bars: plus and minus one standard deviation over the seeds", null));
    }
    boolean fitted =
        panels.stream()
            .flatMap(panel -> panel.strokes().stream())
            .anyMatch(stroke -> stroke.name().isEmpty());
    if (!figure.overEpochs() && fitted) {
      entries.add(new Entry("dashed: fitted curve", null));
    }
    if (figure.script().equals("layers") && names.keySet().stream().anyMatch(Look::dashed)) {
      entries.add(new Entry("dashed: non-linear", null));
    }
    return entries;
  }

  private List<List<Entry>> lines(List<Entry> entries) {
    List<List<Entry>> lines = new ArrayList<>();
    lines.add(new ArrayList<>());
    double room = width() - 2.0 * MARGIN;
    double used = 0;
    for (Entry entry : entries) {
      double width = widthOf(entry);
      if (used + width > room && used > 0) {
        lines.add(new ArrayList<>());
        used = 0;
      }
      lines.get(lines.size() - 1).add(entry);
      used += width;
    }
    return lines;
  }

  private static double widthOf(Entry entry) {
    return (hasSwatch(entry) ? SWATCH + 8 : 0) + widthOf(entry.text(), Fonts.TICK) + 24;
  }

  private boolean joined(Look look) {
    return panels.stream()
        .flatMap(panel -> panel.strokes().stream())
        .anyMatch(stroke -> stroke.look().equals(look) && stroke.joined());
  }

  private static boolean hasSwatch(Entry entry) {
    return entry.look() != null || entry.text().startsWith("plus and minus");
  }

  private void legend(Graphics2D g, List<Entry> entries, int baseline) {
    g.setFont(Fonts.TICK);
    FontMetrics metrics = g.getFontMetrics();
    double total = entries.stream().mapToDouble(FigurePainter::widthOf).sum();
    double x = Math.max(MARGIN, (width() - total + 24) / 2);
    for (Entry entry : entries) {
      Look look = entry.look();
      if (look != null) {
        g.setColor(Palette.of(look));
        g.setStroke(Palette.line(look));
        if (joined(look)) {
          g.draw(new Line2D.Double(x, baseline - 4.5, x + SWATCH, baseline - 4.5));
        } else {
          g.fill(new Ellipse2D.Double(x + SWATCH / 2.0 - 3, baseline - 7.5, 6, 6));
        }
      } else if (hasSwatch(entry)) {
        boolean single = panels.stream().allMatch(panel -> panel.strokes().size() < 2);
        g.setColor(Palette.faint(single ? Palette.of(Look.of(0)) : Palette.GREY));
        g.fill(new Rectangle2D.Double(x, baseline - 11, SWATCH, 13));
      }
      double text = x + (hasSwatch(entry) ? SWATCH + 8 : 0);
      g.setColor(Palette.INK);
      g.drawString(entry.text(), (float) text, baseline);
      x = text + metrics.stringWidth(entry.text()) + 24;
    }
  }
}
