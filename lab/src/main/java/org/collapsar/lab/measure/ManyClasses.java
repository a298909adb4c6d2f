package org.collapsar.lab.measure;

import java.util.List;
import java.util.Locale;
import org.collapsar.BadInputException;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricInfo;
import org.jspecify.annotations.Nullable;

/** What many classes cost, said before it is paid: K x K numbers, and those in D dimensions. */
final class ManyClasses {
  /** 800 MB, which is worth a line. */
  private static final int MANY = 10_000;

  /** The largest native array holds a number for each pair of as many. */
  private static final int MOST = 16_383;

  /** Bytes of the heap that hold no class means and no W. */
  private static final long OTHERS = 100_000_000;

  private ManyClasses() {}

  /**
   * Says which metrics keep a number for every pair of classes.
   *
   * @param ids those that were named; null for none
   * @param all whether all are measured
   * @throws BadInputException if there are more pairs than an array can hold
   */
  static void announce(
      int classes, @Nullable List<String> ids, boolean all, MeasureListener listener) {
    if (classes < MANY) {
      return;
    }
    List<String> pairs =
        MetricCatalogue.all().stream()
            .filter(MetricInfo::keepsPairs)
            .filter(info -> all || (ids == null ? info.byDefault() : ids.contains(info.id())))
            .map(MetricInfo::id)
            .toList();
    if (pairs.isEmpty()) {
      return;
    }
    String size =
        String.format(
            Locale.ROOT,
            "K x K = %d x %d numbers, %.1f GB each",
            classes,
            classes,
            8e-9 * classes * classes);
    if (classes > MOST) {
      throw new BadInputException(
          "expected at most "
              + MOST
              + " classes for metrics that keep K x K numbers ("
              + String.join(", ", pairs)
              + "), found "
              + classes
              + ": "
              + size
              + "; --metrics names others");
    }
    listener.announce(String.join(", ", pairs) + ": " + size);
  }

  /**
   * Checks that the class means, and W, fit into memory: without them nothing can be measured.
   *
   * @param heap bytes that the heap may take
   * @throws BadInputException if they do not
   */
  static void requireRoom(int classes, int dimension, boolean weights, long heap) {
    long least = 8L * classes * dimension * (weights ? 2 : 1);
    if (least + OTHERS <= heap) {
      return;
    }
    // What rounding takes of the means may be kept beside them; a third of the heap is for others.
    long enough = (least + 8L * classes * dimension + OTHERS) * 3 / 2;
    throw new BadInputException(
        String.format(
            Locale.ROOT,
            "expected memory for %d classes x %d dimensions of class means%s, %.1f GB, found a"
                + " heap of %.1f GB; COLLAPSAR_JAVA_OPTS=-Xmx%dg gives enough",
            classes,
            dimension,
            weights ? " and of W" : "",
            1e-9 * least,
            1e-9 * heap,
            (enough >> 30) + 1));
  }
}
