package org.collapsar.lab.experiment;

import java.util.List;
import org.collapsar.lab.gibbs.GibbsMetrics;
import org.collapsar.lab.statistics.TestError;
import org.collapsar.probe.MetricFamilies;
import org.collapsar.probe.NetworkFamilies;

/** Everything that the runs of an experiment can measure. */
public final class TrainingMetrics {
  /** In the order in which it is measured and shown; a family of this module is one line. */
  public static final MetricFamilies ALL =
      NetworkFamilies.ALL.and(new TestError(), new GibbsMetrics());

  /** The columns of metrics.csv after {@code epoch} unless an experiment says otherwise. */
  public static final List<String> USUAL = NetworkFamilies.USUAL;

  private TrainingMetrics() {}
}
