package org.collapsar.net;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A stack of dense layers, first to last.
 *
 * @param inputs dimension d of the data
 * @param layers at least one
 */
public record NetworkSpec(int inputs, List<LayerSpec> layers) {

  /**
   * Checks that there is an input and a layer, and keeps a copy of the list.
   *
   * @param inputs at least 1
   * @param layers at least one
   * @throws IllegalArgumentException if there are fewer
   */
  public NetworkSpec {
    if (inputs < 1) {
      throw new IllegalArgumentException("inputs: expected at least 1, found " + inputs);
    }
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("layers: expected at least one, found none");
    }
    layers = List.copyOf(layers);
  }

  /**
   * Describes the three-layer mean-field network f(x) = gamma W^T (1/N) sum_j a_j sigma(u_j^T x) of
   * Wu and Mondelli (ICML 2025), (1) to (3), with its dynamics (20) as a stack d -&gt; N -&gt; p
   * -&gt; q. Layer 0 holds U [N x d], layer 1 the second-layer weights A [p x N], layer 2 W^T [q x
   * p].
   *
   * @param d input dimension
   * @param particles N
   * @param features p, at least q
   * @param classes q
   * @param sigma activation of the particles
   * @param gamma output scale
   * @param decayW lambda_W
   * @param decayRho lambda_rho
   * @param noise beta^{-1}, on the particles; W moves by gradient flow without noise
   * @param freezeW whether W keeps its initial value
   * @return the three layers
   * @throws IllegalArgumentException if p is below q, or a number is out of its range
   */
  public static NetworkSpec meanField(
      int d,
      int particles,
      int features,
      int classes,
      Activation sigma,
      double gamma,
      double decayW,
      double decayRho,
      double noise,
      boolean freezeW) {
    if (features < classes) {
      throw new IllegalArgumentException(
          "features p: expected at least the number of classes q = "
              + classes
              + ", found "
              + features);
    }
    return new NetworkSpec(
        d,
        List.of(
            particles(particles, sigma, particles, decayRho, noise),
            particles(features, Activation.IDENTITY, particles, decayRho, noise)
                .outputScale(1.0 / particles),
            LayerSpec.dense(classes, Activation.IDENTITY)
                .outputScale(gamma)
                .decay(decayW)
                .frozen(freezeW)
                .drawn(Initialisation.ORTHONORMAL)));
  }

  /** A layer whose weights belong to the particles. */
  private static LayerSpec particles(
      int width, Activation activation, int particles, double decay, double noise) {
    return LayerSpec.dense(width, activation)
        .stepFactor(particles)
        .decay(decay)
        .noise(noise)
        .drawn(Initialisation.GAUSSIAN);
  }

  /**
   * Changes one layer.
   *
   * @param layer l, from 0
   * @param change makes the new layer from the old one
   * @return the same network with the new layer
   */
  public NetworkSpec with(int layer, UnaryOperator<LayerSpec> change) {
    List<LayerSpec> changed = new ArrayList<>(layers);
    changed.set(layer, change.apply(layers.get(layer)));
    return new NetworkSpec(inputs, changed);
  }

  /** {@return whether some layer's weights are truncated before they act} */
  public boolean truncated() {
    return layers.stream().anyMatch(LayerSpec::truncated);
  }

  /** {@return L, the number of layers} */
  public int depth() {
    return layers.size();
  }

  /** {@return the number of outputs, the width of the last layer} */
  public int outputs() {
    return layers.get(layers.size() - 1).width();
  }

  /**
   * {@return the number of columns of W_l}
   *
   * @param layer l, from 0
   */
  public int inputsOf(int layer) {
    return layer == 0 ? inputs : layers.get(layer - 1).width();
  }

  /** {@return the number of weights of the whole stack, without biases} */
  public long weights() {
    long sum = 0;
    for (int l = 0; l < depth(); l++) {
      sum += (long) layers.get(l).width() * inputsOf(l);
    }
    return sum;
  }
}
