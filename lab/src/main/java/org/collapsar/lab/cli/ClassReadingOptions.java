package org.collapsar.lab.cli;

import java.util.List;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How labels become the classes that are measured. */
final class ClassReadingOptions {
  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      description =
          "The column of the features' table of text that is the labels, in place of --labels.")
  private @Nullable String labelColumn;

  @Option(
      names = "--ignore-label",
      paramLabel = "LABEL",
      description = "Leave out samples of this label, as -100 or 255; may be repeated.")
  private List<String> ignored = List.of();

  @Option(
      names = "--min-per-class",
      paramLabel = "M",
      description = "Leave out classes of fewer than M samples.")
  private int minPerClass = 1;

  @Option(
      names = "--argmax",
      description = "Take the largest of soft labels or scores [n x K] as the label.")
  private boolean argmax;

  @Option(
      names = "--classes-from",
      paramLabel = "FILE",
      description = "Names of the classes, a line each, in the order of the rows of W.")
  private @Nullable String classesFrom;

  @Nullable String labelColumn() {
    return labelColumn == null ? null : Terminal.named("--label-column", labelColumn);
  }

  List<String> ignored() {
    return ignored.stream().map(String::strip).toList();
  }

  /**
   * How many samples a class must have.
   *
   * @throws BadInputException if below 1
   */
  int minPerClass() {
    if (minPerClass < 1) {
      throw new BadInputException(
          "--min-per-class: expected a whole number of at least 1, found " + minPerClass);
    }
    return minPerClass;
  }

  boolean argmax() {
    return argmax;
  }

  @Nullable String classesFrom(Terminal terminal) {
    return terminal.optional("--classes-from", classesFrom);
  }
}
