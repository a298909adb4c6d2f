package org.collapsar.probe;

import org.collapsar.linalg.NativeArray;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a network that move alike: weights, and the biases beside them if there are any.
 */
public interface ParameterGroup {
  /** The weights as they are now. To be read only; the next step may change them, or not. */
  NativeArray weights();

  /** The biases, null for none. */
  default @Nullable NativeArray bias() {
    return null;
  }

  /** lambda; the regularised loss has the term (lambda / (2 stepFactor)) ||weights||^2. */
  double decay();

  /** Whether the biases decay as the weights do. */
  default boolean decaysBias() {
    return true;
  }

  /** What multiplies the gradient of the mean loss. */
  default double stepFactor() {
    return 1;
  }

  /** Whether they keep their initial values for good. */
  default boolean frozen() {
    return false;
  }

  /** Fraction of the epochs during which they keep their initial values, from 0 to below 1. */
  default double frozenUntil() {
    return 0;
  }

  /**
   * Whether they keep their values during an epoch.
   *
   * @param epoch from 0
   * @param epochs of the whole run
   */
  default boolean frozenDuring(int epoch, int epochs) {
    return frozen() || frozenUntil() * epochs > epoch;
  }
}
