package org.collapsar.lab.cli;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.lab.experiment.TrainingMetrics;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.Need;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is measured of features: all metrics or some. */
final class MetricOptions {
  @Option(names = "--all", description = "Measure every metric, even those that take long.")
  private boolean all;

  @Option(
      names = "--metrics",
      paramLabel = "ID",
      split = ",",
      description = "Measure only these metrics, separated by commas.")
  private @Nullable List<String> metrics;

  boolean all() {
    return all;
  }

  /**
   * The ids; null for the default ones. Blanks around the commas are nobody's name.
   *
   * @throws BadInputException if there is none, or one that is measured in training only
   */
  @Nullable List<String> chosen() {
    if (metrics == null) {
      return null;
    }
    List<String> ids = metrics.stream().map(String::strip).toList();
    if (ids.stream().allMatch(String::isEmpty)) {
      throw bad("none");
    }
    if (ids.contains("")) {
      throw bad("an empty name");
    }
    for (String id : ids) {
      boolean needsTraining =
          MetricCatalogue.lookup(id).isEmpty()
              && TrainingMetrics.ALL
                  .find(id)
                  .map(info -> info.needs().contains(Need.NETWORK))
                  .orElse(false);
      if (needsTraining) {
        throw new BadInputException(
            "--metrics: " + id + " is measured in training only, by train and reproduce");
      }
    }
    return ids;
  }

  /** What is wrong with a list of metrics that names none where it should. */
  static BadInputException bad(String found) {
    return new BadInputException(
        "--metrics: expected metrics, separated by commas, found "
            + found
            + " (collapsar measure --explain lists them)");
  }
}
