package org.collapsar.lab.experiment;

import java.util.List;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.Taken;
import org.collapsar.probe.Cadence;
import org.collapsar.probe.MetricFamilies;
import org.collapsar.probe.MetricFamily;
import org.collapsar.probe.Training;

/** A family that the program does not have: all of it is this file, and {@link #MORE} its line. */
public final class StepCount implements MetricFamily {
  public static final MetricFamilies MORE = TrainingMetrics.ALL.and(new StepCount());

  @Override
  public List<MetricInfo> offers() {
    return List.of(
        MetricInfo.metric("steps.count")
            .title("steps so far")
            .label("Steps", "steps \u2211k", "steps k")
            .says("How many steps have been made.")
            .formula("k")
            .source("a test")
            .undefined("never")
            .costs("nothing")
            .needs(Need.NETWORK)
            .taken(Taken.IN_TRAINING)
            .build());
  }

  @Override
  public Cadence cadence() {
    return Cadence.every("stepsEvery", 5);
  }

  @Override
  public Collector start(Training training, Wanted wanted) {
    return epoch -> epoch.put("steps.count", epoch.steps());
  }
}
