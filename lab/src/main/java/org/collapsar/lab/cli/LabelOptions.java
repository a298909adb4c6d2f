package org.collapsar.lab.cli;

import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The labels of features that somebody brings, and how they are read. */
final class LabelOptions {
  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Labels [n], 0 to K-1, or one-hot [n x K].")
  private @Nullable String labels;

  @Option(
      names = "--classes",
      paramLabel = "K",
      description =
          "Number of classes (default: the rows of W, or the largest label plus one if there are as"
              + " many rows of features).")
  private @Nullable Integer classes;

  /**
   * The file, as {@code Labels} takes it.
   *
   * @param what is expected, in words
   * @throws BadInputException if there is none
   */
  String file(Terminal terminal, String what) {
    return terminal.required("--labels", what, labels);
  }

  /**
   * How many classes there are; null where the files tell.
   *
   * @throws BadInputException if it is less than 1
   */
  @Nullable Integer classes() {
    if (classes != null && classes < 1) {
      throw new BadInputException(
          "--classes: expected a whole number of at least 1, found " + classes);
    }
    return classes;
  }
}
