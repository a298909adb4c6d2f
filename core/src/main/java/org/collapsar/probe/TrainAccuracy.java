package org.collapsar.probe;

import java.util.List;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.Taken;

/** Share of training samples that the network classifies right. */
public final class TrainAccuracy implements MetricFamily {
  private static final String ID = "accuracy.train";

  @Override
  public List<MetricInfo> offers() {
    return List.of(
        MetricInfo.metric(ID)
            .title("accuracy on the training samples")
            .label("Training accuracy", "accuracy (training data)")
            .says("Share of training samples whose largest output is their class.")
            .formula("share of i with argmax_c f(x_i)_c = y_i; ties: first class")
            .source("common in the field")
            .undefined(
                "if there are no training samples; outputs that are NaN count as the first class")
            .costs("nothing beyond the pass")
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
    AccuracyTally tally = new AccuracyTally(training, training.train());
    return new Collector() {
      @Override
      public void begin(Epoch epoch) {
        tally.begin();
      }

      @Override
      public void visit(int start, int samples, Activations pass) {
        tally.visit(start, samples, pass);
      }

      @Override
      public void measure(Epoch epoch) {
        epoch.put(ID, tally.share());
      }
    };
  }
}
