package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.experiment.CellPoint;

/**
 * Reader and writer of the {@code cell} of JSON documents: the place of a run in its sweep, a point
 * per axis.
 */
public final class CellJson {
  private CellJson() {}

  /**
   * Writes a cell.
   *
   * @param cell the points in the order of the axes
   * @return an array of objects, whose {@code value} is null where a label is no number
   */
  public static ArrayNode of(List<CellPoint> cell) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (CellPoint point : cell) {
      ObjectNode p = json.addObject().put("axis", point.axis()).put("label", point.label());
      if (point.value().isPresent()) {
        p.put("value", point.value().getAsDouble());
      } else {
        p.putNull("value");
      }
    }
    return json;
  }

  /** The points below the key {@code cell}; none where it is absent. */
  static List<CellPoint> read(Section part) {
    List<CellPoint> cell = new ArrayList<>();
    for (Section point : part.sections("cell")) {
      cell.add(
          new CellPoint(
              point.text("axis"),
              point.text("label"),
              point.has("value")
                  ? OptionalDouble.of(point.number("value"))
                  : OptionalDouble.empty()));
    }
    return List.copyOf(cell);
  }
}
