package org.collapsar.lab.run;

import java.util.OptionalDouble;

/** Estimate of how long a run still takes, by the last epochs of timing.csv. */
public final class TimeLeft {
  /** Epochs that the mean is taken over: recent ones, since machines are shared. */
  private static final int RECENT = 20;

  private TimeLeft() {}

  /**
   * Estimates the seconds until the last epoch, at the speed of the last epochs.
   *
   * @param run as it was read
   * @return nothing for a run that has finished, or without two timed epochs, or that is as long as
   *     it was said to be: nobody knows how long one goes on that is trained elsewhere
   */
  public static OptionalDouble seconds(RunRecord run) {
    TimingTable table = run.table(TimingTable.TABLE);
    int[] epochs = table.epochs();
    int last = epochs.length - 1;
    if (run.finished() || last < 1 || epochs[last] >= run.epochs()) {
      return OptionalDouble.empty();
    }
    int from = Math.max(0, last - RECENT);
    double[] train = table.trainSeconds();
    double[] measure = table.measureSeconds();
    double spent = 0;
    for (int i = from + 1; i <= last; i++) {
      spent += train[i] + measure[i];
    }
    double each = spent / (epochs[last] - epochs[from]);
    return OptionalDouble.of(each * (run.epochs() - epochs[last]));
  }

  /**
   * {@return the time for readers: "about 40 s", "about 12 min", "about 3 h 20 min", "about 2 d 4
   * h"}
   *
   * @param seconds at least 0
   */
  public static String words(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 90) {
      return "about " + Math.max(1, whole) + " s";
    }
    long minutes = Math.round(whole / 60.0);
    if (minutes < 90) {
      return "about " + minutes + " min";
    }
    return minutes < 48 * 60
        ? "about %d h %d min".formatted(minutes / 60, minutes % 60)
        : "about %d d %d h".formatted(minutes / (24 * 60), minutes / 60 % 24);
  }
}
