package org.collapsar.theory;

import java.util.List;
import org.collapsar.metrics.MetricValue;

/**
 * A theorem evaluated: the claim, the measured value, and the bound in every form that there is.
 *
 * @param info what it is, in the words of the form that was evaluated
 * @param value the measured value of {@link #quantity()}
 * @param bounds in the order of the tiers
 */
public record Certificate(TheoremInfo info, MetricValue value, List<Bound> bounds) {
  /**
   * Keeps a copy of the bounds.
   *
   * @param info what it is
   * @param value as measured
   * @param bounds in the order of the tiers
   */
  public Certificate {
    bounds = List.copyOf(bounds);
  }

  /** {@return the id, for example {@code jacot2025.theorem3.1.nc1}} */
  public String id() {
    return info.id();
  }

  /** {@return the claim, a sentence} */
  public String claim() {
    return info.claim();
  }

  /** {@return the paper with the number of the theorem and the equation} */
  public String source() {
    return info.source();
  }

  /** {@return the quantity that is bounded, for example {@code NC1(Z_{L-1})}} */
  public String quantity() {
    return info.quantity();
  }
}
