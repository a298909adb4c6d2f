package org.collapsar.files;

import org.collapsar.BadInputException;
import org.collapsar.files.text.TextOptions;
import org.jspecify.annotations.Nullable;

/** Reader of labels that are classes 0 .. K-1 as they stand: {@link RawLabels} says from what. */
public final class Labels {
  /**
   * More classes than that, or than rows, have to be asked for: a stray number must not make
   * billions of them.
   */
  private static final int MAX_CLASSES_FOUND = 1_000_000;

  private Labels() {}

  /**
   * Reads the labels of a file, or of one member of it.
   *
   * @param argument PATH or PATH:MEMBER; without MEMBER an NPZ or safetensors file has to have one
   *     member only, or one only that is a list of integers
   * @param classes how many there are; null for one more than the largest label, which then has to
   *     be below the number of rows, or the columns of a one-hot table
   * @return one label per sample, in 0 .. classes-1
   * @throws BadInputException when it cannot be read or has something else than labels: names the
   *     file and the row, from 0
   */
  public static LabelColumn read(String argument, @Nullable Integer classes) {
    return of(RawLabels.read(argument, TextOptions.DEFAULT, false), classes);
  }

  /**
   * Makes classes 0 .. K-1 of labels that were read; names are numbered in order of code points.
   *
   * @param raw labels as a file has them
   * @param classes K, as in {@link #read}
   * @return one label per sample, in 0 .. classes-1
   * @throws BadInputException as {@link #read}
   */
  public static LabelColumn of(RawLabels raw, @Nullable Integer classes) {
    if (classes != null || !raw.texts().isEmpty()) {
      return ClassLabels.of(raw, LabelRules.of(classes), 0).column();
    } else if (raw.columns() > 0) {
      return ClassLabels.of(raw, LabelRules.of(raw.columns()), 0).column();
    }
    int largest = 0;
    int limit = Math.min(MAX_CLASSES_FOUND, raw.count());
    for (int i = 0; i < raw.count(); i++) {
      double value = raw.value(i);
      if (value >= limit && value == Math.rint(value)) {
        throw RawLabels.bad(
            raw.source(),
            i,
            "expected a label below "
                + limit
                + (limit < MAX_CLASSES_FOUND ? ", the number of rows," : "")
                + " unless the number of classes is given (measure --classes), found "
                + RawLabels.text(value));
      }
      largest = (int) Math.max(largest, value);
    }
    // What is no label at all is refused with the option that leaves it out.
    ClassLabels.of(raw, LabelRules.DEFAULT, 0);
    return ClassLabels.of(raw, LabelRules.of(largest + 1), 0).column();
  }
}
