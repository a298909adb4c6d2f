package org.collapsar.lab.figure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.Fit;
import org.collapsar.lab.experiment.SweepView;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.MetricLabel;

/** The ends of the runs of a sweep, as JSON for the page. */
public final class SweepData {

  private SweepData() {}

  public static void put(ObjectNode node, FigureSpec figure, List<RunRecord> runs) {
    SweepView view = figure.axes();
    node.put("logarithmic", !figure.logarithmic().isEmpty());
    ArrayNode panels = node.putArray("panels");
    for (String metric : figure.metrics()) {
      SweepCurves sweep = SweepCurves.of(view, metric, runs);
      MetricLabel label = MetricLabel.of(metric);
      ObjectNode panel = panels.addObject();
      panel.put("metric", metric).put("label", label.axis()).put("name", label.name());
      panel.put("logarithmic", figure.logarithmic(metric));
      panel.put("axis", sweep.title()).put("logarithmicX", sweep.logarithmic());
      panel.put("numbers", sweep.numbers());
      sweep.labels().forEach(panel.putArray("labels")::add);
      JsonNumbers.put(panel.putArray("places"), sweep.places());
      ArrayNode curves = panel.putArray("curves");
      for (SweepCurves.Curve curve : sweep.curves()) {
        ObjectNode json = curves.addObject().put("name", curve.name());
        CurveData.look(json, Look.of(curves.size() - 1));
        JsonNumbers.put(json.putArray("mean"), curve.mean());
        JsonNumbers.put(json.putArray("deviation"), curve.deviation());
        ArrayNode places = json.putArray("runs");
        curve
            .runs()
            .forEach(
                here -> {
                  ObjectNode values = places.addObject();
                  here.forEach(values::put);
                });
        if (curve.fit() != null && view.fit() != null) {
          ObjectNode fit = json.putObject("fit");
          fit.put("power", view.fit() == Fit.POWER);
          fit.put("slope", curve.fit().slope()).put("intercept", curve.fit().intercept());
        }
      }
    }
  }
}
