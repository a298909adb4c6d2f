package org.collapsar.probe;

import org.collapsar.linalg.NativeArray;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.Pass;
import org.collapsar.net.Samples;
import org.collapsar.train.FullPass;

/** How many samples of a pass have their largest output at their class, the first of equal ones. */
final class AccuracyTally implements FullPass.Visitor {
  private final Samples data;
  private final int last;
  private final int classes;
  private long right;

  AccuracyTally(Training training, Samples data) {
    this.data = data;
    this.last = training.spec().depth() - 1;
    this.classes = training.spec().outputs();
  }

  void begin() {
    right = 0;
  }

  @Override
  public void visit(int start, int samples, Pass pass) {
    NativeArray outputs = pass.activations(last);
    for (int i = 0; i < samples; i++) {
      int best = 0;
      for (int k = 1; k < classes; k++) {
        if (outputs.get(i * classes + k) > outputs.get(i * classes + best)) {
          best = k;
        }
      }
      if (best == data.label(start + i)) {
        right++;
      }
    }
  }

  MetricValue share() {
    return MetricValue.of((double) right / data.size());
  }
}
