package org.collapsar.lab.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.collapsar.lab.experiment.ClaimSpec.Window;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.Fit;
import org.collapsar.lab.experiment.SweepView;
import org.collapsar.lab.figure.FigureContent.CurvePanel;
import org.collapsar.lab.figure.FigureContent.Panels;
import org.collapsar.lab.figure.Panel.Along;
import org.collapsar.lab.figure.Panel.Spread;
import org.collapsar.lab.figure.Panel.Stroke;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.MetricLabel;
import org.collapsar.lab.statistics.Line;
import org.jspecify.annotations.Nullable;

/** A panel of a figure of a sweep, from its curves. */
final class SweepPanel {

  /** Curves stand apart by so much of the axis, so that their bars do not cover each other. */
  private static final double APART = 0.012;

  private SweepPanel() {}

  static DrawnFigure draw(FigureSpec figure, List<RunRecord> runs) {
    List<CurvePanel> panels = new ArrayList<>();
    for (String metric : figure.metrics()) {
      SweepCurves curves = SweepCurves.of(figure.axes(), metric, runs);
      panels.add(
          new CurvePanel(
              metric,
              panel(figure, metric, curves, figure.logarithmic(metric)),
              node -> {
                SweepData.put(node, curves);
                ScaleData.put(node, logarithmic -> panel(figure, metric, curves, logarithmic));
              }));
    }
    List<String> notes = DrawnFigure.notes(panels);
    return new DrawnFigure(
        figure,
        new Panels(panels, figure.axes().axis(), "sweep", false),
        about(figure.axes()),
        notes,
        DrawnFigure.together(RunNotes.unfinished(runs), notes));
  }

  private static String about(SweepView view) {
    return (view.window().equals(Window.END)
            ? "Last values of the runs"
            : "Means of the runs over the epochs" + view.window().words())
        + "; bars are one standard deviation over the seeds."
        + (view.fit() == null
            ? ""
            : view.fit() == Fit.POWER
                ? " Dashed: power law, a straight line of logarithm over logarithm through all"
                    + " runs."
                : " Dashed: exponential, a straight line of the logarithm through all runs.");
  }

  private static Panel panel(FigureSpec figure, String metric, SweepCurves sweep, boolean wanted) {
    MetricLabel label = MetricLabel.of(metric);
    List<String> notes = new ArrayList<>(sweep.notes());
    double smallest =
        sweep.curves().stream()
            .flatMapToDouble(curve -> Arrays.stream(curve.mean()))
            .filter(v -> v > 0)
            .min()
            .orElse(Double.NaN);
    boolean logarithmic = wanted && !Double.isNaN(smallest);
    if (wanted && !logarithmic && !sweep.curves().isEmpty()) {
      notes.add(label.name() + ": no value is above zero, so its axis is linear.");
    }
    double span = Math.max(1e-9, sweep.span());
    List<Stroke> strokes = new ArrayList<>();
    List<Stroke> fits = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    boolean clipped = false;
    int count = sweep.curves().size();
    for (int g = 0; g < count; g++) {
      SweepCurves.Curve curve = sweep.curves().get(g);
      double shift = (g - (count - 1) / 2.0) * APART * span;
      int[] drawn =
          IntStream.range(0, curve.mean().length)
              .filter(i -> !Double.isNaN(curve.mean()[i]))
              .filter(i -> !logarithmic || curve.mean()[i] > 0)
              .toArray();
      if (logarithmic) {
        notes.addAll(zeros(label, sweep, curve));
      }
      double[] x = Arrays.stream(drawn).mapToDouble(i -> sweep.places()[i] + shift).toArray();
      double[] mean = Arrays.stream(drawn).mapToDouble(i -> curve.mean()[i]).toArray();
      double[] lower =
          Arrays.stream(drawn).mapToDouble(i -> curve.mean()[i] - curve.deviation()[i]).toArray();
      double[] upper =
          Arrays.stream(drawn).mapToDouble(i -> curve.mean()[i] + curve.deviation()[i]).toArray();
      for (int i = 0; logarithmic && i < lower.length; i++) {
        clipped |= lower[i] <= 0;
        lower[i] = lower[i] <= 0 ? smallest : lower[i];
      }
      boolean spread = Arrays.stream(curve.counts()).anyMatch(runsThere -> runsThere > 1);
      strokes.add(
          new Stroke(
              curve.name().isEmpty() ? "mean over the seeds" : curve.name(),
              Look.of(g),
              x,
              mean,
              spread ? new Spread(x, lower, upper, true) : null,
              true,
              sweep.numbers()));
      Line fit = curve.fit();
      Fit kind = figure.axes().fit();
      if (fit != null && kind != null) {
        fits.add(fitted(sweep, kind, fit, g));
      }
      remarks.addAll(remark(curve, kind));
    }
    if (clipped) {
      notes.add(
          label.name()
              + ": where mean minus deviation is not above zero, the bar ends at the smallest"
              + " positive mean.");
    }
    strokes.addAll(fits);
    double margin = (sweep.numbers() ? 0.06 : 0.2) * span;
    return new Panel(
        label,
        new Along(
            sweep.title(),
            sweep.places().length == 0 ? 0 : sweep.least() - margin,
            sweep.places().length == 0 ? 1 : sweep.greatest() + margin,
            sweep.ticks()),
        logarithmic,
        strokes,
        notes,
        remarks);
  }

  /** What a logarithmic axis cannot show is said: an error of 0 is not a small error. */
  private static List<String> zeros(MetricLabel label, SweepCurves sweep, SweepCurves.Curve curve) {
    String places =
        IntStream.range(0, curve.mean().length)
            .filter(i -> curve.mean()[i] <= 0)
            .mapToObj(i -> sweep.labels().get(i))
            .collect(Collectors.joining(", "));
    if (places.isEmpty()) {
      return List.of();
    }
    return List.of(
        "%s%s: not above zero at %s %s, which a logarithmic axis cannot show."
            .formatted(
                curve.name().isEmpty() ? "" : curve.name() + ": ",
                label.name(),
                sweep.title(),
                places));
  }

  private static List<String> remark(SweepCurves.Curve curve, @Nullable Fit kind) {
    if (kind == null) {
      return List.of();
    }
    return List.of(
        (curve.name().isEmpty() ? "" : curve.name() + ": ")
            + SweepCurves.slopeInWords(curve.fit()));
  }

  /** The fitted curve between the outermost places. */
  private static Stroke fitted(SweepCurves sweep, Fit kind, Line fit, int index) {
    int points = 40;
    double[] x = new double[points + 1];
    double[] y = new double[points + 1];
    for (int i = 0; i <= points; i++) {
      x[i] = sweep.least() + (sweep.greatest() - sweep.least()) * i / points;
      double number = sweep.logarithmic() ? Math.pow(10, x[i]) : x[i];
      y[i] = Math.exp(fit.at(kind == Fit.POWER ? Math.log(number) : number));
    }
    return new Stroke("", new Look(index, Double.NaN, true), x, y, null, false, true);
  }
}
