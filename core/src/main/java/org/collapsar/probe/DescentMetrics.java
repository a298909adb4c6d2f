package org.collapsar.probe;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.Taken;
import org.collapsar.net.Network;
import org.collapsar.theory.InitialQuantities;
import org.collapsar.train.TrainConfig;
import org.jspecify.annotations.Nullable;

/**
 * Metrics that Theorem 4.4 of Jacot et al. (ICLR 2025) predicts of a run, by {@link
 * DescentPrediction}.
 */
public final class DescentMetrics implements MetricFamily {
  private static final String WHEN =
      "if one of Assumptions 4.1 to 4.3 or a condition on lambda fails, and of training that the"
          + " theorem is not about; the condition on the step, eta at most 1/(2 beta_1), is not"
          + " asked for";

  @Override
  public List<MetricInfo> offers() {
    List<MetricInfo> all = new ArrayList<>();
    for (boolean printed : new boolean[] {false, true}) {
      all.add(
          phase1(DescentPrediction.LOSS, "regularised loss that phase 1 predicts", printed)
              .label(
                  printed ? DescentPrediction.LOSS + DescentPrediction.PRINTED : "Predicted loss",
                  printed
                      ? DescentPrediction.LOSS + DescentPrediction.PRINTED
                      : "predicted regularised loss")
              .says("Bound on loss.regularised after k steps, beside it.")
              .formula(
                  "(lambda m_lambda + (C_lambda(theta_0) - lambda m_lambda) (1 - eta alpha/8)^k)/n")
              .undefined(WHEN)
              .build());
    }
    for (boolean printed : new boolean[] {false, true}) {
      all.add(
          phase1(DescentPrediction.RADIUS, "radius that phase 1 stays in", printed)
              .label(
                  printed ? DescentPrediction.RADIUS + DescentPrediction.PRINTED : "Radius r_0",
                  printed
                      ? DescentPrediction.RADIUS + DescentPrediction.PRINTED
                      : "radius r_0 of phase 1")
              .says("Bound on distance.start, beside it.")
              .formula("r_0")
              .undefined(WHEN)
              .build());
    }
    for (boolean printed : new boolean[] {false, true}) {
      all.add(
          phase1(DescentPrediction.PL, "PL ratio that phase 1 predicts", printed)
              .label(
                  printed ? DescentPrediction.PL + DescentPrediction.PRINTED : "Predicted PL ratio",
                  printed
                      ? DescentPrediction.PL + DescentPrediction.PRINTED
                      : "predicted PL ratio, alpha / 2")
              .says("Bound on gradient.pl_ratio, beside it, within the radius.")
              .formula("alpha/2")
              .undefined(
                  "where phase1.loss is, if distance.start is not measured, and beyond the radius")
              .build());
    }
    for (boolean printed : new boolean[] {false, true}) {
      all.add(
          phase1(DescentPrediction.MARGIN, "condition (8) of Assumption 4.3", printed)
              .label(
                  printed ? "Condition (8), printed" : "Condition (8)",
                  printed ? "left over right side of (8), printed" : "left over right side of (8)")
              .says("Left over right side of (8), which Assumption 4.3 wants to be at least 1.")
              .formula("left side of (8) / right side of (8)")
              .undefined("of training that the theorem is not about")
              .build());
    }
    return all;
  }

  private static MetricInfo.Builder phase1(String id, String title, boolean printed) {
    return MetricInfo.metric(id + (printed ? DescentPrediction.PRINTED : ""))
        .title(title + (printed ? ", as printed" : ""))
        .source(
            "Jacot et al., ICLR 2025, Theorem 4.4 / B.2"
                + (printed ? ", as printed" : ", corrected"))
        .costs("singular values of the weights and features before the first step")
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
    if (config == null) {
      return epoch -> wanted.metrics().forEach(id -> epoch.put(id, Training.UNKNOWN));
    }
    Network network = training.network().dense().map(DenseNetwork::network).orElse(null);
    if (network == null) {
      MetricValue none = MetricValue.undefined("because " + DenseNetwork.NONE);
      return epoch -> wanted.metrics().forEach(id -> epoch.put(id, none));
    }
    DescentPrediction prediction = new DescentPrediction(network, training.train(), config);
    return new Collector() {
      @Override
      public @Nullable InitialQuantities initial() {
        return prediction.start();
      }

      @Override
      public void measure(Epoch epoch) {
        for (String id : wanted.metrics()) {
          epoch.put(id, prediction.value(id, epoch.steps(), epoch.values()));
        }
      }
    };
  }
}
