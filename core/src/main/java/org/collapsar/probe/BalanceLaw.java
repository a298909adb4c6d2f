package org.collapsar.probe;

import java.util.List;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.Taken;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.NetworkSpec;
import org.collapsar.train.TrainConfig;

/**
 * Metric {@code balancedness.law}: what weight decay alone leaves of W_{l+1}^T W_{l+1} - W_l W_l^T
 * of two linear layers, the product of (1 - eta lambda)^2 over all steps so far. A step adds terms
 * of eta^2 only ([1], phase 2).
 *
 * <p>In the mean-field network with lambda_rho = lambda_W = lambda the same law is about lambda E[a
 * a^T] - lambda W W^T - beta^{-1} I_p, which Lemma 4.5 of [2] wants to be 0: data add the same to
 * E[a a^T] and to W W^T, so that in continuous time and for many particles it falls as e^{-2 lambda
 * t}, whatever the data (derived here).
 *
 * <p>[1] A. Jacot, P. Sukenik, Z. Wang, M. Mondelli, <i>Wide neural networks trained with weight
 * decay provably exhibit neural collapse</i>, ICLR 2025. [2] D. Wu, M. Mondelli, <i>Neural collapse
 * beyond the unconstrained features model</i>, ICML 2025.
 */
public final class BalanceLaw implements MetricFamily {
  private static final String ID = "balancedness.law";

  private static final MetricValue MOMENTUM =
      MetricValue.undefined("because the law holds only for descent without momentum");
  private static final MetricValue UNLIKE =
      MetricValue.undefined(
          "because the law holds only for layers that follow one law, without scales and noise");

  @Override
  public List<MetricInfo> offers() {
    return List.of(
        MetricInfo.metric(ID)
            .title("what decay alone leaves of the imbalance")
            .label("Law of balancedness", "law of balancedness")
            .says(
                "What weight decay alone leaves of the imbalance of two linear layers, beside"
                    + " balancedness.absolute; for the mean-field network beside lemma4.5.max.")
            .formula("product of (1 - eta lambda)^2 over the steps so far")
            .source("Jacot et al., ICLR 2025, phase 2; for the mean-field network derived here")
            .undefined(
                "with momentum, if layers differ in decay or move by scales or noise, or if eta"
                    + " lambda is 1 or more")
            .costs("no pass")
            .needs(Need.NETWORK)
            .taken(Taken.IN_TRAINING)
            .build());
  }

  @Override
  public Cadence cadence() {
    return Cadence.EACH_EPOCH;
  }

  @Override
  public Collector start(Training training, Wanted wanted) {
    TrainConfig config = training.config();
    return epoch ->
        epoch.put(
            ID,
            config == null
                ? Training.UNKNOWN
                : after(
                    epoch.moment().epoch(), training.stepsPerEpoch(), training.network(), config));
  }

  private static MetricValue after(
      int epoch, long stepsPerEpoch, ObservedNetwork network, TrainConfig config) {
    if (network.dense().isPresent()) {
      return after(epoch, stepsPerEpoch, network.dense().get().spec(), config);
    }
    if (config.rule().hasMomentum()) {
      return MOMENTUM;
    }
    if (network.parameters().isEmpty()) {
      return Training.NO_PARAMETERS;
    }
    double decay = network.parameters().get(0).decay();
    for (ParameterGroup group : network.parameters()) {
      if (group.decay() != decay
          || group.stepFactor() != 1
          || group.frozen()
          || group.frozenUntil() > 0) {
        return UNLIKE;
      }
    }
    return shrunk(epoch, stepsPerEpoch, decay, config);
  }

  /**
   * Computes the law after some epochs.
   *
   * @param epoch how many
   * @param stepsPerEpoch steps of each
   * @param spec of the network
   * @param config of its training
   * @return 1 at the start; undefined where descent is not plain or layers differ in decay
   */
  public static MetricValue after(
      int epoch, long stepsPerEpoch, NetworkSpec spec, TrainConfig config) {
    if (config.rule().hasMomentum()) {
      return MOMENTUM;
    }
    double decay = spec.layers().get(0).weightDecay();
    if (MeanField.refusal(spec) == null) {
      MeanField field = MeanField.of(spec);
      if (field.decayRho() != field.decayW() || !field.movesA() || !field.movesW()) {
        return MetricValue.undefined(
            "because a and W follow different laws: one is frozen, or lambda_rho differs from"
                + " lambda_W");
      }
      return shrunk(epoch, stepsPerEpoch, decay, config);
    }
    for (LayerSpec layer : spec.layers()) {
      if (layer.weightDecay() != decay
          || layer.stepFactor() != 1
          || layer.outputScale() != 1
          || layer.noise() != 0
          || layer.frozen()) {
        return UNLIKE;
      }
    }
    return shrunk(epoch, stepsPerEpoch, decay, config);
  }

  /** prod (1 - eta lambda)^2. */
  private static MetricValue shrunk(
      int epoch, long stepsPerEpoch, double decay, TrainConfig config) {
    double log = 0;
    for (int e = 0; e < epoch; e++) {
      double rate = config.steps().sizeAt(e, config.epochs()) * decay;
      if (rate >= 1) {
        return MetricValue.undefined(
            "because weight decay times step size is 1 or more: one step sets the weights to zero");
      }
      log += stepsPerEpoch * Math.log1p(-rate);
    }
    return MetricValue.of(Math.exp(2 * log));
  }
}
