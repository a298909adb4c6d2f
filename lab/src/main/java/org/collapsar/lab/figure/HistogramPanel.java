package org.collapsar.lab.figure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.figure.FigureContent.CurvePanel;
import org.collapsar.lab.figure.FigureContent.Panels;
import org.collapsar.lab.figure.Panel.Along;
import org.collapsar.lab.figure.Panel.Spread;
import org.collapsar.lab.figure.Panel.Stroke;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.MetricLabel;

/**
 * A panel of a figure of histograms, and the same for the page, where it is drawn as a sweep is.
 */
final class HistogramPanel {
  private static final String ALONG = "number, in standard deviations of the law";

  private static final String ABOUT =
      "On the last epoch, in bins a quarter of a standard deviation wide; bars are one"
          + " standard deviation over the seeds. Dashed: the law itself.";

  private static final double ROOM = 0.5;

  private HistogramPanel() {}

  static DrawnFigure draw(FigureSpec figure, List<RunRecord> runs) {
    List<CurvePanel> panels = new ArrayList<>();
    for (String sample : figure.metrics()) {
      HistogramCurves curves = HistogramCurves.of(sample, runs);
      panels.add(
          new CurvePanel(
              sample,
              panel(figure.logarithmic(sample), sample, curves),
              node -> {
                put(node, curves);
                ScaleData.put(node, logarithmic -> panel(logarithmic, sample, curves));
              }));
    }
    List<String> notes = DrawnFigure.notes(panels);
    return new DrawnFigure(
        figure,
        new Panels(panels, "its bins", "sweep", false),
        ABOUT,
        notes,
        DrawnFigure.together(RunNotes.unfinished(runs), notes));
  }

  private static Panel panel(boolean logarithmic, String sample, HistogramCurves histogram) {
    double[] places = histogram.places();
    List<Stroke> strokes = new ArrayList<>();
    List<Axis.Tick> ticks = new ArrayList<>();
    if (places.length > 0) {
      strokes.add(
          new Stroke(HistogramCurves.LAW, lawLook(), places, histogram.law(), null, false, true));
      for (int x = -8; x <= 8; x += 2) {
        if (x >= places[0] - ROOM && x <= places[places.length - 1] + ROOM) {
          ticks.add(new Axis.Tick(x, Integer.toString(x)));
        }
      }
    }
    for (int g = 0; g < histogram.curves().size(); g++) {
      HistogramCurves.Curve curve = histogram.curves().get(g);
      double[] mean = curve.mean(places.length);
      double[] deviation = curve.deviation(places.length);
      int[] drawn =
          IntStream.range(0, places.length).filter(i -> !logarithmic || mean[i] > 0).toArray();
      double[] x = pick(places, drawn);
      double[] lower = new double[drawn.length];
      double[] upper = new double[drawn.length];
      for (int k = 0; k < drawn.length; k++) {
        double low = mean[drawn[k]] - deviation[drawn[k]];
        lower[k] = logarithmic && low <= 0 ? mean[drawn[k]] : low;
        upper[k] = mean[drawn[k]] + deviation[drawn[k]];
      }
      strokes.add(
          new Stroke(
              histogram.name(curve),
              Look.of(g),
              x,
              pick(mean, drawn),
              curve.runs().size() > 1 ? new Spread(x, lower, upper, true) : null,
              true,
              false));
    }
    return new Panel(
        MetricLabel.of(sample),
        new Along(
            ALONG,
            places.length == 0 ? 0 : places[0] - ROOM,
            places.length == 0 ? 1 : places[places.length - 1] + ROOM,
            ticks),
        logarithmic,
        strokes,
        histogram.notes(),
        List.of());
  }

  private static Look lawLook() {
    return new Look(4, Double.NaN, Look.Dash.DASHED);
  }

  private static double[] pick(double[] values, int[] indices) {
    return IntStream.of(indices).mapToDouble(i -> values[i]).toArray();
  }

  private static void put(ObjectNode panel, HistogramCurves histogram) {
    int count = histogram.places().length;
    panel.put("axis", ALONG);
    histogram.labels().forEach(panel.putArray("labels")::add);
    JsonNumbers.put(panel.putArray("places"), histogram.places());
    ArrayNode curves = panel.putArray("curves");
    ObjectNode law = curves.addObject().put("name", HistogramCurves.LAW);
    JsonNumbers.put(law.putArray("mean"), histogram.law());
    JsonNumbers.put(law.putArray("deviation"), new double[count]);
    ArrayNode nothing = law.putArray("runs");
    IntStream.range(0, count).forEach(i -> nothing.addObject());
    for (int g = 0; g < histogram.curves().size(); g++) {
      HistogramCurves.Curve curve = histogram.curves().get(g);
      ObjectNode json = curves.addObject().put("name", histogram.name(curve));
      JsonNumbers.put(json.putArray("mean"), curve.mean(count));
      JsonNumbers.put(json.putArray("deviation"), curve.deviation(count));
      ArrayNode places = json.putArray("runs");
      for (int i = 0; i < count; i++) {
        int at = i;
        ObjectNode values = places.addObject();
        curve.runs().forEach((name, density) -> values.put(name, density[at]));
      }
    }
  }
}
