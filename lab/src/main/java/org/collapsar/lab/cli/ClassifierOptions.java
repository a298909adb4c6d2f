package org.collapsar.lab.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The linear classifier on features that are measured. */
final class ClassifierOptions {
  private static final String LAST_COLUMN = "last-column";

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      required = true,
      description = "Weights [K x D] of the classifier on these features.")
  private @Nullable String weights;

  @Option(
      names = "--bias",
      paramLabel = "FILE",
      description = "Bias [K] of the classifier; last-column takes it from W [K x (D + 1)].")
  private @Nullable String bias;

  @Option(names = "--transpose-weights", description = "Read W as [D x K], as Keras stores it.")
  private boolean transpose;

  @Option(
      names = "--weights-of",
      paramLabel = "NAME",
      description =
          "Table of features that W and b belong to, if a file has several (default: the last one"
              + " as wide as W).")
  private @Nullable String table;

  @Nullable String weights(Terminal terminal) {
    return terminal.optional("--weights", weights);
  }

  @Nullable String bias(Terminal terminal) {
    return inWeights(terminal) ? null : terminal.optional("--bias", bias);
  }

  /** Whether the last column of W is the bias; a file of that name wins. */
  boolean inWeights(Terminal terminal) {
    return LAST_COLUMN.equals(bias)
        && !Files.exists(Path.of(terminal.argument("--bias", LAST_COLUMN)));
  }

  boolean transpose() {
    return transpose;
  }

  /** The name of the table that W belongs to, where it was given. */
  @Nullable String table() {
    return table == null ? null : Terminal.named("--weights-of", table);
  }
}
