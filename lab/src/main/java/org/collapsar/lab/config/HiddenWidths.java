package org.collapsar.lab.config;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/**
 * The widths of the layers of a network but the last, which has as many neurons as there are
 * classes.
 *
 * @param common the width of all of them, where it was said so; empty for a list
 * @param widths first to last
 */
public record HiddenWidths(OptionalInt common, List<Integer> widths) {
  public HiddenWidths {
    widths = List.copyOf(widths);
  }

  static HiddenWidths all(int width, int layers) {
    return new HiddenWidths(OptionalInt.of(width), Collections.nCopies(layers, width));
  }

  static HiddenWidths each(List<Integer> widths) {
    return new HiddenWidths(OptionalInt.empty(), widths);
  }
}
