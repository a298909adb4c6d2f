package org.collapsar.lab.run;

/**
 * The sharing of the machine between runs. No number depends on it.
 *
 * @param threads how many threads compute, all runs together
 * @param jobs how many runs go on at a time
 */
public record Workers(int threads, int jobs) {
  /**
   * Checks the numbers.
   *
   * @param threads how many threads compute, all runs together
   * @param jobs how many runs go on at a time
   * @throws IllegalArgumentException if one is below 1
   */
  public Workers {
    if (threads < 1 || jobs < 1) {
      throw new IllegalArgumentException(
          "expected at least 1 thread and job, found " + threads + " and " + jobs);
    }
  }

  /** Threads of one run. */
  int threadsEach() {
    return Math.max(1, threads / jobs);
  }
}
