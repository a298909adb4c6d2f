package org.collapsar.lab.figure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writer of numbers into the data of pages, where JSON has no NaN. */
public final class JsonNumbers {

  private JsonNumbers() {}

  /**
   * Appends numbers; null where one is not finite.
   *
   * @param array gets the numbers
   * @param values any
   */
  public static void put(ArrayNode array, double[] values) {
    for (double value : values) {
      if (Double.isFinite(value)) {
        array.add(value);
      } else {
        array.addNull();
      }
    }
  }

  /**
   * Puts a number; null where it is not finite.
   *
   * @param json gets the number
   * @param key of the number
   * @param value any
   */
  public static void put(ObjectNode json, String key, double value) {
    if (Double.isFinite(value)) {
      json.put(key, value);
    } else {
      json.putNull(key);
    }
  }
}
