package org.collapsar.lab.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/**
 * Widths of the layers of a network but the last, which has as many neurons as there are classes.
 *
 * @param common the width of all of them, where it was said so; empty for a list
 * @param first the width of the first in place of the common one, where it was said so
 * @param widths first to last
 */
public record HiddenWidths(OptionalInt common, OptionalInt first, List<Integer> widths) {
  /**
   * Keeps a copy of the widths.
   *
   * @param common the width of all of them, where it was said so; empty for a list
   * @param first the width of the first in place of the common one, where it was said so
   * @param widths first to last
   */
  public HiddenWidths {
    widths = List.copyOf(widths);
  }

  /**
   * Makes layers of one width.
   *
   * @param width of each
   * @param layers how many
   * @return their widths
   */
  public static HiddenWidths all(int width, int layers) {
    return new HiddenWidths(
        OptionalInt.of(width), OptionalInt.empty(), Collections.nCopies(layers, width));
  }

  /**
   * Makes layers of one width but the first.
   *
   * @param first width of the first layer
   * @param width of all others
   * @param layers how many, at least one
   * @return their widths
   */
  public static HiddenWidths firstAndOthers(int first, int width, int layers) {
    List<Integer> widths = new ArrayList<>(Collections.nCopies(layers, width));
    widths.set(0, first);
    return new HiddenWidths(OptionalInt.of(width), OptionalInt.of(first), widths);
  }

  /**
   * Takes widths from a list.
   *
   * @param widths first to last
   * @return widths without a common one
   */
  public static HiddenWidths each(List<Integer> widths) {
    return new HiddenWidths(OptionalInt.empty(), OptionalInt.empty(), widths);
  }
}
