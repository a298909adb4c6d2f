package org.collapsar.lab.cli;

import org.collapsar.BadInputException;
import org.collapsar.lab.certify.CertifyRequest;
import org.collapsar.lab.certify.CertifySettings;
import org.collapsar.lab.certify.WeightDecay;
import org.collapsar.theory.NetworkFacts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The linear layers at the end of a network in files, what comes in, and what else is known. */
final class HeadOptions {
  @ArgGroup private Source source = new Source();

  /** Files, or the network that makes the features. */
  static final class Source {
    @ArgGroup(exclusive = false)
    private HeadFiles files = new HeadFiles();

    @ArgGroup(exclusive = false)
    private NetworkOptions network = new NetworkOptions();
  }

  @Option(
      names = "--input-norm",
      paramLabel = "NUMBER",
      description = "||X||_op, the largest singular value of the whole network's input.")
  private @Nullable Double inputNorm;

  @Option(
      names = "--nonlinear-layers",
      paramLabel = "L_1",
      description = "Number of layers before the given ones.")
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
      names = "--weight-decay",
      paramLabel = "NUMBER",
      description = "Weight decay of the optimizer (coupled, not AdamW's); replaces --lambda.")
  private @Nullable Double weightDecay;

  @Option(
      names = "--reduction",
      paramLabel = "NAME",
      description =
          "Divisor of the squared error, with --weight-decay: mse (default; samples and outputs, as"
              + " nn.MSELoss), samples, half-samples, sum or half-sum. lambda is the weight decay"
              + " times n K/2, n/2, n, 1/2 or 1.")
  private @Nullable String reduction;

  @Option(
      names = "--target-scale",
      paramLabel = "NUMBER",
      description = "Factor of the one-hot labels in training (default: 1).")
  private @Nullable Double targetScale;

  @Option(
      names = "--nonlinear-biases",
      description =
          "State that layers before the given ones have biases, which the theorems that need ||X||"
              + " exclude.")
  private boolean nonlinearBiases;

  @Option(
      names = "--loss",
      paramLabel = "NAME",
      description = "Loss of the training: squared (default) or cross-entropy.")
  private @Nullable String loss;

  /** The network whose head it is. */
  NetworkOptions network() {
    return source.network;
  }

  /**
   * The head in files.
   *
   * @param further what is known beside files and runs
   * @param threads how many threads compute
   * @throws BadInputException if something is missing or makes no sense
   */
  CertifyRequest request(Terminal terminal, FactOptions further, int threads) {
    return source.files.request(terminal, settings(further, threads));
  }

  /**
   * What is known beside the head.
   *
   * @param further what is known beside files and runs
   * @param threads how many threads compute
   * @throws BadInputException if something makes no sense
   */
  CertifySettings settings(FactOptions further, int threads) {
    return new CertifySettings(further.addTo(facts()), weightDecay(), scale(further), threads);
  }

  private @Nullable WeightDecay weightDecay() {
    if (weightDecay == null) {
      if (reduction != null) {
        throw new BadInputException("--reduction needs --weight-decay");
      }
      return null;
    }
    if (decay != null) {
      throw new BadInputException("--weight-decay and --lambda exclude each other");
    }
    double w = FactOptions.number("--weight-decay", weightDecay);
    for (WeightDecay.Loss loss : WeightDecay.Loss.values()) {
      if (reduction == null ? loss == WeightDecay.Loss.MSE : loss.word().equals(reduction)) {
        return new WeightDecay(w, loss);
      }
    }
    throw new BadInputException(
        "--reduction: expected mse, samples, half-samples, sum or half-sum, found " + reduction);
  }

  /** Theorem 5.2 and Proposition 5.3 are about targets of length 1 and about all weights. */
  private double scale(FactOptions further) {
    if (targetScale == null) {
      return 1;
    }
    if (!(targetScale > 0 && targetScale < Double.POSITIVE_INFINITY)) {
      throw new BadInputException(
          "--target-scale: expected a number above 0, found " + targetScale);
    }
    if (targetScale != 1 && further.isGiven()) {
      throw new BadInputException(
          "--target-scale excludes --c and --ntk-norm, which belong to targets of length 1");
    }
    return targetScale;
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
    if (nonlinearBiases) {
      facts = facts.withPlain(false);
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
