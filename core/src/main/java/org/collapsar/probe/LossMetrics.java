package org.collapsar.probe;

import java.util.List;
import org.collapsar.linalg.NativeArray;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.Taken;
import org.collapsar.train.Loss;

/** The loss, with and without weight decay. */
public final class LossMetrics implements MetricFamily {
  private static final String LOSS = "loss";
  private static final String REGULARISED = "loss.regularised";
  private static final String RESIDUAL = "residual.norm";

  @Override
  public List<MetricInfo> offers() {
    return List.of(
        MetricInfo.metric(LOSS)
            .title("training loss")
            .label("Training loss", "training loss L\u2099", "training loss L_n")
            .says("Mean loss over the training samples, without weight decay.")
            .formula(
                "L_n = (1/2n) sum_i ||f(x_i) - y_i||^2, or (1/n) sum_i -log softmax(f(x_i))_{y_i}")
            .source("Wu and Mondelli, ICML 2025, section 2, for the squared loss")
            .undefined("when the weights have diverged")
            .costs("the pass that all others are taken from")
            .needs(Need.NETWORK)
            .taken(Taken.IN_TRAINING)
            .build(),
        MetricInfo.metric(REGULARISED)
            .title("training loss with weight decay")
            .label(
                "Regularised loss",
                "regularised loss L\u2099 + weight decay",
                "regularised loss L_n + weight decay")
            .says("The loss that training makes small; biases count where they decay.")
            .formula("L_n + sum_l (weightDecay_l / (2 stepFactor_l)) (||W_l||_F^2 + ||b_l||^2)")
            .source("Wu and Mondelli, ICML 2025, (4)")
            .undefined("when the weights have diverged, or are not known")
            .costs("one look at the weights")
            .needs(Need.NETWORK)
            .taken(Taken.IN_TRAINING)
            .build(),
        MetricInfo.metric(RESIDUAL)
            .title("norm of the residual")
            .label("Fit error", "fit error, norm of outputs minus labels")
            .says("Norm of the difference of outputs and one-hot labels of all samples.")
            .formula("||Z_L - Y||_F = (2 n L_n)^{1/2}")
            .source("Jacot et al., ICLR 2025, Theorem 3.1")
            .undefined("unless the loss is the squared one")
            .costs("nothing beyond the loss")
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
    return epoch -> {
      double loss = epoch.loss();
      epoch.put(LOSS, loss);
      if (wanted.metrics().contains(REGULARISED)) {
        if (training.network().parameters().isEmpty()) {
          epoch.put(REGULARISED, Training.NO_PARAMETERS);
        } else {
          epoch.put(REGULARISED, loss + regulariser(training));
        }
      }
      if (training.loss() == Loss.SQUARED) {
        epoch.put(RESIDUAL, Math.sqrt(2 * training.train().size() * loss));
      } else {
        epoch.put(RESIDUAL, MetricValue.undefined("because the loss is not the squared one"));
      }
    };
  }

  private static double regulariser(Training training) {
    double sum = 0;
    for (ParameterGroup group : training.network().parameters()) {
      double factor = group.decay() / (2 * group.stepFactor());
      sum += factor * Norms.squared(group.weights());
      NativeArray bias = group.bias();
      if (bias != null && group.decaysBias()) {
        sum += factor * Norms.squared(bias);
      }
    }
    return sum;
  }
}
