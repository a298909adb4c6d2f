package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.collapsar.lab.experiment.MetricsConfig;
import org.collapsar.linalg.Precision;
import org.collapsar.probe.Cadence;
import org.collapsar.probe.LayerMetrics;

/**
 * Estimate of the time that runs will take and of the disk that they will fill, measured on the
 * first steps of networks that are then thrown away: one for each size of network, the costly ones
 * first.
 *
 * @param runs how many runs are left
 * @param seconds wall time of all training and measuring
 * @param bytes disk
 * @param memory largest resident memory of this process so far, in bytes, which has data and one
 *     network of each timed size behind it
 * @param steps how many steps were timed
 * @param timed how many sizes of network were timed; the rest is estimated from their arithmetic
 * @param sizes how many there are
 */
public record Estimate(
    int runs, double seconds, long bytes, long memory, int steps, int timed, int sizes) {
  /** Shorter work is not announced, in seconds. */
  private static final double WORTH_SAYING = 20;

  /** A core that does less than this is rarer than work that is not worth timing. */
  private static final double SLOW_FLOPS_PER_THREAD = 5e9;

  /** Work of less arithmetic than this takes minutes and is timed briefly. */
  private static final double BRIEF_FLOPS = 5e13;

  /** The first size warms the JVM's compiler up for so many seconds. */
  private static final double WARM_UP_SECONDS = 1;

  /** How long is timed: of long work, and of work of minutes. */
  private enum Effort {
    LONG(2, 20),
    BRIEF(0.25, 4);

    /** Seconds of steps of one size. */
    final double timed;

    /** No further size is timed after so many seconds. */
    final double most;

    Effort(double timed, double most) {
      this.timed = timed;
      this.most = most;
    }
  }

  /** Figures and the report page together. */
  private static final long PAGE_BYTES = 1_500_000;

  /** The estimate, if it is more than some seconds; work that is clearly less is not timed. */
  static Optional<Estimate> ofLong(
      List<PlannedRun> plans, Workers workers, Interruption interruption) {
    double flops = plans.stream().mapToDouble(Estimate::flops).sum();
    if (flops / (SLOW_FLOPS_PER_THREAD * workers.threads()) < 2 * WORTH_SAYING) {
      return Optional.empty();
    }
    return Optional.of(of(plans, workers, interruption)).filter(e -> e.seconds > WORTH_SAYING);
  }

  /** The estimate of whatever is left, however short. */
  static Estimate of(List<PlannedRun> plans, Workers workers, Interruption interruption) {
    List<PlannedRun> left = plans.stream().filter(plan -> plan.epochsLeft() > 0).toList();
    double flops = left.stream().mapToDouble(Estimate::flops).sum();
    List<List<PlannedRun>> sizes = bySize(left);
    Effort effort = flops < BRIEF_FLOPS ? Effort.BRIEF : Effort.LONG;
    long begin = System.nanoTime();
    double seconds = 0;
    double secondsPerFlop = 0;
    int steps = 0;
    int timed = 0;
    for (List<PlannedRun> same : sizes) {
      double flopsOfSize = same.stream().mapToDouble(Estimate::flops).sum();
      if ((System.nanoTime() - begin) / 1e9 < effort.most && !interruption.requested()) {
        double warmUp = timed == 0 ? WARM_UP_SECONDS : 0;
        StepTiming timing =
            StepTiming.of(same.get(0), workers.threadsEach(), warmUp, effort.timed, interruption);
        double ofSize = same.stream().mapToDouble(timing::seconds).sum();
        secondsPerFlop = ofSize / flopsOfSize;
        seconds += ofSize;
        steps += timing.steps();
        timed++;
      } else {
        seconds += flopsOfSize * secondsPerFlop;
      }
    }
    seconds /= Math.max(1, Math.min(workers.jobs(), left.size()));
    long bytes = left.stream().mapToLong(Estimate::bytes).sum() + PAGE_BYTES;
    return new Estimate(
        left.size(), seconds, bytes, Machine.peakMemoryBytes(), steps, timed, sizes.size());
  }

  /** Runs that take equally long an epoch, the size with most arithmetic first. */
  private static List<List<PlannedRun>> bySize(List<PlannedRun> plans) {
    Map<Size, List<PlannedRun>> sizes = new LinkedHashMap<>();
    for (PlannedRun plan : plans) {
      sizes.computeIfAbsent(Size.of(plan), size -> new ArrayList<>()).add(plan);
    }
    Comparator<List<PlannedRun>> arithmetic =
        Comparator.comparingDouble(same -> same.stream().mapToDouble(Estimate::flops).sum());
    return sizes.values().stream().sorted(arithmetic.reversed()).toList();
  }

  /** What the time of an epoch depends on; decay and step size do not change it. */
  private record Size(Object network, int samples, int batch, Precision precision, Object metrics) {
    static Size of(PlannedRun plan) {
      return new Size(
          plan.network().cost(),
          plan.samples(),
          plan.experiment().train().batch(),
          plan.experiment().train().precision(),
          plan.experiment().metrics());
    }
  }

  private static double flops(PlannedRun plan) {
    return plan.flopsPerStep() * plan.stepsPerEpoch() * plan.epochsLeft();
  }

  private static long bytes(PlannedRun plan) {
    int copies = plan.experiment().train().rule().hasMomentum() ? 2 : 1;
    long checkpoint =
        copies * plan.network().parameters() * plan.experiment().train().precision().bytes();
    long epochs = plan.experiment().train().epochs() + 1L;
    MetricsConfig metrics = plan.experiment().metrics();
    // A value of a layer, or an entry of a Gram matrix, is a line of about 40 bytes.
    long ofLayers = metrics.layers().size() * (1 + epochs / metrics.every(LayerMetrics.CADENCE));
    int depth = plan.network().layers().size();
    long k = plan.network().layers().get(depth - 1).width();
    long ofGrams =
        metrics.gram() ? Math.min(epochs, metrics.every(Cadence.FRAMES) + 2L) * k * (k + 1) / 2 : 0;
    return checkpoint + 400L * epochs + 40L * depth * (ofLayers + ofGrams);
  }

  /** {@return one line for people} */
  public String line() {
    return "estimate from "
        + steps
        + " timed steps"
        + (sizes == 1
            ? ""
            : " of " + (timed == sizes ? "all " : timed + " of ") + sizes + " networks")
        + ": "
        + time(seconds)
        + " for "
        + (runs == 1 ? "1 run" : runs + " runs")
        + ", "
        + megabytes(bytes)
        + " of disk; the timed steps took "
        + megabytes(memory)
        + " of memory";
  }

  private static String time(double seconds) {
    Duration d = Duration.ofSeconds(Math.round(seconds));
    if (d.toMinutes() < 2) {
      return "about " + Math.max(1, d.toSeconds()) + " s";
    }
    return d.toHours() == 0
        ? "about " + Math.round(seconds / 60) + " min"
        : String.format(Locale.ROOT, "about %d h %02d min", d.toHours(), d.toMinutesPart());
  }

  private static String megabytes(long bytes) {
    return Math.max(1, Math.round(bytes / 1e6)) + " MB";
  }

  /** {@return its part of a document collapsar/estimate/1} */
  public ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("runs", runs)
        .put("seconds", seconds)
        .put("disk_bytes", bytes)
        .put("memory_bytes", memory)
        .put("steps", steps)
        .put("timed_networks", timed)
        .put("networks", sizes)
        .put("line", line());
  }
}
