package org.collapsar.net;

import java.util.function.Consumer;

/**
 * One dense layer A_l = activation(outputScale tau(W_l) A_{l-1} + b_l), W_l in [width x inputs],
 * b_l in [width] or absent, tau the identity unless the layer is truncated, and its dynamics
 *
 * <pre>W &lt;- W - eta (stepFactor dL/dW + weightDecay W) + sqrt(2 eta noise) xi,</pre>
 *
 * the same for b; {@link DescentRule} adds momentum and decoupled decay.
 *
 * <p>Made by its parts, each with its name: {@code LayerSpec.dense(64, Activation.RELU).decay(1e-4)
 * .bias(true)}.
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

  /**
   * Makes a layer that moves from the start, without bias, scales, decay, noise and truncation, its
   * weights drawn by {@link Initialisation#HE}.
   *
   * @param width number of neurons
   * @param activation the function applied entrywise
   * @return the layer
   * @throws IllegalArgumentException if there is no neuron
   */
  public static LayerSpec dense(int width, Activation activation) {
    return new LayerSpec(
        width, activation, 1, 1, 0, 0, false, Initialisation.HE, false, true, 1, 0, 0);
  }

  /**
   * Checks the numbers.
   *
   * @param width at least 1
   * @param activation the function applied entrywise
   * @param outputScale finite, not 0
   * @param stepFactor positive
   * @param weightDecay at least 0
   * @param noise at least 0
   * @param frozen not together with {@code frozenUntil}
   * @param initialisation how W is drawn
   * @param bias whether there is b
   * @param decayBias without effect where there is no b
   * @param initialisationScale at least 0
   * @param frozenUntil from 0 to below 1
   * @param truncation at least 0
   * @throws IllegalArgumentException if one is out of its range
   */
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

  /**
   * {@return the same layer with another width}
   *
   * @param neurons at least 1
   */
  public LayerSpec width(int neurons) {
    return with(d -> d.width = neurons);
  }

  /**
   * {@return the same layer with a constant in front of W}
   *
   * @param scale finite, not 0
   */
  public LayerSpec outputScale(double scale) {
    return with(d -> d.outputScale = scale);
  }

  /**
   * {@return the same layer, its gradients multiplied by a factor}
   *
   * @param factor positive
   */
  public LayerSpec stepFactor(double factor) {
    return with(d -> d.stepFactor = factor);
  }

  /**
   * {@return the same layer with weight decay}
   *
   * @param lambda at least 0
   */
  public LayerSpec decay(double lambda) {
    return with(d -> d.weightDecay = lambda);
  }

  /**
   * {@return the same layer with noise}
   *
   * @param temperature beta^{-1}, at least 0; 0 for none
   */
  public LayerSpec noise(double temperature) {
    return with(d -> d.noise = temperature);
  }

  /**
   * {@return the same layer, frozen or not}
   *
   * @param forGood whether it keeps its weights in all epochs
   */
  public LayerSpec frozen(boolean forGood) {
    return with(d -> d.frozen = forGood);
  }

  /**
   * {@return the same layer, which keeps its weights at first}
   *
   * @param fraction of the epochs, from 0 to below 1
   */
  public LayerSpec frozenFor(double fraction) {
    return with(d -> d.frozenUntil = fraction);
  }

  /**
   * {@return the same layer, its weights drawn from another law}
   *
   * @param how the law
   */
  public LayerSpec drawn(Initialisation how) {
    return with(d -> d.initialisation = how);
  }

  /**
   * {@return the same layer, its weights multiplied by a number once they are drawn}
   *
   * @param scale at least 0
   */
  public LayerSpec drawnTimes(double scale) {
    return with(d -> d.initialisationScale = scale);
  }

  /**
   * {@return the same layer, with a bias or without}
   *
   * @param there whether it has one
   */
  public LayerSpec bias(boolean there) {
    return with(d -> d.bias = there);
  }

  /**
   * {@return the same layer, whose bias decays or does not}
   *
   * @param decays whether it decays as W does, where there is one
   */
  public LayerSpec decayBias(boolean decays) {
    return with(d -> d.decayBias = decays);
  }

  /**
   * {@return the same layer with its weights truncated}
   *
   * @param r R of {@link Truncation}, at least 0; 0 for none
   */
  public LayerSpec truncatedAt(double r) {
    return with(d -> d.truncation = r);
  }

  private LayerSpec with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.layer();
  }

  /** The parts of a layer while one of them changes. */
  private static final class Draft {
    private int width;
    private final Activation activation;
    private double outputScale;
    private double stepFactor;
    private double weightDecay;
    private double noise;
    private boolean frozen;
    private Initialisation initialisation;
    private boolean bias;
    private boolean decayBias;
    private double initialisationScale;
    private double frozenUntil;
    private double truncation;

    Draft(LayerSpec layer) {
      width = layer.width;
      activation = layer.activation;
      outputScale = layer.outputScale;
      stepFactor = layer.stepFactor;
      weightDecay = layer.weightDecay;
      noise = layer.noise;
      frozen = layer.frozen;
      initialisation = layer.initialisation;
      bias = layer.bias;
      decayBias = layer.decayBias;
      initialisationScale = layer.initialisationScale;
      frozenUntil = layer.frozenUntil;
      truncation = layer.truncation;
    }

    LayerSpec layer() {
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
  }

  /** {@return whether tau_R(W) acts on the layer's inputs, and not W itself} */
  public boolean truncated() {
    return truncation > 0;
  }

  /**
   * {@return whether the layer keeps its weights during an epoch}
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
