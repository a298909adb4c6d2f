package org.collapsar.probe;

import java.util.Optional;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.SampleSource;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;
import org.jspecify.annotations.Nullable;

/**
 * Estimate of the sharpness of a network before it is trained, from some of the samples and not
 * above the truth but for the chance of the draw, for some per cent of the cost of {@link
 * CurvatureMetrics}: what a step size can be held against before the first epoch.
 *
 * <p>The largest eigenvalue of the Hessian at few samples is larger than at all, by much where
 * there are fewer samples than dimensions. So the direction comes from some samples and its
 * curvature from others: {@link NetworkSpectra#sharpnessElsewhere}.
 */
public final class StartingSharpness {
  /** Products with the Hessian that look for the direction; each takes a vector of memory. */
  public static final int PRODUCTS = 10;

  /** In vectors of all parameters, in double: the basis, its check, and what products need. */
  public static final int VECTORS = PRODUCTS + 8;

  private static final Seed START = Seed.of(0).split("starting sharpness");

  private StartingSharpness() {}

  /**
   * Computes a lower bound of lambda_max(P^{1/2} H P^{1/2}), as {@link CurvatureMetrics} has it.
   *
   * @param network before its first step; stays open
   * @param some samples that the direction is found with
   * @param others samples that its curvature is measured at; may be the same where they are all
   *     that there are
   * @param team stays open, as all else does
   * @param loss of the network
   * @return undefined where there are no second derivatives, or none of all that moves
   */
  public static MetricValue estimate(
      ObservedNetwork network, SampleSource some, SampleSource others, ThreadTeam team, Loss loss) {
    String why = refusal(network);
    if (why != null) {
      return MetricValue.undefined("because " + why);
    }
    Optional<NetworkSpectra> spectra = network.spectra(some, team, loss, START);
    if (spectra.isEmpty()) {
      return MetricValue.undefined("because " + CurvatureMetrics.NO_SPECTRA);
    }
    try (NetworkSpectra at = spectra.get()) {
      return MetricValue.of(at.sharpnessElsewhere(others, PRODUCTS));
    } catch (ArithmeticException e) {
      return Diverged.VALUE;
    }
  }

  /**
   * Tells why there is no estimate.
   *
   * @param network of any kind
   * @return to follow "because"; null where there is one if the network has spectra
   */
  public static @Nullable String refusal(ObservedNetwork network) {
    boolean staged =
        network.parameters().stream().anyMatch(g -> g.frozenDuring(0, 2) && !g.frozen());
    return CurvatureMetrics.refusal(network, staged);
  }
}
