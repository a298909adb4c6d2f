package org.collapsar.lab.cli;

import org.collapsar.BadInputException;
import org.collapsar.lab.job.ExperimentJob;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many runs go on at a time. */
final class JobOptions {
  @Option(
      names = "--jobs",
      paramLabel = "N",
      description =
          "Number of runs trained in parallel; they share the threads (default: in a sweep one run"
              + " per thread, else 1; with train.threads as many as have these). Results do not"
              + " depend on it.")
  private @Nullable Integer jobs;

  boolean isGiven() {
    return jobs != null;
  }

  /**
   * The job of a command line.
   *
   * @throws BadInputException if a number of threads or jobs makes no sense
   */
  ExperimentJob job(Main main, DataOptions data) {
    Progress progress = main.progress();
    ExperimentJob job =
        new ExperimentJob(data.directory(main.terminal()))
            .threads(main.threads())
            .interruption(main.interruption())
            .listener(progress)
            .fetching(progress)
            .command(main.commandLine());
    if (jobs == null) {
      return job;
    }
    if (jobs < 1) {
      throw new BadInputException("--jobs: expected a whole number of at least 1, found " + jobs);
    }
    return job.jobs(jobs);
  }
}
