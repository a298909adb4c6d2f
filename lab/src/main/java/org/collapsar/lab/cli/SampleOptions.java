package org.collapsar.lab.cli;

import org.collapsar.files.TableRules;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;

/** Samples with labels that somebody brings, and all that is said of how they are read. */
final class SampleOptions {
  @ArgGroup(exclusive = false)
  private FeatureOptions features = new FeatureOptions();

  @ArgGroup(exclusive = false)
  private LabelOptions labels = new LabelOptions();

  @ArgGroup(exclusive = false)
  private ClassReadingOptions reading = new ClassReadingOptions();

  @ArgGroup(exclusive = false)
  private TableOptions tables = new TableOptions();

  /** The file of features as it was typed. */
  String typed() {
    return features.typed();
  }

  /**
   * The file of features.
   *
   * @param what is expected, in words
   * @throws org.collapsar.BadInputException if there is none
   */
  String features(Terminal terminal, String what) {
    return features.file(terminal, what);
  }

  /**
   * The file of labels; null where a column of the features is named in its place.
   *
   * @param what is expected, in words
   * @throws org.collapsar.BadInputException if there are both, or neither
   */
  @Nullable String labels(Terminal terminal, String what) {
    return reading.labels(terminal, labels, what);
  }

  /**
   * How they are read.
   *
   * @throws org.collapsar.BadInputException if something is none of what can be said
   */
  TableRules rules(Terminal terminal) {
    return tables.rules(
        reading.labelColumn(), reading.rules(terminal).withClasses(labels.classes()));
  }
}
