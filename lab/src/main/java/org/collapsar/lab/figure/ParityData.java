package org.collapsar.lab.figure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Predicted and actual features of the runs of a figure, as JSON for the page. */
final class ParityData {

  /** Points of a figure on the page at most. */
  private static final int MOST_POINTS = 6000;

  private ParityData() {}

  static void put(ObjectNode node, List<ParityPoints> all) {
    ArrayNode json = node.putArray("runs");
    for (ParityPoints points : all) {
      ObjectNode run = json.addObject();
      run.put("name", points.run()).put("epoch", points.epoch()).put("share", points.share());
      int count = Math.min(points.actual().length, Math.max(1, MOST_POINTS / all.size()));
      double[] actual = new double[count];
      double[] predicted = new double[count];
      for (int i = 0; i < count; i++) {
        int at = (int) ((long) i * points.actual().length / count);
        actual[i] = points.actual()[at];
        predicted[i] = points.predicted()[at];
      }
      double[] range = points.range();
      run.set("axis", AxisData.of(Axis.of(range[0], range[1], false)));
      run.put("actual", Packed.float32(actual)).put("predicted", Packed.float32(predicted));
    }
  }
}
