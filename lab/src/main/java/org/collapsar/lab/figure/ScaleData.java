package org.collapsar.lab.figure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a panel shows on either vertical axis, as JSON for the page. */
final class ScaleData {
  private ScaleData() {}

  /** The panel on a linear or a logarithmic axis. */
  interface OnAxis {
    Panel panel(boolean logarithmic);
  }

  /**
   * Adds {@code scales.linear} and, where a value is above zero, {@code scales.log}: axis and
   * strokes with the edges of their bars.
   */
  static void put(ObjectNode json, OnAxis panels) {
    Panel linear = panels.panel(false);
    json.put("from", linear.along().from()).put("to", linear.along().to());
    ObjectNode scales = json.putObject("scales");
    put(scales.putObject("linear"), linear);
    Panel logarithmic = panels.panel(true);
    if (logarithmic.logarithmic()) {
      put(scales.putObject("log"), logarithmic);
    }
  }

  private static void put(ObjectNode json, Panel panel) {
    json.set("axis", AxisData.of(panel.vertical()));
    ArrayNode strokes = json.putArray("strokes");
    for (Panel.Stroke stroke : panel.strokes()) {
      ObjectNode each = strokes.addObject().put("name", stroke.name());
      CurveData.look(each, stroke.look());
      each.put("dots", stroke.dots()).put("joined", stroke.joined());
      JsonNumbers.put(each.putArray("x"), stroke.x());
      JsonNumbers.put(each.putArray("y"), stroke.values());
      if (stroke.spread() != null) {
        JsonNumbers.put(each.putArray("lower"), stroke.spread().lower());
        JsonNumbers.put(each.putArray("upper"), stroke.spread().upper());
      }
    }
  }
}
