package org.collapsar.theory;

import java.util.List;
import org.collapsar.metrics.MetricValue;

/**
 * A theorem evaluated: the claim, the measured value, and the bound in every form that there is.
 *
 * @param id for example {@code jacot2025.theorem3.1.nc1}
 * @param claim a sentence
 * @param source paper with the number of the theorem and the equation
 * @param quantity what is bounded, for example {@code NC1(Z_{L-1})}
 * @param value its measured value
 * @param bounds in the order of the tiers
 */
public record Certificate(
    String id,
    String claim,
    String source,
    String quantity,
    MetricValue value,
    List<Bound> bounds) {
  public Certificate {
    bounds = List.copyOf(bounds);
  }

  /** Whether a training run evaluates it of itself, on networks of either kind. */
  public static boolean inTraining(String id) {
    return HeadCertificates.IN_TRAINING.contains(id)
        || LandscapeCertificates.IN_TRAINING.contains(id);
  }
}
