package org.collapsar.lab.figure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.collapsar.lab.experiment.Fit;
import org.jspecify.annotations.Nullable;

/** The ends of the runs of a sweep, as JSON for the page. */
final class SweepData {

  private SweepData() {}

  static void put(ObjectNode panel, SweepCurves sweep, @Nullable Fit kind) {
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
      if (curve.fit() != null && kind != null) {
        ObjectNode fit = json.putObject("fit");
        fit.put("power", kind == Fit.POWER);
        fit.put("slope", curve.fit().slope()).put("intercept", curve.fit().intercept());
      }
    }
  }
}
