package org.collapsar.lab.index;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as a list shows it.
 *
 * @param id names the run in addresses: letters, digits and hyphens, the same as long as the
 *     directory stays where it is
 * @param directory of the run
 * @param place the directory as seen from the one that was searched, with / between names
 * @param group the directory of its experiment or sweep, as {@code place} is; empty for a run that
 *     was searched itself
 * @param experiment the experiment's id; empty where run.json cannot be read
 * @param title of the experiment, or the name of a run that was trained elsewhere
 * @param name what a person calls it among the runs of its experiment: its seed and cell
 * @param external whether it was trained elsewhere
 * @param state how it is
 * @param message why it ended early, or why it cannot be read; null for neither
 * @param epoch the last one that has a row, -1 before the first
 * @param epochs the epochs that it is to have
 * @param started when, null where that is not recorded
 * @param changed when its files changed last
 * @param metrics the columns of metrics.csv, in order
 * @param last the last row by metric; an empty cell is NaN
 * @param sparks short curves of a few metrics
 */
public record IndexedRun(
    String id,
    Path directory,
    String place,
    String group,
    String experiment,
    String title,
    String name,
    boolean external,
    RunState state,
    @Nullable String message,
    int epoch,
    int epochs,
    @Nullable String started,
    Instant changed,
    List<String> metrics,
    Map<String, Double> last,
    Map<String, List<Spark.Point>> sparks) {}
