package org.collapsar.lab.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/**
 * The widths of the layers of a network but the last, which has as many neurons as there are
 * classes.
 *
 * @param common the width of all of them, where it was said so; empty for a list
 * @param first the width of the first in place of the common one, where it was said so
 * @param widths first to last
 */
public record HiddenWidths(OptionalInt common, OptionalInt first, List<Integer> widths) {
  public HiddenWidths {
    widths = List.copyOf(widths);
  }

  /** The same width for every one of {@code layers}. */
  public static HiddenWidths all(int width, int layers) {
    return new HiddenWidths(
        OptionalInt.of(width), OptionalInt.empty(), Collections.nCopies(layers, width));
  }

  /** One width for all but the first of at least one layer. */
  public static HiddenWidths firstAndOthers(int first, int width, int layers) {
    List<Integer> widths = new ArrayList<>(Collections.nCopies(layers, width));
    widths.set(0, first);
    return new HiddenWidths(OptionalInt.of(width), OptionalInt.of(first), widths);
  }

  /** Widths from a list. */
  public static HiddenWidths each(List<Integer> widths) {
    return new HiddenWidths(OptionalInt.empty(), OptionalInt.empty(), widths);
  }
}
