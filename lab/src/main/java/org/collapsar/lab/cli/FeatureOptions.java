package org.collapsar.lab.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The features that somebody brings, and how they are read: measure, certify, separability. */
final class FeatureOptions {
  @Option(
      names = "--features",
      paramLabel = "FILE",
      description =
          "Features [n x D], one row per sample: PATH or PATH:MEMBER. A glob gives checkpoints"
              + " (measure) or, with --join, one table.")
  private @Nullable String features;

  /** The file as it was typed. */
  String typed() {
    return String.valueOf(features);
  }

  /**
   * The file, as {@code TableFile} and {@code MatrixFile} take it.
   *
   * @param what is expected, in words
   * @throws org.collapsar.BadInputException if there is none
   */
  String file(Terminal terminal, String what) {
    return terminal.required("--features", what, features);
  }
}
