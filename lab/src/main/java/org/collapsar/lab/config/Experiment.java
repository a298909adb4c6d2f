package org.collapsar.lab.config;

import java.util.List;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.Source;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as a preset or a user's file states it, checked; what depends on the data is
 * checked when they are loaded.
 *
 * @param id name of the experiment and of its directory
 * @param title one line
 * @param summary what it shows, a few sentences
 * @param source the paper, null for an experiment of the user's own
 * @param choices what the paper leaves open and what was chosen, a sentence each
 * @param seed root seed of the first run
 * @param seeds number of runs; they have the root seeds seed, seed + 1, ..
 * @param origins where each value was written
 */
public record Experiment(
    String id,
    String title,
    String summary,
    @Nullable Source source,
    List<String> choices,
    DataConfig data,
    NetworkConfig network,
    TrainingConfig train,
    MetricsConfig metrics,
    OutputConfig output,
    long seed,
    int seeds,
    List<FigureSpec> figures,
    List<ClaimSpec> claims,
    Origins origins) {

  public Experiment {
    choices = List.copyOf(choices);
    figures = List.copyOf(figures);
    claims = List.copyOf(claims);
  }
}
