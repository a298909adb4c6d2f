package org.collapsar.lab.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.collapsar.lab.run.MetricsTable;
import org.collapsar.lab.run.RunRecord;

/**
 * Ways to bring runs to one horizontal axis. By a level of loss or accuracy, a run has at each
 * level the values of the first epoch on which it has reached it: where training is not monotone,
 * what it loses again does not count.
 */
public enum Alignment {
  /** By the number of epochs done. */
  EPOCH("epoch", "", "over the epochs", false),
  /** By the training loss, falling. */
  LOSS("loss", "training loss", "at the same training loss", true),
  /** By the share of training samples that are classified right, rising. */
  ACCURACY("accuracy.train", "training accuracy", "at the same training accuracy", false);

  private static final int MOST_LEVELS = 400;
  private static final int LEVELS_PER_DECADE = 20;
  private static final double ACCURACY_STEP = 0.005;

  private final String column;
  private final String quantity;
  private final String words;
  private final boolean falling;

  Alignment(String column, String quantity, String words, boolean falling) {
    this.column = column;
    this.quantity = quantity;
    this.words = words;
    this.falling = falling;
  }

  /** {@return the column of metrics.csv that runs are aligned by; epochs need none} */
  public String column() {
    return column;
  }

  /** {@return the quantity of the levels; empty for epochs} */
  public String quantity() {
    return quantity;
  }

  /** {@return words to follow what is drawn: "at the same training loss"} */
  public String words() {
    return words;
  }

  /**
   * The levels, from the first one to reach on: of loss falling, of equal ratios; of accuracy
   * rising, of equal steps. Empty for epochs, and where no run has the column.
   */
  double[] levels(List<RunRecord> runs) {
    if (this == EPOCH) {
      return new double[0];
    }
    double start = falling ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    double end = falling ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    for (RunRecord run : runs) {
      double[] values = values(run);
      for (double value : values) {
        if (!Double.isFinite(value) || (falling && value <= 0)) {
          continue;
        }
        end = falling ? Math.min(end, value) : Math.max(end, value);
      }
      double first = Arrays.stream(values).filter(Double::isFinite).findFirst().orElse(Double.NaN);
      if (!Double.isNaN(first)) {
        start = falling ? Math.max(start, first) : Math.min(start, first);
      }
    }
    if (!Double.isFinite(start) || !Double.isFinite(end)) {
      return new double[0];
    }
    return falling ? ratios(start, end) : steps(start, end);
  }

  private static double[] ratios(double start, double end) {
    int perDecade = LEVELS_PER_DECADE;
    double decades = Math.log10(start / end);
    if (decades * perDecade > MOST_LEVELS) {
      perDecade = Math.max(1, (int) (MOST_LEVELS / decades));
    }
    List<Double> levels = new ArrayList<>();
    for (int k = (int) Math.ceil(Math.log10(start) * perDecade - 1e-9); ; k--) {
      double level = Math.pow(10, (double) k / perDecade);
      if (level < end * (1 - 1e-9) || levels.size() > MOST_LEVELS) {
        break;
      }
      levels.add(level);
    }
    return levels.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] steps(double start, double end) {
    List<Double> levels = new ArrayList<>();
    for (int k = (int) Math.floor(start / ACCURACY_STEP + 1e-9);
        k * ACCURACY_STEP <= end + 1e-9 && levels.size() <= MOST_LEVELS;
        k++) {
      levels.add(k * ACCURACY_STEP);
    }
    return levels.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Ticks at round values of the quantity, which lie between the levels.
   *
   * @param levels of {@link #levels}
   * @return positions on an axis on which level i is at i, ascending; empty for epochs, and where
   *     there are less than two levels
   */
  List<Axis.RankedTick> ticks(double[] levels) {
    if (this == EPOCH || levels.length < 2) {
      return List.of();
    }
    double first = levels[0];
    double last = levels[levels.length - 1];
    double ratio = Math.log10(levels[0] / levels[1]);
    List<Axis.RankedTick> ticks = new ArrayList<>();
    for (Axis.RankedTick tick :
        falling ? new Axis(last, first, true, List.of()).finer() : Axis.shares(first, last)) {
      double position =
          falling
              ? Math.log10(first / tick.value()) / ratio
              : (tick.value() - first) / ACCURACY_STEP;
      // Without the last digits, so that a tick at the end of the axis is not beyond it.
      double at = Math.rint(position * 1e9) / 1e9;
      ticks.add(new Axis.RankedTick(at, tick.label(), tick.rank()));
    }
    ticks.sort(Comparator.comparingDouble(Axis.RankedTick::value));
    return ticks;
  }

  private double[] values(RunRecord run) {
    MetricsTable table = run.metrics();
    return table.has(column) ? table.column(column) : new double[0];
  }

  /**
   * A metric of a run by level: its value on the first epoch that has reached the level, or on the
   * next epoch that has a value. The first level is that on which the run starts.
   *
   * @param values by epoch, NaN where there is none
   * @return [levels that the run has reached], NaN before its first
   */
  double[] at(double[] levels, RunRecord run, double[] values) {
    double[] reached = values(run);
    double[] aligned = new double[levels.length];
    Arrays.fill(aligned, Double.NaN);
    int length = 0;
    int epoch = 0;
    for (int i = 0; i < levels.length; i++) {
      // On the way to the level where the run starts, all levels are met on epoch 0.
      boolean later = i + 1 < levels.length && meets(reached, 0, levels[i + 1]);
      if (later) {
        continue;
      }
      while (epoch < reached.length && !meets(reached, epoch, levels[i])) {
        epoch++;
      }
      int measured = epoch;
      while (measured < values.length && Double.isNaN(values[measured])) {
        measured++;
      }
      if (epoch >= reached.length || measured >= values.length) {
        break;
      }
      aligned[i] = values[measured];
      length = i + 1;
    }
    return Arrays.copyOf(aligned, length);
  }

  private boolean meets(double[] reached, int epoch, double level) {
    return epoch < reached.length
        && (falling ? reached[epoch] <= level : reached[epoch] >= level - 1e-12);
  }
}
