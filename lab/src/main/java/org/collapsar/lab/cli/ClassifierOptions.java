package org.collapsar.lab.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The linear classifier on features that are measured. */
final class ClassifierOptions {
  @Option(
      names = "--weights",
      paramLabel = "FILE",
      required = true,
      description = "Weights [K x D] of the classifier on these features.")
  private @Nullable String weights;

  @Option(names = "--bias", paramLabel = "FILE", description = "Its bias [K].")
  private @Nullable String bias;

  @Option(
      names = "--weights-of",
      paramLabel = "NAME",
      description =
          "The table of the features that W and b belong to, where a file has several (default: the"
              + " last that is as wide as W).")
  private @Nullable String table;

  @Nullable String weights(Terminal terminal) {
    return terminal.optional("--weights", weights);
  }

  @Nullable String bias(Terminal terminal) {
    return terminal.optional("--bias", bias);
  }

  /** The name of the table that W belongs to, where it was given. */
  @Nullable String table() {
    return table == null ? null : Terminal.named("--weights-of", table);
  }
}
