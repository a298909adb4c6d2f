package org.collapsar.lab.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.collapsar.lab.run.RunRecord;

/** Writer of sentences on runs that are not like the others: unfinished, empty, shorter. */
public final class RunNotes {

  private RunNotes() {}

  /**
   * Writes all that there is to say.
   *
   * @param runs those that are drawn
   * @return whole sentences; none where all runs are finished and of one length
   */
  public static List<String> of(List<RunRecord> runs) {
    List<String> notes = unfinished(runs);
    notes.addAll(lengths(runs));
    return notes;
  }

  /**
   * Writes a sentence for every run that did not train all its epochs.
   *
   * @param runs those that are drawn
   * @return a list that may be changed
   */
  public static List<String> unfinished(List<RunRecord> runs) {
    List<String> notes = new ArrayList<>();
    for (RunRecord run : runs) {
      if (!run.finished()) {
        notes.add(
            "%s is not finished (%s%s)%s."
                .formatted(
                    withCapital(run.name()),
                    run.status().word(),
                    run.lastEpoch() < 0
                        ? ", nothing measured yet"
                        : ", epoch " + run.lastEpoch() + " of " + run.epochs(),
                    run.message() == null ? "" : ": " + withoutStop(run.message())));
      }
    }
    return notes;
  }

  /**
   * Says how far means go, where the runs are of unequal length.
   *
   * @param runs those that are drawn
   * @return a sentence, or none
   */
  public static List<String> lengths(List<RunRecord> runs) {
    List<RunRecord> drawn = runs.stream().filter(run -> run.metrics().rows() > 0).toList();
    int shortest = drawn.stream().mapToInt(RunRecord::lastEpoch).min().orElse(0);
    int longest = drawn.stream().mapToInt(RunRecord::lastEpoch).max().orElse(0);
    return shortest == longest
        ? List.of()
        : List.of(
            "The runs have %d to %d epochs: mean and deviation go to epoch %d."
                .formatted(shortest, longest, shortest));
  }

  private static String withCapital(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  private static String withoutStop(String message) {
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }
}
