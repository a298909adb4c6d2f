package org.collapsar.theory;

import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * The properties of the activation sigma that the theorems of Wu and Mondelli (ICML 2025) use:
 * Assumptions 1 and 2.
 *
 * @param name for the reader
 * @param value sigma
 * @param bound C_1, the supremum of |sigma|, |sigma'|, |sigma''|, |sigma'''| and |(z sigma'(z))'|;
 *     empty where there is none
 * @param supremum sup |sigma|; empty where there is none
 * @param evenDerivatives whether no derivative of even order is 0 everywhere (Assumption 2)
 * @param oddUpToConstant whether sigma(z) + sigma(-z) is constant
 */
public record Nonlinearity(
    String name,
    DoubleUnaryOperator value,
    OptionalDouble bound,
    OptionalDouble supremum,
    boolean evenDerivatives,
    boolean oddUpToConstant) {

  /**
   * Describes tanh: C_1 = 2, attained by its third derivative at 0.
   *
   * @param value computes it
   * @return its properties
   */
  public static Nonlinearity tanh(DoubleUnaryOperator value) {
    return new Nonlinearity("tanh", value, OptionalDouble.of(2), OptionalDouble.of(1), true, true);
  }

  /**
   * Describes the logistic function: C_1 = 1, attained by the function itself as a limit.
   *
   * @param value computes it
   * @return its properties
   */
  public static Nonlinearity sigmoid(DoubleUnaryOperator value) {
    return new Nonlinearity(
        "sigmoid", value, OptionalDouble.of(1), OptionalDouble.of(1), true, true);
  }

  /**
   * Describes an unbounded function, such as ReLU: bounds that need C_1 do not apply to it.
   *
   * @param name for the reader
   * @param value computes it
   * @return its properties
   */
  public static Nonlinearity unbounded(String name, DoubleUnaryOperator value) {
    return new Nonlinearity(
        name, value, OptionalDouble.empty(), OptionalDouble.empty(), false, false);
  }
}
