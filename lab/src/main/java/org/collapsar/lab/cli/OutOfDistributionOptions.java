package org.collapsar.lab.cli;

import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Samples out of distribution beside the measured ones, and how they are scored. */
final class OutOfDistributionOptions {
  @Option(
      names = "--ood-features",
      paramLabel = "FILE",
      required = true,
      description = "Features [m x D] of out-of-distribution samples.")
  private @Nullable String features;

  @Option(
      names = "--ood-labels",
      paramLabel = "FILE",
      description =
          "Labels [m] of the out-of-distribution samples, numbered by themselves; adds"
              + " nc5.ood.class_means, which weighs these classes equally.")
  private @Nullable String labels;

  @Option(
      names = "--neco-dim",
      paramLabel = "D",
      description =
          "Number of directions that the out-of-distribution score NECO keeps (default: K - 1, at"
              + " most D).")
  private @Nullable Integer necoDimension;

  @Option(
      names = "--nci-alpha",
      paramLabel = "ALPHA",
      description = "Weight of the 1-norm in the out-of-distribution score NCI (default: 1e-4).")
  private @Nullable Double nciAlpha;

  @Nullable String features(Terminal terminal) {
    return terminal.optional("--ood-features", features);
  }

  @Nullable String labels(Terminal terminal) {
    return terminal.optional("--ood-labels", labels);
  }

  /**
   * Directions of NECO; null for the default.
   *
   * @throws BadInputException if it is less than 1
   */
  @Nullable Integer necoDimension() {
    if (necoDimension != null && necoDimension < 1) {
      throw new BadInputException(
          "--neco-dim: expected a whole number of at least 1, found " + necoDimension);
    }
    return necoDimension;
  }

  /**
   * The weight in NCI; null for the default.
   *
   * @throws BadInputException if it is no number of at least 0
   */
  @Nullable Double nciAlpha() {
    return nciAlpha == null ? null : FactOptions.number("--nci-alpha", nciAlpha);
  }
}
