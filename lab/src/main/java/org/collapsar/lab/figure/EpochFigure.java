package org.collapsar.lab.figure;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.figure.FigureContent.CurvePanel;
import org.collapsar.lab.figure.FigureContent.Panels;
import org.collapsar.lab.figure.Panel.Along;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.MetricLabel;
import org.collapsar.lab.series.SweepPoints;

/** Figures of curves over the epochs. */
final class EpochFigure implements FigureMaker {

  /** Mean over the runs with a band, or one group for each cell of a sweep. */
  static final EpochFigure BAND =
      new EpochFigure(
          "band", CurveGroup::cells, Lacking::ofMetric, false, Data.PLAIN_WHERE_SINGLE, "");

  /** A line for each run. */
  static final EpochFigure LINES =
      new EpochFigure(
          "lines", CurveGroup::cells, Lacking::ofMetric, true, Data.PLAIN_WHERE_SINGLE, "");

  /** A curve for each layer, of the first cell of a sweep. */
  static final EpochFigure LAYERS =
      new EpochFigure(
          "layers",
          CurveGroup::layers,
          Lacking::ofLayers,
          false,
          Data.PACKED,
          "Z and W are numbered from the first layer; dashed lines are non-linear layers.");

  /** What certificates are about and their bounds, of the first cell of a sweep. */
  static final EpochFigure CERTIFICATE =
      new EpochFigure(
          "certificate",
          (figure, metric, runs) -> CertificateCurves.of(metric, CurveGroup.firstCell(runs)),
          Lacking::ofCertificate,
          false,
          Data.PACKED_WITH_GAPS,
          "Solid: the measured value. The other lines are its bounds: as printed in the paper, with"
              + " measured constants, with the measured residual. A gap means that a hypothesis"
              + " fails.");

  /** The curves of a panel. */
  private interface Groups {
    List<CurveGroup> of(FigureSpec figure, String metric, List<RunRecord> runs);
  }

  /** Sentences on what runs did not measure. */
  private interface NotMeasured {
    List<String> of(String metric, List<RunRecord> runs);
  }

  /** How a page gets the curves. */
  private enum Data {
    /** The runs of one group in full precision, several groups packed. */
    PLAIN_WHERE_SINGLE,
    PACKED,
    /** A value that is undefined where it was evaluated is a gap, not bridged. */
    PACKED_WITH_GAPS
  }

  private final String script;
  private final Groups groups;
  private final NotMeasured lacking;
  private final boolean lines;
  private final Data data;
  private final String about;

  private EpochFigure(
      String script, Groups groups, NotMeasured lacking, boolean lines, Data data, String about) {
    this.script = script;
    this.groups = groups;
    this.lacking = lacking;
    this.lines = lines;
    this.data = data;
    this.about = about;
  }

  @Override
  public DrawnFigure draw(FigureSpec figure, List<RunRecord> all) {
    List<RunRecord> runs = SweepPoints.with(figure.only(), all);
    List<CurvePanel> panels = new ArrayList<>();
    for (String metric : figure.metrics()) {
      List<CurveGroup> curves = groups.of(figure, metric, runs);
      boolean single = data == Data.PLAIN_WHERE_SINGLE && curves.size() == 1;
      panels.add(
          new CurvePanel(
              metric,
              panel(figure, metric, curves, runs),
              node -> CurveData.put(node, curves, single, cuts(runs))));
    }
    List<String> notes = DrawnFigure.notes(panels);
    return new DrawnFigure(
        figure,
        new Panels(panels, "the epochs", script, true),
        about,
        notes,
        DrawnFigure.together(lines ? RunNotes.unfinished(all) : RunNotes.of(all), notes));
  }

  private Panel panel(
      FigureSpec figure, String metric, List<CurveGroup> groups, List<RunRecord> runs) {
    MetricLabel label = MetricLabel.of(metric);
    List<Curves> curves = groups.stream().map(CurveGroup::curves).toList();
    int last =
        curves.stream()
            .flatMap(c -> c.lines().stream())
            .mapToInt(line -> line.values().length - 1)
            .max()
            .orElse(1);
    Along along = new Along("epoch", 0, Math.max(1, last), List.of());
    List<String> notes = new ArrayList<>(lacking.of(metric, runs));
    if (curves.stream().noneMatch(Curves::hasValues)) {
      return new Panel(label, along, false, List.of(), notes, List.of());
    }
    boolean wanted = figure.logarithmic(metric);
    boolean logarithmic = wanted && !Double.isNaN(CurveStrokes.smallestPositive(groups));
    if (wanted && !logarithmic) {
      notes.add(label.name() + ": no value is above zero, so its axis is linear.");
    }
    CurveStrokes drawn =
        CurveStrokes.of(groups, logarithmic, lines, cuts(runs), group -> nameOf(group, runs));
    if (drawn.leftOut()) {
      notes.add(label.name() + ": values of zero or below are left out on the log axis.");
    }
    if (drawn.clipped()) {
      notes.add(
          label.name()
              + ": where mean minus deviation is not above zero, the band ends at the smallest"
              + " positive value.");
    }
    return new Panel(label, along, logarithmic, drawn.strokes(), notes, List.of());
  }

  private static String nameOf(CurveGroup group, List<RunRecord> runs) {
    if (!group.name().isEmpty()) {
      return group.name();
    }
    List<RunRecord> drawn = runs.stream().filter(run -> run.metrics().rows() > 0).toList();
    return drawn.size() == 1
        ? "one run, " + drawn.get(0).name()
        : "mean of " + drawn.size() + " runs";
  }

  /** The epochs on which a certificate was evaluated cut its lines where it has no value. */
  private int[] cuts(List<RunRecord> runs) {
    return data == Data.PACKED_WITH_GAPS ? CertificateCurves.epochs(runs) : new int[0];
  }
}
