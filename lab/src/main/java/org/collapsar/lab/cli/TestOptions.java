package org.collapsar.lab.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Test samples beside the measured ones: both files or none. */
final class TestOptions {
  @Option(
      names = "--test-features",
      paramLabel = "FILE",
      required = true,
      description = "Features [m x D] of test samples.")
  private @Nullable String features;

  @Option(
      names = "--test-labels",
      paramLabel = "FILE",
      required = true,
      description = "Labels [m] of the test samples.")
  private @Nullable String labels;

  @Nullable String features(Terminal terminal) {
    return terminal.optional("--test-features", features);
  }

  @Nullable String labels(Terminal terminal) {
    return terminal.optional("--test-labels", labels);
  }
}
