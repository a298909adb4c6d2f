package org.collapsar.lab.cli;

import org.collapsar.BadInputException;
import picocli.CommandLine.Option;

/** How many runs go on at a time. */
final class JobOptions {
  @Option(
      names = "--jobs",
      paramLabel = "N",
      description =
          "Runs that go on at a time, each on its part of the threads (default: 1). Results do not"
              + " depend on it.")
  private int jobs = 1;

  int jobs() {
    if (jobs < 1) {
      throw new BadInputException("--jobs: expected a whole number of at least 1, found " + jobs);
    }
    return jobs;
  }
}
