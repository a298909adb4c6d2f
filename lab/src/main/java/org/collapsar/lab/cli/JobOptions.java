package org.collapsar.lab.cli;

import org.collapsar.BadInputException;
import org.collapsar.lab.job.ExperimentJob;
import org.collapsar.lab.run.Workers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many runs go on at a time. */
final class JobOptions {
  @Option(
      names = "--jobs",
      paramLabel = "N",
      description =
          "Number of runs trained in parallel; they share the threads (default: in a sweep one run"
              + " per thread, else 1). Results do not depend on it.")
  private @Nullable Integer jobs;

  /**
   * The job of a command line.
   *
   * @throws BadInputException if a number of threads or jobs makes no sense
   */
  ExperimentJob job(Main main, DataOptions data) {
    Progress progress = main.progress();
    return new ExperimentJob(data.directory(main.terminal()))
        .workers(workers(main.threads(), false), workers(main.threads(), true))
        .interruption(main.interruption())
        .listener(progress)
        .fetching(progress)
        .command(main.commandLine());
  }

  /**
   * How the machine is shared. The networks of sweeps are small: with one thread per run nobody
   * waits for another's part of a step.
   *
   * @param threads how many compute, all runs together
   */
  private Workers workers(int threads, boolean sweep) {
    if (jobs == null) {
      return new Workers(threads, sweep ? threads : 1);
    }
    if (jobs < 1) {
      throw new BadInputException("--jobs: expected a whole number of at least 1, found " + jobs);
    }
    return new Workers(threads, jobs);
  }
}
