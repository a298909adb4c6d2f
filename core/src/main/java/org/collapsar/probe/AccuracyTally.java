package org.collapsar.probe;

import org.collapsar.linalg.NativeArray;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.SampleSource;

/** How many samples of a pass have their largest output at their class, the first of equal ones. */
final class AccuracyTally implements PassVisitor {
  private final SampleSource data;
  private final int last;
  private final int classes;
  private long right;

  AccuracyTally(Training training, SampleSource data) {
    this.data = data;
    this.last = training.network().depth() - 1;
    this.classes = training.network().outputs();
  }

  void begin() {
    right = 0;
  }

  @Override
  public void visit(int start, int samples, Activations pass) {
    NativeArray outputs = pass.after(last);
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
