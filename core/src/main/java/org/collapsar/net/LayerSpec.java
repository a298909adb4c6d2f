package org.collapsar.net;

/**
 * One dense layer A_l = activation(outputScale tau(W_l) A_{l-1} + b_l), W_l in [width x inputs],
 * b_l in [width] or absent, tau the identity unless the layer is truncated, and its dynamics
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
 * @param frozenUntil fraction of the epochs, from 0 to below 1, during which W and b keep their
 *     initial value; from then on they move. 0 for a layer that moves from the start
 * @param truncation R of {@link Truncation}, which W goes through before it acts (the weights that
 *     are stored, decay and take noise are W itself); 0 for none
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
    double initialisationScale,
    double frozenUntil,
    double truncation) {

  /** A layer in one stage and without truncation. */
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
      boolean decayBias,
      double initialisationScale) {
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
        initialisationScale,
        0,
        0);
  }

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
    require(
        frozenUntil >= 0 && frozenUntil < 1,
        "frozenUntil: expected a fraction of the epochs from 0 to below 1, found " + frozenUntil);
    require(
        !(frozen && frozenUntil > 0),
        "frozenUntil: expected 0 of a layer that is frozen for good, found " + frozenUntil);
    require(
        Double.isFinite(truncation) && truncation >= 0,
        "truncation: expected a number of at least 0, found " + truncation);
  }

  /** The same layer, drawn with another scale. */
  public LayerSpec withInitialisationScale(double scale) {
    return with(scale, frozenUntil, truncation);
  }

  /** The same layer, which moves from a fraction of the epochs on. */
  public LayerSpec withFrozenUntil(double fraction) {
    return with(initialisationScale, fraction, truncation);
  }

  /** The same layer with its weights truncated at R; 0 for none. */
  public LayerSpec withTruncation(double r) {
    return with(initialisationScale, frozenUntil, r);
  }

  private LayerSpec with(double initialisationScale, double frozenUntil, double truncation) {
    return new LayerSpec(
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
        initialisationScale,
        frozenUntil,
        truncation);
  }

  /** Whether what acts on the layer's inputs is tau_R(W) and not W itself. */
  public boolean truncated() {
    return truncation > 0;
  }

  /**
   * Whether the layer keeps its weights during an epoch.
   *
   * @param epoch from 0
   * @param epochs of the whole run
   */
  public boolean frozenDuring(int epoch, int epochs) {
    return frozen || frozenUntil * epochs > epoch;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
