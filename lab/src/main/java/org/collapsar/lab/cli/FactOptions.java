package org.collapsar.lab.cli;

import org.collapsar.BadInputException;
import org.collapsar.theory.NetworkFacts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What theorems ask for and neither files nor a run can know. */
final class FactOptions {
  @Option(
      names = "--c",
      paramLabel = "NUMBER",
      description =
          "c of Theorem 5.2. Giving it states that the network is a global minimiser and that the"
              + " labels can be fitted with ||theta_nonlin||^2 = c.")
  private @Nullable Double minimiserCost;

  @Option(
      names = "--ntk-norm",
      paramLabel = "NUMBER",
      description =
          "||Theta||_op of the neural tangent kernel, or a number above it (Proposition 5.3).")
  private @Nullable Double kernelNorm;

  /**
   * What is known with these.
   *
   * @throws BadInputException if one is no number of at least 0
   */
  NetworkFacts addTo(NetworkFacts known) {
    NetworkFacts facts =
        minimiserCost == null ? known : known.withMinimiserCost(number("--c", minimiserCost));
    return kernelNorm == null ? facts : facts.withKernelNorm(number("--ntk-norm", kernelNorm));
  }

  /** Whether anything is known by these. */
  boolean isGiven() {
    return minimiserCost != null || kernelNorm != null;
  }

  static double number(String option, double given) {
    if (!(given >= 0 && given < Double.POSITIVE_INFINITY)) {
      throw new BadInputException(option + ": expected a number of at least 0, found " + given);
    }
    return given;
  }
}
