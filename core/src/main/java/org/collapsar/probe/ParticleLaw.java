package org.collapsar.probe;

import java.util.List;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.Taken;
import org.collapsar.net.Initialisation;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.NetworkSpec;
import org.collapsar.train.TrainConfig;

/**
 * Law to be expected of particles that are independent of the data, because W is 0 throughout:
 * every coordinate is then by itself and makes theta &lt;- r theta + sqrt(2 eta/beta) xi, r = 1 -
 * eta lambda_rho, the Euler-Maruyama scheme of an Ornstein-Uhlenbeck process. After k steps from
 * variance v_0
 *
 * <pre>v_k = r^{2k} v_0 + (2 eta/beta) (1 - r^{2k})/(1 - r^2),</pre>
 *
 * with the limit 1/(beta lambda_rho (1 - eta lambda_rho/2)), where continuous time has 1/(beta
 * lambda_rho): the bias of the step size in closed form.
 */
public final class ParticleLaw implements MetricFamily {
  private static final String SQUARE = "particles.square.law";
  private static final String CONTINUOUS = "particles.square.law.continuous";
  private static final String MEAN_SQUARE = "particles.mean.square.law";

  @Override
  public List<MetricInfo> offers() {
    return List.of(
        law(
                SQUARE,
                "expected square of a coordinate",
                "Variance of a coordinate after k steps, beside particles.square.")
            .label("Law of the squares", "its law after k steps")
            .formula(
                "v_k = r^{2k} v_0 + (2 eta/beta) (1 - r^{2k})/(1 - r^2), r = 1 - eta lambda_rho")
            .build(),
        law(
                CONTINUOUS,
                "expected square in continuous time",
                "The same for step sizes that go to 0, at the same flow time t.")
            .label("Law in continuous time", "its law in continuous time")
            .formula(
                "e^{-2 lambda_rho t} v_0 + (1 - e^{-2 lambda_rho t})/(beta lambda_rho), t = eta k")
            .build(),
        law(
                MEAN_SQUARE,
                "expected square of an average",
                "Variance of the average of a coordinate over the particles, beside"
                    + " particles.mean.square.")
            .label("Law of the averages", "its law after k steps")
            .formula("v_k/N")
            .build());
  }

  private static MetricInfo.Builder law(String id, String title, String sentence) {
    return MetricInfo.metric(id)
        .title(title)
        .says(sentence)
        .source("derived here: an Ornstein-Uhlenbeck process in steps of eta")
        .undefined(
            "unless the network is the mean-field one with W = 0 throughout, Gaussian particles at"
                + " the start and plain descent")
        .costs("no pass")
        .needs(Need.NETWORK)
        .taken(Taken.IN_TRAINING);
  }

  @Override
  public Cadence cadence() {
    return Cadence.EACH_EPOCH;
  }

  @Override
  public Collector start(Training training, Wanted wanted) {
    TrainConfig config = training.config();
    NetworkSpec spec = training.network().dense().map(DenseNetwork::spec).orElse(null);
    return epoch -> {
      for (String id : wanted.metrics()) {
        epoch.put(
            id,
            spec == null
                ? MetricValue.undefined("because " + DenseNetwork.NONE)
                : config == null
                    ? Training.UNKNOWN
                    : after(id, epoch.moment().epoch(), training.stepsPerEpoch(), spec, config));
      }
    };
  }

  /**
   * Computes one of {@link #offers} after some epochs.
   *
   * @param id of the metric
   * @param epoch how many
   * @param stepsPerEpoch steps of each
   * @param spec of the network
   * @param config of its training
   * @return undefined where particles feel the data, or descent is not plain
   */
  public static MetricValue after(
      String id, int epoch, long stepsPerEpoch, NetworkSpec spec, TrainConfig config) {
    String why = MeanField.refusal(spec);
    if (why != null) {
      return MetricValue.undefined("because " + why);
    }
    if (config.rule().hasMomentum() || config.rule().decoupled()) {
      return MetricValue.undefined("because the law holds only for plain descent");
    }
    MeanField field = MeanField.of(spec);
    if (!field.silent()) {
      return MetricValue.undefined("because the law is only for W = 0 throughout");
    }
    LayerSpec u = spec.layers().get(0);
    LayerSpec a = spec.layers().get(1);
    if (u.initialisation() != Initialisation.GAUSSIAN
        || a.initialisation() != Initialisation.GAUSSIAN) {
      return MetricValue.undefined("because the particles do not start with a Gaussian law");
    }
    boolean discrete = !id.equals(CONTINUOUS);
    double variance =
        (field.inputs() * variance(u, discrete, epoch, stepsPerEpoch, config)
                + field.features() * variance(a, discrete, epoch, stepsPerEpoch, config))
            / field.coordinates();
    double value = id.equals(MEAN_SQUARE) ? variance / field.particles() : variance;
    return Diverged.unlessFinite(value);
  }

  /** Of a coordinate of a layer. */
  private static double variance(
      LayerSpec layer, boolean discrete, int epoch, long stepsPerEpoch, TrainConfig config) {
    double variance = layer.initialisationScale() * layer.initialisationScale();
    if (layer.frozen()) {
      return variance;
    }
    double decay = layer.weightDecay();
    for (int e = 0; e < epoch; e++) {
      double eta = config.steps().sizeAt(e, config.epochs());
      double kept;
      double gained;
      if (discrete) {
        double r = 1 - eta * decay;
        kept = Math.pow(r * r, stepsPerEpoch);
        // (1 - r^{2k})/(1 - r^2) is the sum of k powers, which is k where r^2 = 1.
        double powers = r * r == 1 ? stepsPerEpoch : (1 - kept) / (1 - r * r);
        gained = 2 * eta * layer.noise() * powers;
      } else {
        double time = eta * stepsPerEpoch;
        kept = Math.exp(-2 * decay * time);
        gained =
            decay == 0
                ? 2 * layer.noise() * time
                : layer.noise() / decay * -Math.expm1(-2 * decay * time);
      }
      variance = kept * variance + gained;
    }
    return variance;
  }
}
