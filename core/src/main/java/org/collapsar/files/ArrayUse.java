package org.collapsar.files;

import java.util.Locale;
import java.util.function.Predicate;
import org.collapsar.BadInputException;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.StoredTexts;
import org.collapsar.files.text.TextOptions;
import org.jspecify.annotations.Nullable;

/** Uses of an array of a file, with the array to look for if none was named. */
public enum ArrayUse {
  /** Features: several tables are several layers, floating-point ones before others. */
  FEATURES("a table of 2 dimensions", array -> array.isTable(true) || array.isTable(false)),
  /** Labels of samples. */
  LABELS("one list of integers", array -> array.isList() && !array.isFloatingPoint()),
  /** A classifier. */
  WEIGHTS("one table of floating-point numbers", array -> array.isTable(true)),
  /** Its bias. */
  BIAS("one list of floating-point numbers", array -> array.isList() && array.isFloatingPoint());

  private final String sought;
  private final Predicate<StoredArray> fits;

  ArrayUse(String sought, Predicate<StoredArray> fits) {
    this.sought = sought;
    this.fits = fits;
  }

  /** What is looked for among several arrays, for messages. */
  String sought() {
    return sought;
  }

  /** Whether an array is what is looked for among several. */
  boolean fits(StoredArray array) {
    return fits.test(array);
  }

  /**
   * Whether an array is it where none is what is looked for: labels are names of classes, or whole
   * numbers in a type that has fractions, as of Spark.
   */
  boolean fitsElse(StoredArray array) {
    return this == LABELS
        && (array.isList() || (array instanceof StoredTexts && array.shape().size() == 1));
  }

  /** {@return the word for people and documents: "features"} */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Why an array of a file is refused as this where the user names it; null where it is taken. What
   * numbers say is judged for labels alone, which are read.
   *
   * @param argument the array as PATH or PATH:MEMBER
   */
  @Nullable String refusal(String argument, StoredArray array) {
    try {
      switch (this) {
        case FEATURES -> array.rows().close();
        case WEIGHTS -> MatrixFile.rows(array).close();
        case BIAS -> MatrixFile.vectorRows(array).close();
        case LABELS ->
            ClassLabels.of(
                RawLabels.read(argument, TextOptions.DEFAULT, false), LabelRules.DEFAULT, 0);
      }
      return null;
    } catch (BadInputException e) {
      return e.getMessage();
    }
  }
}
