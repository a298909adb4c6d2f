package org.collapsar.probe;

import java.util.Optional;
import org.collapsar.linalg.Matrix;

/**
 * Layer of an {@link ObservedNetwork}. A dense one is Z_l = activation(outputScale W_l Z_{l-1} +
 * b_l); others, such as a stage of a residual network, have a width and no matrix.
 */
public interface LayerView {
  /** The activation of linear layers. */
  String IDENTITY = "identity";

  /** {@return the number of neurons, the columns of what the layer makes of the samples} */
  int width();

  /** {@return the name of the activation, {@link #IDENTITY} for none} */
  String activation();

  /** {@return whether the layer is a linear map of the one before, and a bias} */
  default boolean linear() {
    return activation().equals(IDENTITY) && hasWeights();
  }

  /** {@return whether {@link #weights} is there} */
  default boolean hasWeights() {
    return false;
  }

  /**
   * {@return a copy of W_l [width x inputs] as it is stored; empty where the layer is no such map}
   */
  default Optional<Matrix> weights() {
    return Optional.empty();
  }

  /** {@return the constant in front of W_l} */
  default double outputScale() {
    return 1;
  }

  /**
   * {@return W_l as it acts on the layer before, everything multiplied in; empty where the layer is
   * no such map}
   */
  default Optional<Matrix> actingWeights() {
    return outputScale() == 1 ? weights() : weights().map(w -> w.scaled(outputScale()));
  }

  /** {@return a copy of b_l [width], empty for none} */
  default double[] bias() {
    return new double[0];
  }

  /**
   * {@return whether {@link Activations#before} is there of a layer whose activation is not the
   * identity}
   */
  default boolean givesBefore() {
    return true;
  }
}
