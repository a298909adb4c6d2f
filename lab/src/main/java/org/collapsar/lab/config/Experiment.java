package org.collapsar.lab.config;

import org.collapsar.lab.experiment.ExperimentInfo;

/**
 * An experiment as a preset or a user's file states it, checked; what depends on the data is
 * checked when they are loaded.
 *
 * @param info its id, source, figures and claims
 * @param seed root seed of the first run
 * @param seeds number of runs; they have the root seeds seed, seed + 1, ..
 * @param origins where each value was written
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
    Origins origins) {

  /** Name of the experiment and of its directory. */
  public String id() {
    return info.id();
  }
}
