package org.collapsar.metrics;

import java.util.EnumSet;
import java.util.Set;

/** The places where a metric can be measured. */
public enum Taken {
  /** Of any features: {@link NeuralCollapse}. */
  OF_FEATURES,
  /** Of a network in training, one number per epoch. */
  IN_TRAINING,
  /** Of each layer of a network in training, or of each pair of neighbours. */
  OF_LAYERS,
  /** Over the layers of one network together, in order. */
  OVER_LAYERS;

  /**
   * Where a metric of features can be measured: in training, and of layers, if it needs no more
   * than features, labels and weights.
   */
  static Set<Taken> of(Set<Need> needs) {
    if (needs.contains(Need.NETWORK)) {
      return EnumSet.of(IN_TRAINING);
    }
    return Set.of(Need.WEIGHTS).containsAll(needs)
        ? EnumSet.of(OF_FEATURES, IN_TRAINING, OF_LAYERS)
        : Set.of(OF_FEATURES);
  }
}
