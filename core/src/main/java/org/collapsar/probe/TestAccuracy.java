package org.collapsar.probe;

import java.util.List;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.SampleSource;

/** Share of test samples that the network classifies right. */
public final class TestAccuracy implements MetricFamily {
  /** The metric's id. */
  public static final String ID = "accuracy.test";

  /** Cadence of whatever takes a pass over the test samples. */
  public static final Cadence CADENCE = Cadence.every("testEvery", 1);

  @Override
  public List<MetricInfo> offers() {
    return List.of(MetricCatalogue.find(ID));
  }

  @Override
  public Cadence cadence() {
    return CADENCE;
  }

  @Override
  public Collector start(Training training, Wanted wanted) {
    return epoch -> {
      SampleSource test = training.test();
      if (test == null || test.size() == 0) {
        epoch.put(ID, MetricValue.undefined("because there are no test samples"));
      } else {
        AccuracyTally tally = new AccuracyTally(training, test);
        epoch.pass(test, tally);
        epoch.put(ID, tally.share());
      }
    };
  }
}
