package org.collapsar.probe;

import org.collapsar.net.LayerSpec;
import org.collapsar.net.NetworkSpec;
import org.jspecify.annotations.Nullable;

/**
 * A stack of layers read as the network of Wu and Mondelli (ICML 2025, (1) to (3)), f(x) = gamma
 * W^T (1/N) sum_j a_j sigma(u_j^T x): layer 0 holds U [N x d], layer 1 A [p x N], layer 2 W^T [q x
 * p].
 *
 * @param inputs d
 * @param particles N
 * @param features p
 * @param gamma output scale
 * @param decayRho lambda_rho of both layers of particles
 * @param decayW lambda_W
 * @param noise beta^{-1} of both layers of particles
 * @param movesU whether u_j moves, from the start on; so for {@code movesA} and {@code movesW}
 * @param silent whether W is 0 and stays 0, so that particles do not feel the data
 */
record MeanField(
    int inputs,
    int particles,
    int features,
    double gamma,
    double decayRho,
    double decayW,
    double noise,
    boolean movesU,
    boolean movesA,
    boolean movesW,
    boolean silent) {

  /** Numbers of a particle theta_j = (a_j, u_j). */
  int coordinates() {
    return features + inputs;
  }

  /** Why a stack is no such network, to follow "because"; null where it is one. */
  static @Nullable String refusal(NetworkSpec spec) {
    return spec.truncated()
        ? "the second layer goes through a truncation, and what is measured is of a itself"
        : refusalButForTruncation(spec);
  }

  /** The same, where a truncated second layer counts as one. */
  static @Nullable String refusalButForTruncation(NetworkSpec spec) {
    if (spec.depth() != 3) {
      return "the network has %d layers, and the mean-field network 3".formatted(spec.depth());
    }
    LayerSpec u = spec.layers().get(0);
    LayerSpec a = spec.layers().get(1);
    LayerSpec w = spec.layers().get(2);
    double n = u.width();
    if (u.bias() || a.bias() || w.bias()) {
      return "the network has biases, and the mean-field network none";
    }
    if (!a.activation().isIdentity() || !w.activation().isIdentity()) {
      return "a layer behind the particles is not linear";
    }
    if (a.outputScale() != 1 / n || u.outputScale() != 1 || w.stepFactor() != 1) {
      return "its output is no mean over the neurons of the first layer";
    }
    if (u.stepFactor() != n || a.stepFactor() != n) {
      return "steps of the particles are not N times the gradient";
    }
    if (u.weightDecay() != a.weightDecay() || u.noise() != a.noise() || w.noise() != 0) {
      return "noise and decay are not those of particles theta_j = (a_j, u_j)";
    }
    return null;
  }

  /**
   * Reads a stack.
   *
   * @throws IllegalArgumentException if it is no such network, truncated or not
   */
  static MeanField of(NetworkSpec spec) {
    String why = refusalButForTruncation(spec);
    if (why != null) {
      throw new IllegalArgumentException(why);
    }
    LayerSpec u = spec.layers().get(0);
    LayerSpec a = spec.layers().get(1);
    LayerSpec w = spec.layers().get(2);
    return new MeanField(
        spec.inputs(),
        u.width(),
        a.width(),
        w.outputScale(),
        u.weightDecay(),
        w.weightDecay(),
        u.noise(),
        !u.frozen(),
        !a.frozen(),
        !w.frozen() && w.frozenUntil() == 0,
        w.frozen() && w.initialisationScale() == 0);
  }
}
