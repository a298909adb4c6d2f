package org.collapsar.lab.experiment;

import java.util.List;
import org.collapsar.probe.EpochProbe;

/** The columns of metrics.csv after {@code epoch} unless an experiment says otherwise. */
public final class MetricColumns {
  /** Metric ids; the last one is measured on some epochs only. */
  public static final List<String> NAMES = EpochProbe.DEFAULTS;

  private MetricColumns() {}
}
