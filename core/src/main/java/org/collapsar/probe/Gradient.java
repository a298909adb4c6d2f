package org.collapsar.probe;

import org.collapsar.linalg.NativeArray;
import org.jspecify.annotations.Nullable;

/**
 * Delta = stepFactor dL_n/dtheta + decay theta of the {@link ParameterGroup}s of a network, in
 * their order, each as long as its parameters. To be read only.
 */
public interface Gradient {
  /** By the weights of a group. */
  NativeArray weights(int group);

  /** By its biases, null where it has none. */
  @Nullable NativeArray bias(int group);
}
