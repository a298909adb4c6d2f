package org.collapsar.probe;

import java.util.List;
import org.collapsar.linalg.NativeArray;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.Taken;

/** Norms of the gradient, of the pass that measures; frozen layers are left out. */
public final class GradientMetrics implements MetricFamily {
  private static final String NORM = "gradient.norm";
  private static final String PL_RATIO = "gradient.pl_ratio";

  @Override
  public List<MetricInfo> offers() {
    return List.of(
        MetricInfo.metric(NORM)
            .title("norm of the gradient")
            .label(
                "Gradient norm",
                "gradient norm \u221a(E\u2016\u0394\u2016\u00b2)",
                "gradient norm (E||Delta||^2)^(1/2)")
            .says(
                "Norm of the gradient with step factors and decay, coupled or not, biases among the"
                    + " numbers, frozen layers left out; for particles (E ||Delta||^2)^{1/2}.")
            .formula("(sum_l ||Delta_l||_F^2 / stepFactor_l)^{1/2}")
            .source("Wu and Mondelli, ICML 2025, Definition 4.1, without noise")
            .undefined("when the weights have diverged, and of a network that gives no gradient")
            .costs("a backward pass")
            .needs(Need.NETWORK)
            .taken(Taken.IN_TRAINING)
            .build(),
        MetricInfo.metric(PL_RATIO)
            .title("squared gradient over loss")
            .label("PL ratio", "PL ratio = squared gradient / loss")
            .says(
                "Ratio of the Polyak-Lojasiewicz inequality, of the loss as a sum and without"
                    + " decay; step factors and frozen layers as in gradient.norm.")
            .formula("||grad C_0||^2 / C_0 = n ||P^{1/2} grad L_n||^2 / L_n, C_0 = n L_n")
            .source("Jacot et al., ICLR 2025, section 4")
            .undefined("if the loss is 0")
            .costs("a backward pass")
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
    String why = training.network().withoutGradient();
    return new Collector() {
      @Override
      public boolean needsGradient() {
        return why == null;
      }

      @Override
      public void measure(Epoch epoch) {
        if (why != null) {
          wanted.metrics().forEach(id -> epoch.put(id, MetricValue.undefined("because " + why)));
          return;
        }
        if (wanted.metrics().contains(NORM)) {
          epoch.put(NORM, Math.sqrt(sum(epoch, false)));
        }
        if (wanted.metrics().contains(PL_RATIO)) {
          plRatio(epoch);
        }
      }
    };
  }

  private static void plRatio(Epoch epoch) {
    if (epoch.loss() == 0) {
      epoch.put(PL_RATIO, MetricValue.undefined("because the loss is 0"));
    } else {
      epoch.put(PL_RATIO, epoch.training().train().size() * sum(epoch, true) / epoch.loss());
    }
  }

  /**
   * The sum over the parameters of ||Delta_l||^2 / stepFactor_l.
   *
   * @param plain whether what decay has added to the gradient is taken off again
   */
  private static double sum(Epoch epoch, boolean plain) {
    List<? extends ParameterGroup> groups = epoch.training().network().parameters();
    double sum = 0;
    for (int g = 0; g < groups.size(); g++) {
      ParameterGroup group = groups.get(g);
      if (epoch.frozen(group)) {
        continue;
      }
      double decay = plain ? group.decay() : 0;
      double part = Norms.squared(epoch.gradient().weights(g), decay, group.weights());
      NativeArray ofBias = epoch.gradient().bias(g);
      NativeArray bias = group.bias();
      // Each divided by itself, or both at once: metrics.csv is byte for byte what it was.
      if (ofBias == null || bias == null) {
        sum += part / group.stepFactor();
      } else if (plain) {
        part += Norms.squared(ofBias, group.decaysBias() ? decay : 0, bias);
        sum += part / group.stepFactor();
      } else {
        sum += part / group.stepFactor();
        sum += Norms.squared(ofBias) / group.stepFactor();
      }
    }
    return sum;
  }
}
