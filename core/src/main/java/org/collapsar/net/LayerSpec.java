package org.collapsar.net;

/**
 * One dense layer A_l = activation(outputScale W_l A_{l-1} + b_l), W_l in [width x inputs], b_l in
 * [width] or absent, and its dynamics
 *
 * <pre>W &lt;- W - eta (stepFactor dL/dW + weightDecay W) + sqrt(2 eta noise) xi,</pre>
 *
 * the same for b; {@link DescentRule} adds momentum and decoupled decay.
 *
 * @param width number of neurons, the rows of W
 * @param activation the function applied entrywise
 * @param outputScale constant in front of W (1/N and gamma in the mean-field network)
 * @param stepFactor what multiplies the gradient of the mean loss (N for particles, 1 for ordinary
 *     layers)
 * @param weightDecay lambda, coupled; the regularised loss has the term (weightDecay / (2
 *     stepFactor)) ||W||_F^2
 * @param noise temperature beta^{-1} of the Langevin noise, 0 for none
 * @param frozen whether W keeps its initial value
 * @param initialisation how W is drawn
 * @param bias whether there is b, which starts at 0
 * @param decayBias whether weight decay shrinks b as well
 * @param initialisationScale what the drawn W is multiplied by, at least 0
 */
public record LayerSpec(
    int width,
    Activation activation,
    double outputScale,
    double stepFactor,
    double weightDecay,
    double noise,
    boolean frozen,
    Initialisation initialisation,
    boolean bias,
    boolean decayBias,
    double initialisationScale) {

  /** A layer whose weights are as they were drawn. */
  public LayerSpec(
      int width,
      Activation activation,
      double outputScale,
      double stepFactor,
      double weightDecay,
      double noise,
      boolean frozen,
      Initialisation initialisation,
      boolean bias,
      boolean decayBias) {
    this(
        width,
        activation,
        outputScale,
        stepFactor,
        weightDecay,
        noise,
        frozen,
        initialisation,
        bias,
        decayBias,
        1);
  }

  /** A layer without bias. */
  public LayerSpec(
      int width,
      Activation activation,
      double outputScale,
      double stepFactor,
      double weightDecay,
      double noise,
      boolean frozen,
      Initialisation initialisation) {
    this(
        width,
        activation,
        outputScale,
        stepFactor,
        weightDecay,
        noise,
        frozen,
        initialisation,
        false,
        true);
  }

  public LayerSpec {
    require(width >= 1, "width: expected at least one neuron, found " + width);
    require(
        Double.isFinite(outputScale) && outputScale != 0,
        "outputScale: expected a finite number other than 0, found " + outputScale);
    require(
        Double.isFinite(stepFactor) && stepFactor > 0,
        "stepFactor: expected a positive number, found " + stepFactor);
    require(
        Double.isFinite(weightDecay) && weightDecay >= 0,
        "weightDecay: expected a number of at least 0, found " + weightDecay);
    require(
        Double.isFinite(noise) && noise >= 0,
        "noise: expected a number of at least 0, found " + noise);
    require(
        Double.isFinite(initialisationScale) && initialisationScale >= 0,
        "initialisationScale: expected a number of at least 0, found " + initialisationScale);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
