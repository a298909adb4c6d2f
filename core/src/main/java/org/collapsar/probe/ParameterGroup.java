package org.collapsar.probe;

import org.collapsar.linalg.NativeArray;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a network that move alike: weights, and the biases beside them if there are any.
 */
public interface ParameterGroup {
  /**
   * {@return the weights as they are now} To be read only; the next step may change them, or not.
   */
  NativeArray weights();

  /** {@return the biases, null for none} */
  default @Nullable NativeArray bias() {
    return null;
  }

  /** {@return lambda; the regularised loss has the term (lambda / (2 stepFactor)) ||weights||^2} */
  double decay();

  /** {@return whether the biases decay as the weights do} */
  default boolean decaysBias() {
    return true;
  }

  /** {@return the factor of the gradient of the mean loss} */
  default double stepFactor() {
    return 1;
  }

  /** {@return whether the parameters keep their initial values for good} */
  default boolean frozen() {
    return false;
  }

  /**
   * {@return the fraction of the epochs during which the parameters keep their initial values, from
   * 0 to below 1}
   */
  default double frozenUntil() {
    return 0;
  }

  /**
   * Tells whether the parameters keep their values during an epoch.
   *
   * @param epoch from 0
   * @param epochs of the whole run
   * @return true where they do
   */
  default boolean frozenDuring(int epoch, int epochs) {
    return frozen() || frozenUntil() * epochs > epoch;
  }
}
