package org.collapsar.lab.cli;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.lab.certify.CertifyRequest;
import org.collapsar.theory.NetworkFacts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The linear layers at the end of a network in files, what comes in, and what else is known. */
final class HeadOptions {
  @ArgGroup(exclusive = false)
  private FeatureOptions features = new FeatureOptions();

  @ArgGroup(exclusive = false)
  private LabelOptions labels = new LabelOptions();

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "Weights [outputs x inputs] of a linear layer; once for each, in order.")
  private @Nullable List<String> weights;

  @Option(
      names = "--bias",
      paramLabel = "FILE",
      description = "Bias of a linear layer; once for each of the weights, or once for the last.")
  private @Nullable List<String> biases;

  @Option(
      names = "--input-norm",
      paramLabel = "NUMBER",
      description = "||X||_op, the largest singular value of the whole network's input.")
  private @Nullable Double inputNorm;

  @Option(
      names = "--nonlinear-layers",
      paramLabel = "L_1",
      description = "How many layers come before the given ones.")
  private @Nullable Integer nonlinearLayers;

  @Option(
      names = "--parameter-norm",
      paramLabel = "NUMBER",
      description = "||theta|| of all weights of all layers (Proposition 5.1).")
  private @Nullable Double parameterNorm;

  @Option(
      names = "--lambda",
      paramLabel = "NUMBER",
      description = "Weight decay of the summed loss (Theorem 5.2); n times that of a mean loss.")
  private @Nullable Double decay;

  @Option(
      names = "--loss",
      paramLabel = "NAME",
      description = "squared (default) or cross-entropy: what the network was trained with.")
  private @Nullable String loss;

  /**
   * The head in files.
   *
   * @param further what is known beside files and runs
   * @param threads how many threads compute
   * @throws BadInputException if something is missing or makes no sense
   */
  CertifyRequest request(Terminal terminal, FactOptions further, int threads) {
    String z = features.file(terminal, "a file of features");
    String y = labels.file(terminal, "a file of labels");
    if (weights == null) {
      throw new BadInputException("--weights: expected a file of weights, found none");
    }
    return new CertifyRequest(
        z,
        y,
        labels.classes(),
        arguments(terminal, "--weights", weights),
        biases == null ? List.of() : arguments(terminal, "--bias", biases),
        further.addTo(facts()),
        threads);
  }

  private static List<String> arguments(Terminal terminal, String option, List<String> given) {
    return given.stream().map(each -> terminal.argument(option, each)).toList();
  }

  private NetworkFacts facts() {
    NetworkFacts facts = NetworkFacts.NONE.withSquaredLoss(squaredLoss());
    if (nonlinearLayers != null) {
      if (nonlinearLayers < 0) {
        throw new BadInputException(
            "--nonlinear-layers: expected a whole number of at least 0, found " + nonlinearLayers);
      }
      facts = facts.withNonlinearLayers(nonlinearLayers);
    }
    if (inputNorm != null) {
      facts = facts.withInputNorm(FactOptions.number("--input-norm", inputNorm));
    }
    if (parameterNorm != null) {
      facts = facts.withParameterNorm(FactOptions.number("--parameter-norm", parameterNorm));
    }
    return decay == null ? facts : facts.withDecay(FactOptions.number("--lambda", decay));
  }

  private boolean squaredLoss() {
    if (loss == null || loss.equals("squared")) {
      return true;
    }
    if (loss.equals("cross-entropy")) {
      return false;
    }
    throw new BadInputException("--loss: expected squared or cross-entropy, found " + loss);
  }
}
