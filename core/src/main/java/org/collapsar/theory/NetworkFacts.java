package org.collapsar.theory;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the theorems of Jacot et al. (ICLR 2025) take of a network beside its linear head. Each
 * number that is absent makes the bounds that need it undefined, by name. Immutable: every method
 * returns a new object.
 *
 * @param inputNorm ||X||_op, X [n x d] the input of the whole network
 * @param nonlinearLayers L_1, how many layers come before the head
 * @param parameterNorm ||theta||, all weights of all layers
 * @param plain whether layers 1 .. L_1 are without biases and |sigma(x)| &lt;= |x|; null if nobody
 *     knows, and then it is assumed
 * @param squaredLoss whether training used the squared loss
 * @param decay lambda of C_lambda = (1/2) ||Z_L - Y||_F^2 + (lambda/2) ||theta||^2; a code with the
 *     mean loss and weight decay w has n w
 * @param minimiserCost c of Theorem 5.2: Y = Z_{L_1} can be fitted with ||theta_nonlin||^2 = c
 * @param kernelNorm ||Theta||_op of the neural tangent kernel J J^T [nK x nK], J = d vec Z_L / d
 *     theta
 * @param kernelConstant C with ||Theta||_op &lt;= C L_2
 */
public record NetworkFacts(
    OptionalDouble inputNorm,
    OptionalInt nonlinearLayers,
    OptionalDouble parameterNorm,
    @Nullable Boolean plain,
    boolean squaredLoss,
    OptionalDouble decay,
    OptionalDouble minimiserCost,
    OptionalDouble kernelNorm,
    OptionalDouble kernelConstant) {

  /** The metric that measures ||Theta||_op. */
  public static final String KERNEL_NORM = "ntk.norm";

  /** Nothing but the squared loss. */
  public static final NetworkFacts NONE =
      new NetworkFacts(
          OptionalDouble.empty(),
          OptionalInt.empty(),
          OptionalDouble.empty(),
          null,
          true,
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());

  /**
   * Adds the norm of the input.
   *
   * @param norm ||X||_op, X [n x d] the input of the whole network
   * @return a copy that knows it
   */
  public NetworkFacts withInputNorm(double norm) {
    return with(OptionalDouble.of(norm), nonlinearLayers, parameterNorm, plain, squaredLoss);
  }

  /**
   * Adds the number of layers before the head.
   *
   * @param layers L_1
   * @return a copy that knows it
   */
  public NetworkFacts withNonlinearLayers(int layers) {
    return with(inputNorm, OptionalInt.of(layers), parameterNorm, plain, squaredLoss);
  }

  /**
   * Adds the norm of all weights.
   *
   * @param norm ||theta||
   * @return a copy that knows it
   */
  public NetworkFacts withParameterNorm(double norm) {
    return with(inputNorm, nonlinearLayers, OptionalDouble.of(norm), plain, squaredLoss);
  }

  /**
   * States whether layers 1 .. L_1 are without biases and |sigma(x)| &lt;= |x|.
   *
   * @param isPlain the answer
   * @return a copy that knows it
   */
  public NetworkFacts withPlain(boolean isPlain) {
    return with(inputNorm, nonlinearLayers, parameterNorm, isPlain, squaredLoss);
  }

  /**
   * States whether training used the squared loss.
   *
   * @param isSquared the answer
   * @return a copy that knows it
   */
  public NetworkFacts withSquaredLoss(boolean isSquared) {
    return with(inputNorm, nonlinearLayers, parameterNorm, plain, isSquared);
  }

  /**
   * Adds the weight decay.
   *
   * @param lambda of C_lambda, a sum over samples
   * @return a copy that knows it
   */
  public NetworkFacts withDecay(double lambda) {
    return with(OptionalDouble.of(lambda), minimiserCost, kernelNorm, kernelConstant);
  }

  /**
   * Adds c of Theorem 5.2, and with it that the network is at a global minimum.
   *
   * @param c Y = Z_{L_1} can be fitted with ||theta_nonlin||^2 = c
   * @return a copy that knows it
   */
  public NetworkFacts withMinimiserCost(double c) {
    return with(decay, OptionalDouble.of(c), kernelNorm, kernelConstant);
  }

  /**
   * Adds the norm of the neural tangent kernel.
   *
   * @param norm ||Theta||_op
   * @return a copy that knows it
   */
  public NetworkFacts withKernelNorm(double norm) {
    return with(decay, minimiserCost, OptionalDouble.of(norm), kernelConstant);
  }

  /**
   * Adds a bound on the norm of the neural tangent kernel.
   *
   * @param constant C with ||Theta||_op &lt;= C L_2
   * @return a copy that knows it
   */
  public NetworkFacts withKernelConstant(double constant) {
    return with(decay, minimiserCost, kernelNorm, OptionalDouble.of(constant));
  }

  private NetworkFacts with(
      OptionalDouble input,
      OptionalInt layers,
      OptionalDouble parameters,
      @Nullable Boolean isPlain,
      boolean isSquared) {
    return new NetworkFacts(
        input,
        layers,
        parameters,
        isPlain,
        isSquared,
        decay,
        minimiserCost,
        kernelNorm,
        kernelConstant);
  }

  private NetworkFacts with(
      OptionalDouble lambda, OptionalDouble c, OptionalDouble kernel, OptionalDouble constant) {
    return new NetworkFacts(
        inputNorm, nonlinearLayers, parameterNorm, plain, squaredLoss, lambda, c, kernel, constant);
  }
}
