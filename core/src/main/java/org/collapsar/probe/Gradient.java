package org.collapsar.probe;

import org.collapsar.linalg.NativeArray;
import org.jspecify.annotations.Nullable;

/**
 * Gradient Delta = stepFactor dL_n/dtheta + decay theta of the {@link ParameterGroup}s of a
 * network, in their order, each as long as its parameters. To be read only.
 */
public interface Gradient {
  /**
   * {@return the gradient by the weights of a group}
   *
   * @param group its number, from 0
   */
  NativeArray weights(int group);

  /**
   * {@return the gradient by the biases of a group; null where it has none}
   *
   * @param group its number, from 0
   */
  @Nullable NativeArray bias(int group);
}
