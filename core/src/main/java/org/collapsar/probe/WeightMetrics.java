package org.collapsar.probe;

import java.util.List;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.collapsar.metrics.Balancedness;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.NormalisedBalancedness;
import org.collapsar.metrics.Taken;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of weights alone: balancedness of the last two layers, s_min(W), the distance from the
 * start.
 */
public final class WeightMetrics implements MetricFamily {
  private static final String NORMALISED = "balancedness.normalised";
  private static final String BALANCEDNESS = "balancedness";
  private static final String DISTANCE = "distance.start";
  private static final String SMALLEST = "smin.weights";

  @Override
  public List<MetricInfo> offers() {
    return List.of(
        MetricCatalogue.find(NORMALISED),
        MetricCatalogue.find(BALANCEDNESS),
        MetricInfo.metric(DISTANCE)
            .title("distance from the start")
            .label("Distance", "distance of the parameters from the start")
            .says("Distance of all weights and biases from those before the first step.")
            .formula("||theta - theta_0||")
            .source("Jacot et al., ICLR 2025, section 4")
            .undefined("when the weights have diverged")
            .costs("one look at the weights, and a copy of them in double")
            .needs(Need.NETWORK)
            .taken(Taken.IN_TRAINING)
            .build(),
        MetricInfo.metric(SMALLEST)
            .title("smallest singular value of W")
            .label("s_min(W)", "smallest singular value of W")
            .says("Smallest singular value of the last layer's weights, without its output scale.")
            .formula("s_min(W_L)")
            .source("Wu and Mondelli, ICML 2025, Lemma 4.3")
            .undefined("when the weights have diverged")
            .costs("a singular value decomposition, O(D K^2)")
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
    ObservedNetwork network = training.network();
    Start start =
        wanted.metrics().contains(DISTANCE) && !network.parameters().isEmpty()
            ? new Start(network)
            : null;
    return epoch -> {
      for (String id : wanted.metrics()) {
        epoch.put(
            id,
            switch (id) {
              case DISTANCE -> distance(start);
              case SMALLEST -> smallest(network);
              default -> balancedness(network, id.equals(NORMALISED));
            });
      }
    };
  }

  private static MetricValue distance(@Nullable Start start) {
    return start == null ? Training.NO_PARAMETERS : Diverged.unlessFinite(start.distance());
  }

  private static MetricValue smallest(ObservedNetwork network) {
    Matrix w = network.layer(network.depth() - 1).weights().orElse(null);
    if (w == null) {
      return MetricValue.undefined("because the last layer has no matrix of weights");
    }
    for (double x : w.data()) {
      if (!Double.isFinite(x)) {
        return Diverged.VALUE;
      }
    }
    double[] values = Spectral.singularValues(w);
    return MetricValue.of(values[values.length - 1]);
  }

  /** Of the last two layers, where the one before the last is linear. */
  private static MetricValue balancedness(ObservedNetwork network, boolean normalised) {
    int last = network.depth() - 1;
    if (last < 1) {
      return MetricValue.undefined("because the network has one layer");
    }
    if (!network.layer(last - 1).linear()) {
      return MetricValue.undefined("because the layer before the last is not linear");
    }
    Matrix a = network.layer(last - 1).weights().orElse(null);
    Matrix w = network.layer(last).weights().orElse(null);
    if (a == null || w == null) {
      return MetricValue.undefined("because one of the last two layers has no matrix of weights");
    }
    if (!normalised) {
      return Balancedness.of(w, a);
    }
    Matrix second = a.gram().combine(1.0 / a.columns(), 0, new Matrix(a.rows(), a.rows()));
    return NormalisedBalancedness.of(second, w.transposed().gram());
  }
}
