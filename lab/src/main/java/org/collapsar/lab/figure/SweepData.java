package org.collapsar.lab.figure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The ends of the runs of a sweep, as JSON for the page, which reads them out. */
final class SweepData {

  private SweepData() {}

  static void put(ObjectNode panel, SweepCurves sweep) {
    panel.put("axis", sweep.title());
    sweep.labels().forEach(panel.putArray("labels")::add);
    JsonNumbers.put(panel.putArray("places"), sweep.places());
    ArrayNode curves = panel.putArray("curves");
    for (SweepCurves.Curve curve : sweep.curves()) {
      ObjectNode json = curves.addObject().put("name", curve.name());
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
    }
  }
}
