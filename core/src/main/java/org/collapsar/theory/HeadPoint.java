package org.collapsar.theory;

import org.jspecify.annotations.Nullable;

/**
 * A network that ends in linear layers, as the theorems of Jacot et al. (ICLR 2025) take it: the
 * subject of their {@link Theorem}s.
 *
 * @param quantities of its linear layers, measured
 * @param facts what is known of it beside them
 * @param descent the gradient descent that led to it; null where Theorem 4.4 is not about that
 */
public record HeadPoint(
    HeadQuantities quantities, NetworkFacts facts, @Nullable DescentRun descent) {

  /**
   * Makes a point without a descent.
   *
   * @param quantities the linear layers, measured
   * @param facts what is known of the network beside them
   * @return a point of which Theorem 4.4 says nothing
   */
  public static HeadPoint of(HeadQuantities quantities, NetworkFacts facts) {
    return new HeadPoint(quantities, facts, null);
  }
}
