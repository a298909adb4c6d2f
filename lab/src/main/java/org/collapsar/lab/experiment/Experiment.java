package org.collapsar.lab.experiment;

import java.util.List;

/**
 * An experiment as a preset or a user's file states it, checked; what depends on the data is
 * checked when they are loaded.
 *
 * @param info its id, source, figures and claims
 * @param seed root seed of the first run
 * @param seeds number of runs; they have the root seeds seed, seed + 1, ..
 * @param cell where it stands in a sweep, a point per axis; empty outside sweeps
 * @param places where each value was written
 */
public record Experiment(
    ExperimentInfo info,
    DataConfig data,
    NetworkConfig network,
    TrainingConfig train,
    MetricsConfig metrics,
    OutputConfig output,
    long seed,
    int seeds,
    List<CellPoint> cell,
    Places places)
    implements Origin {

  public Experiment {
    cell = List.copyOf(cell);
  }

  /** Name of the experiment and of its directory. */
  public String id() {
    return info.id();
  }

  /** The same as a cell of a sweep. */
  public Experiment inCell(List<CellPoint> points) {
    return new Experiment(info, data, network, train, metrics, output, seed, seeds, points, places);
  }
}
