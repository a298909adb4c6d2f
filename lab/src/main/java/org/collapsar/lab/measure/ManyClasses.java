package org.collapsar.lab.measure;

import java.util.List;
import java.util.Locale;
import org.collapsar.BadInputException;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricInfo;
import org.jspecify.annotations.Nullable;

/** What K x K numbers cost where there are many classes, said before it is paid. */
final class ManyClasses {
  /** 800 MB, which is worth a line. */
  private static final int MANY = 10_000;

  /** The largest array of Java's holds as many pairs. */
  private static final int MOST = 46_340;

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
    if (classes > MOST) {
      throw new BadInputException(
          "expected at most "
              + MOST
              + " classes for metrics that keep K x K numbers ("
              + String.join(", ", pairs)
              + "), found "
              + classes
              + "; --metrics names others");
    }
    listener.announce(
        String.format(
            Locale.ROOT,
            "%s: K x K = %d x %d numbers, %.1f GB each",
            String.join(", ", pairs),
            classes,
            classes,
            8e-9 * classes * classes));
  }
}
