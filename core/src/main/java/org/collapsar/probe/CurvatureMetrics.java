package org.collapsar.probe;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.collapsar.linalg.KrylovSpectrum;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.Taken;
import org.collapsar.net.LossScale;
import org.collapsar.random.Seed;
import org.jspecify.annotations.Nullable;

/** Ends of the spectra of {@link Curvature}; each costs some dozens of passes over the samples. */
public final class CurvatureMetrics implements MetricFamily {
  private static final String KERNEL = "ntk.norm";
  private static final String SHARPNESS = "sharpness";
  private static final String TIMES_STEP = "sharpness.times_step";

  /** Cadence of what costs as much as some dozens of epochs' gradients. */
  public static final Cadence CADENCE = Cadence.every("curvatureEvery", 10);

  // An error of 1e-4 in the residual is one of about 1e-8 in the eigenvalue.
  private static final double TOLERANCE = 1e-4;
  private static final int PRODUCTS = 300;
  private static final Seed START = Seed.of(0).split("curvature");

  /** Why there are no spectra of a network that offers none, to follow "because". */
  static final String NO_SPECTRA = "the network gives no second derivatives";

  private static final String EDGES =
      "if every layer is frozen, one is frozen in this stage only, one is truncated, or the"
          + " iteration has not converged after 300 products; of a network without second"
          + " derivatives";

  @Override
  public List<MetricInfo> offers() {
    return List.of(
        MetricInfo.metric(KERNEL)
            .title("norm of the tangent kernel")
            .label("NTK norm", "largest eigenvalue of the tangent kernel")
            .says(
                "Norm of the tangent kernel of all samples, not divided by n; J is the derivative"
                    + " of their outputs by all parameters that move, P the step factors.")
            .formula("||J P J^T||_op")
            .source("Jacot et al., ICLR 2025, Proposition 5.3")
            .undefined(EDGES)
            .costs("some dozens of passes with derivatives")
            .needs(Need.NETWORK)
            .taken(Taken.IN_TRAINING)
            .build(),
        MetricInfo.metric(SHARPNESS)
            .title("largest eigenvalue of the Hessian")
            .label("Sharpness", "largest eigenvalue of the Hessian")
            .says(
                "Largest eigenvalue of the Hessian of loss.regularised by all parameters that move,"
                    + " P the step factors.")
            .formula("lambda_max(P^{1/2} H P^{1/2})")
            .source("Cohen et al., ICLR 2021")
            .undefined(EDGES)
            .costs("some dozens of passes with second derivatives")
            .needs(Need.NETWORK)
            .taken(Taken.IN_TRAINING)
            .build(),
        MetricInfo.metric(TIMES_STEP)
            .title("step size times sharpness")
            .label("Sharpness times step", "sharpness times step size")
            .says(
                "Above 2 plain gradient descent is unstable; with momentum mu the edge is 2 (1 +"
                    + " mu), with Nesterov's 2 (1 + mu) / (1 + 2 mu).")
            .formula("eta lambda_max(P^{1/2} H P^{1/2})")
            .source("Cohen et al., ICLR 2021")
            .undefined("where sharpness is, or if the step size is not known")
            .costs("nothing beyond sharpness")
            .needs(Need.NETWORK)
            .taken(Taken.IN_TRAINING)
            .build());
  }

  @Override
  public Cadence cadence() {
    return CADENCE;
  }

  @Override
  public Collector start(Training training, Wanted wanted) {
    return epoch -> measure(epoch, wanted.metrics());
  }

  private static void measure(Epoch epoch, List<String> ids) {
    Training training = epoch.training();
    String why = refusal(epoch);
    Optional<NetworkSpectra> spectra =
        why == null
            ? training.network().spectra(training.train(), training.team(), training.loss(), START)
            : Optional.empty();
    if (spectra.isEmpty()) {
      String reason = why == null ? NO_SPECTRA : why;
      ids.forEach(id -> epoch.put(id, MetricValue.undefined("because " + reason)));
      return;
    }
    try (NetworkSpectra curvature = spectra.get()) {
      MetricValue sharpness =
          ids.equals(List.of(KERNEL))
              ? MetricValue.undefined("because it is not measured")
              : value(
                  () ->
                      curvature.sharpness(
                          LossScale.MEAN, KrylovSpectrum.Ends.LARGEST, TOLERANCE, PRODUCTS));
      for (String id : ids) {
        epoch.put(
            id,
            switch (id) {
              case KERNEL -> value(() -> curvature.kernelNorm(TOLERANCE, PRODUCTS));
              case SHARPNESS -> sharpness;
              default -> timesStep(sharpness, epoch.step());
            });
      }
    }
  }

  /** Why there are no spectra now, to follow "because"; null if nothing is in the way. */
  private static @Nullable String refusal(Epoch epoch) {
    ObservedNetwork network = epoch.training().network();
    return refusal(
        network, network.parameters().stream().anyMatch(g -> epoch.frozen(g) && !g.frozen()));
  }

  /** The same, of a network of which it is known whether a part of it rests for now. */
  static @Nullable String refusal(ObservedNetwork network, boolean staged) {
    List<? extends ParameterGroup> groups = network.parameters();
    if (staged) {
      return "a layer is frozen in this stage only";
    }
    if (!groups.isEmpty() && groups.stream().allMatch(ParameterGroup::frozen)) {
      return "every layer is frozen";
    }
    return network.dense().map(DenseNetwork::truncated).orElse(false)
        ? "the weights of a layer are truncated"
        : null;
  }

  private static MetricValue timesStep(MetricValue sharpness, OptionalDouble step) {
    if (step.isEmpty()) {
      return MetricValue.undefined("because the step size is not known");
    }
    return sharpness instanceof MetricValue.Defined s
        ? MetricValue.of(step.getAsDouble() * s.value())
        : sharpness;
  }

  private static MetricValue value(Supplier<KrylovSpectrum.Extremes> search) {
    KrylovSpectrum.Extremes found;
    try {
      found = search.get();
    } catch (ArithmeticException e) {
      return Diverged.VALUE;
    }
    KrylovSpectrum.Ritz largest = found.largest();
    return found.converged()
        ? MetricValue.of(largest.value())
        : MetricValue.undefined(
            "because after %d products the residual of the lower bound %.6g is still %.2g"
                .formatted(found.products(), largest.value(), largest.residual()));
  }
}
