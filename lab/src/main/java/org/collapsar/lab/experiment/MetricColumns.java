package org.collapsar.lab.experiment;

import java.util.List;
import java.util.stream.Stream;
import org.collapsar.probe.EpochProbe;

/** The columns that every metrics.csv has after {@code epoch}, in their order. */
public final class MetricColumns {
  /** Metric ids; the last one is measured on some epochs only. */
  public static final List<String> NAMES = EpochProbe.DEFAULTS;

  private MetricColumns() {}

  /** The same and the further ones of an experiment. */
  public static List<String> with(List<String> further) {
    return Stream.concat(NAMES.stream(), further.stream()).toList();
  }
}
