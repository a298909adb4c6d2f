package org.collapsar.lab.cli;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.LabelRules;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How labels become the classes that are measured. */
final class ClassReadingOptions {
  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      description = "Column of the features' table of text with the labels; replaces --labels.")
  private @Nullable String labelColumn;

  @Option(
      names = "--ignore-label",
      paramLabel = "LABEL",
      description = "Skip samples with this label, for example -100 or 255; repeatable.")
  private List<String> ignored = List.of();

  @Option(
      names = "--min-per-class",
      paramLabel = "M",
      description = "Skip classes with fewer than M samples.")
  private int minPerClass = 1;

  @Option(
      names = "--argmax",
      description = "Take the index of the largest soft label or score [n x K] as the label.")
  private boolean argmax;

  @Option(
      names = "--classes-from",
      paramLabel = "FILE",
      description =
          "File with the names of the classes, one per line, in the order of the rows of W.")
  private @Nullable String classesFrom;

  /**
   * The file of labels; null where a column of the features is named in its place.
   *
   * @param what is expected, in words
   * @throws BadInputException if there are both, or neither
   */
  @Nullable String labels(Terminal terminal, LabelOptions labels, String what) {
    if (labelColumn() == null) {
      return labels.file(terminal, what);
    }
    if (labels.optional(terminal) != null) {
      throw new BadInputException("--labels and --label-column exclude each other");
    }
    return null;
  }

  @Nullable String labelColumn() {
    return labelColumn == null ? null : Terminal.named("--label-column", labelColumn);
  }

  /**
   * How labels become classes, but for their number.
   *
   * @throws BadInputException if {@code --min-per-class} is below 1
   */
  LabelRules rules(Terminal terminal) {
    if (minPerClass < 1) {
      throw new BadInputException(
          "--min-per-class: expected a whole number of at least 1, found " + minPerClass);
    }
    return new LabelRules(
        null,
        ignored.stream().map(String::strip).toList(),
        minPerClass,
        argmax,
        terminal.optional("--classes-from", classesFrom));
  }
}
