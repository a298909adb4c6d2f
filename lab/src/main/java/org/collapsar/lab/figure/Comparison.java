package org.collapsar.lab.figure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.figure.FigureContent.CurvePanel;
import org.collapsar.lab.figure.FigureContent.Panels;
import org.collapsar.lab.figure.Panel.Along;
import org.collapsar.lab.run.Decades;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.Measured;
import org.collapsar.lab.series.MetricLabel;
import org.collapsar.lab.series.Numbers;

/** Figure of runs overlaid, a line each, in a panel for each metric. */
public final class Comparison {
  private final Map<String, RunRecord> runs;
  private final Alignment alignment;
  private final double[] levels;

  private Comparison(Map<String, RunRecord> runs, Alignment alignment) {
    this.runs = runs;
    this.alignment = alignment;
    this.levels = alignment.levels(List.copyOf(runs.values()));
  }

  /**
   * Draws runs.
   *
   * @param runs by what they are called, in the order of their colours
   * @param alignment what lies along the horizontal axis
   * @param metrics references to what is drawn, a panel each
   * @return a figure of curves
   */
  public static DrawnFigure of(
      Map<String, RunRecord> runs, Alignment alignment, List<String> metrics) {
    return new Comparison(new LinkedHashMap<>(runs), alignment).figure(metrics);
  }

  private DrawnFigure figure(List<String> metrics) {
    List<CurvePanel> panels = new ArrayList<>();
    List<String> logarithmic = new ArrayList<>();
    for (String metric : metrics) {
      List<CurveGroup> groups = groups(metric);
      double[] all =
          groups.stream()
              .flatMap(group -> group.curves().lines().stream())
              .flatMapToDouble(line -> Arrays.stream(line.values()))
              .toArray();
      boolean log = Decades.spread(all);
      if (log) {
        logarithmic.add(metric);
      }
      panels.add(new CurvePanel(metric, panel(metric, groups, log), node -> put(node, groups)));
    }
    FigureSpec spec =
        new FigureSpec(
            "compare-" + alignment.name().toLowerCase(Locale.ROOT),
            "The runs " + alignment.words(),
            FigureKind.BAND,
            metrics,
            logarithmic,
            "",
            List.of(),
            FigureSpec.Scale.COSINE,
            null);
    List<String> notes = DrawnFigure.notes(panels);
    String along = alignment == Alignment.EPOCH ? "the epochs" : alignment.quantity();
    return new DrawnFigure(spec, new Panels(panels, along, "band", true), about(), notes, notes);
  }

  private String about() {
    return alignment == Alignment.EPOCH
        ? ""
        : "At each level of the "
            + alignment.quantity()
            + " a run has its values of the first epoch on which it has reached the level, or of"
            + " the next epoch on which the metric was measured.";
  }

  private List<CurveGroup> groups(String metric) {
    List<CurveGroup> groups = new ArrayList<>();
    int index = 0;
    for (Map.Entry<String, RunRecord> entry : runs.entrySet()) {
      RunRecord run = entry.getValue();
      double[] dense = Measured.of(metric, run).dense();
      double[] values = alignment == Alignment.EPOCH ? dense : alignment.at(levels, run, dense);
      if (Arrays.stream(values).anyMatch(Double::isFinite)) {
        Curves.Line line = new Curves.Line(run.seed(), entry.getKey(), values);
        groups.add(
            new CurveGroup(entry.getKey(), Look.of(index), Curves.over(metric, List.of(line))));
      }
      index++; // a run has its colour in every panel
    }
    return groups;
  }

  private Panel panel(String metric, List<CurveGroup> groups, boolean logarithmic) {
    MetricLabel label = MetricLabel.of(metric);
    List<String> notes = new ArrayList<>();
    List<String> lacking =
        runs.keySet().stream()
            .filter(name -> groups.stream().noneMatch(group -> group.name().equals(name)))
            .toList();
    if (!lacking.isEmpty()) {
      notes.add("%s: no values of %s.".formatted(label.name(), String.join(", ", lacking)));
    }
    int last =
        groups.stream()
            .flatMap(group -> group.curves().lines().stream())
            .mapToInt(line -> line.values().length - 1)
            .max()
            .orElse(1);
    CurveStrokes strokes =
        CurveStrokes.of(groups, logarithmic, false, new int[0], CurveGroup::name);
    return new Panel(
        label, along(Math.max(1, last)), logarithmic, strokes.strokes(), notes, List.of());
  }

  private Along along(int last) {
    if (alignment == Alignment.EPOCH) {
      return new Along("epoch", 0, last, List.of());
    }
    List<Axis.Tick> ticks =
        Axis.few(alignment.ticks(levels).stream().filter(tick -> tick.value() <= last).toList());
    return new Along(alignment.quantity(), 0, last, ticks);
  }

  private String name(int level) {
    return Numbers.rounded(levels[level], 3);
  }

  /** Places on the axis are levels, which have names. */
  private void put(ObjectNode panel, List<CurveGroup> groups) {
    CurveData.put(panel, groups, false, new int[0]);
    if (alignment == Alignment.EPOCH) {
      return;
    }
    ObjectNode x = panel.putObject("x");
    x.put("name", alignment.quantity()).put("title", alignment.quantity());
    ArrayNode names = x.putArray("names");
    for (int i = 0; i < levels.length; i++) {
      names.add(name(i));
    }
    ArrayNode marks = x.putArray("marks");
    for (Axis.RankedTick tick : alignment.ticks(levels)) {
      marks.addArray().add(tick.value()).add(tick.label()).add(tick.rank());
    }
  }
}
