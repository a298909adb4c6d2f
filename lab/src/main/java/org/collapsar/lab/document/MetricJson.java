package org.collapsar.lab.document;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.collapsar.metrics.MetricValue;

/** Reader and writer of metric values in JSON documents. */
public final class MetricJson {
  private MetricJson() {}

  /**
   * Writes a value. JSON has no infinity: an infinite ratio is the text "Infinity" or "-Infinity".
   *
   * @param value of a metric
   * @return {"value": x}, with "remark" where there is one, or {"undefined": "because .."}
   */
  public static ObjectNode of(MetricValue value) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (value instanceof MetricValue.Undefined undefined) {
      return json.put("undefined", undefined.reason());
    }
    double number = value.orNaN();
    if (Double.isInfinite(number)) {
      json.put("value", Double.toString(number));
    } else {
      json.put("value", number);
    }
    return value.remark().isEmpty() ? json : json.put("remark", value.remark());
  }

  /**
   * Reads what {@link #of} writes.
   *
   * @param json the object of the value
   * @return the value with its remark
   * @throws org.collapsar.BadInputException if it is neither
   */
  public static MetricValue read(Section json) {
    if (json.has("undefined")) {
      return MetricValue.undefined(json.text("undefined"));
    }
    return MetricValue.of(
        json.value("value", "a number").isText()
            ? json.oneOf(
                "value",
                Map.of("Infinity", Double.POSITIVE_INFINITY, "-Infinity", Double.NEGATIVE_INFINITY))
            : json.number("value"),
        json.textOrEmpty("remark"));
  }
}
