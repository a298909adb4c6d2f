package org.collapsar.lab.experiment;

import java.util.List;

/**
 * Experiment as a preset or a user's file states it, checked; what depends on the data is checked
 * when they are loaded.
 *
 * @param info its id, source, figures and claims
 * @param data what it trains on
 * @param network what is trained
 * @param train how it is trained
 * @param metrics what is measured, and when
 * @param output where results go
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

  /**
   * Keeps a copy of the cell.
   *
   * @param info its id, source, figures and claims
   * @param data what it trains on
   * @param network what is trained
   * @param train how it is trained
   * @param metrics what is measured, and when
   * @param output where results go
   * @param seed root seed of the first run
   * @param seeds number of runs; they have the root seeds seed, seed + 1, ..
   * @param cell where it stands in a sweep, a point per axis; empty outside sweeps
   * @param places where each value was written
   */
  public Experiment {
    cell = List.copyOf(cell);
  }

  /** {@return the name of the experiment and of its directory} */
  public String id() {
    return info.id();
  }

  /**
   * Makes the same experiment as a cell of a sweep.
   *
   * @param points a point per axis
   * @return this experiment at that place
   */
  public Experiment inCell(List<CellPoint> points) {
    return new Experiment(info, data, network, train, metrics, output, seed, seeds, points, places);
  }
}
