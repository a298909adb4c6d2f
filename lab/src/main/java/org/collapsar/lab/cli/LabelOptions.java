package org.collapsar.lab.cli;

import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The labels of features that somebody brings, and how they are read. */
final class LabelOptions {
  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "Labels [n] as numbers or names, or one-hot [n x K]: PATH, PATH:MEMBER, PATH:COLUMN or a"
              + " glob.")
  private @Nullable String labels;

  @Option(
      names = "--classes",
      paramLabel = "K",
      description =
          "Number of classes, 0 to K-1, with samples or without (default: the classes that occur;"
              + " for certify: the rows of W).")
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
   * The same, where it may be missing.
   *
   * @throws BadInputException if it is empty
   */
  @Nullable String optional(Terminal terminal) {
    return terminal.optional("--labels", labels);
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
