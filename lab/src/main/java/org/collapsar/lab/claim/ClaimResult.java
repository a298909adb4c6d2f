package org.collapsar.lab.claim;

import java.util.List;
import java.util.Map;
import org.collapsar.metrics.MetricValue;

/**
 * Claim that is judged on all the runs.
 *
 * @param id short name
 * @param text the paper's sentence
 * @param metric reference to what was measured
 * @param quantity what was computed, in words: what of which row, and how the runs were put
 *     together
 * @param value the number that was judged, or why there is none
 * @param required what the number has to be, for example "at most 0.2"
 * @param holds whether it is; false when there is no number
 * @param unfinished whether a run that has not trained all its epochs was judged on its last row
 * @param numbers further numbers of the test by name, such as {@code tau} or {@code slope}
 * @param together whether the runs were judged together only, so that none holds by itself
 * @param perRun one entry per run, in the order given
 */
public record ClaimResult(
    String id,
    String text,
    String metric,
    String quantity,
    MetricValue value,
    String required,
    boolean holds,
    boolean unfinished,
    Map<String, Double> numbers,
    boolean together,
    List<PerRun> perRun) {

  /**
   * Keeps a copy of the list.
   *
   * @param id short name
   * @param text the paper's sentence
   * @param metric reference to what was measured
   * @param quantity what was computed, in words: what of which row, and how the runs were put
   *     together
   * @param value the number that was judged, or why there is none
   * @param required what the number has to be, for example "at most 0.2"
   * @param holds whether it is; false when there is no number
   * @param unfinished whether a run that has not trained all its epochs was judged on its last row
   * @param numbers further numbers of the test by name, such as {@code tau} or {@code slope}
   * @param together whether the runs were judged together only, so that none holds by itself
   * @param perRun one entry per run, in the order given
   */
  public ClaimResult {
    perRun = List.copyOf(perRun);
  }

  /**
   * Number of one run.
   *
   * @param name of the run: its seed, and its place in a sweep
   * @param seed the run's seed
   * @param value the number, or why there is none
   * @param holds whether this run alone meets the requirement
   * @param epoch the epoch of the row that was judged; -1 when there is none
   * @param finished whether that was the last epoch asked for
   * @param numbers further numbers by name
   */
  public record PerRun(
      String name,
      long seed,
      MetricValue value,
      boolean holds,
      int epoch,
      boolean finished,
      Map<String, Double> numbers) {}
}
