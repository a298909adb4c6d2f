package org.collapsar.lab.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.MetricsConfig;
import org.collapsar.linalg.Precision;
import org.collapsar.probe.Cadence;
import org.collapsar.probe.EpochProbe;
import org.collapsar.probe.LayerMetrics;
import org.collapsar.probe.Moment;
import org.collapsar.train.TrainListener;

/**
 * How long the runs that are left will take and how much disk they will fill, measured on the first
 * steps of networks that are then thrown away: one for each size of network, the costly ones first.
 *
 * @param runs how many runs are left
 * @param seconds wall time of all training and measuring
 * @param bytes disk
 * @param steps how many steps were timed
 * @param timed how many sizes of network were timed; the rest is estimated from their arithmetic
 * @param sizes how many there are
 */
record Estimate(int runs, double seconds, long bytes, int steps, int timed, int sizes) {
  /** Shorter work is not announced, in seconds. */
  private static final double WORTH_SAYING = 20;

  /** A core that does less than this is rarer than work that is not worth timing. */
  private static final double SLOW_FLOPS_PER_THREAD = 5e9;

  /** Work of less arithmetic than this takes minutes and is timed briefly. */
  private static final double BRIEF_FLOPS = 5e13;

  /** A slower pass is believed at once, in seconds. */
  private static final double WORTH_MEASURING_AGAIN = 15;

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

  private static final int WARM_UP_STEPS = 40;

  /** The first size warms the JVM's compiler up for so many seconds. */
  private static final double WARM_UP_SECONDS = 1;

  private static final double LONGEST_WARM_UP = 2;

  /**
   * The first steps of a network are no measure, whatever they take, up to {@link
   * #WORTH_MEASURING_AGAIN}: another library loads, chooses its kernels and asks for memory in
   * them.
   */
  private static final int NO_MEASURE = 4;

  /** Figures and the report page together. */
  private static final long PAGE_BYTES = 1_500_000;

  /** The estimate, if it is more than some seconds. */
  static Optional<Estimate> of(List<PlannedRun> plans, Workers workers, Interruption interruption) {
    List<PlannedRun> left = plans.stream().filter(plan -> plan.epochsLeft() > 0).toList();
    double flops = left.stream().mapToDouble(Estimate::flops).sum();
    if (flops / (SLOW_FLOPS_PER_THREAD * workers.threads()) < 2 * WORTH_SAYING) {
      return Optional.empty();
    }
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
        StepClock clock =
            new StepClock(timed == 0 ? WARM_UP_SECONDS : 0, effort.timed, interruption);
        Timing timing = Timing.of(same.get(0), workers.threadsEach(), clock);
        double ofSize = same.stream().mapToDouble(timing::seconds).sum();
        secondsPerFlop = ofSize / flopsOfSize;
        seconds += ofSize;
        steps += timing.steps;
        timed++;
      } else {
        seconds += flopsOfSize * secondsPerFlop;
      }
    }
    seconds /= Math.min(workers.jobs(), left.size());
    long bytes = left.stream().mapToLong(Estimate::bytes).sum() + PAGE_BYTES;
    return seconds > WORTH_SAYING
        ? Optional.of(new Estimate(left.size(), seconds, bytes, steps, timed, sizes.size()))
        : Optional.empty();
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

  /**
   * What was timed.
   *
   * @param steps how many steps
   * @param secondsAStep mean wall time of one
   * @param measuring wall time of measuring an epoch
   */
  private record Timing(int steps, double secondsAStep, double measuring) {
    static Timing of(PlannedRun plan, int threads, StepClock clock) {
      try (PreparedRun prepared = PreparedRun.of(plan, threads)) {
        double measuring = time(prepared, plan.experiment(), threads, clock);
        return new Timing(clock.timed, clock.secondsAStep(), measuring);
      }
    }

    double seconds(PlannedRun plan) {
      return plan.epochsLeft() * (plan.stepsPerEpoch() * secondsAStep + measuring);
    }
  }

  /**
   * Does the first steps of a run, as it will do them itself, and measures an epoch.
   *
   * @param clock ends the training
   * @return wall time of measuring an epoch
   */
  static double time(
      PreparedRun prepared, Experiment experiment, int threads, TrainListener clock) {
    EpochProbe probe = prepared.probe(threads);
    prepared.learner().train(0, experiment.train().epochs(), clock);
    return secondsOf(probe, experiment);
  }

  /** Seconds an epoch: the layers are measured on some epochs only. */
  private static double secondsOf(EpochProbe probe, Experiment experiment) {
    double plain = secondsOf(probe, false);
    if (plain < WORTH_MEASURING_AGAIN) {
      // The first pass is mostly the JVM's compiler.
      plain = secondsOf(probe, false);
    }
    if (experiment.metrics().layers().isEmpty()) {
      return plain;
    }
    double layers = secondsOf(probe, true);
    if (layers < WORTH_MEASURING_AGAIN) {
      layers = secondsOf(probe, true);
    }
    return plain + Math.max(0, layers - plain) / experiment.metrics().every(LayerMetrics.CADENCE);
  }

  private static double secondsOf(EpochProbe probe, boolean layers) {
    long start = System.nanoTime();
    probe.measure(
        Moment.ONCE,
        cadence ->
            cadence.equals(Cadence.EACH_EPOCH) || (layers && cadence.equals(LayerMetrics.CADENCE)),
        List.of());
    return (System.nanoTime() - start) / 1e9;
  }

  /** One line for the user. */
  String line() {
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
        + Math.max(1, Math.round(bytes / 1e6))
        + " MB of disk";
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

  /** Lets some steps pass while the JVM warms up, times the next ones and ends the training. */
  private static final class StepClock implements TrainListener {
    private final double warmUp;
    private final double atLeast;
    private final Interruption interruption;
    private boolean warm;
    private int timed;
    private long start = System.nanoTime();
    private long end = start;

    StepClock(double warmUp, double atLeast, Interruption interruption) {
      this.warmUp = warmUp;
      this.atLeast = atLeast;
      this.interruption = interruption;
    }

    @Override
    public boolean epochEnded(int epoch) {
      return goesOn();
    }

    @Override
    public boolean stepEnded(int epoch, long step, long stepsPerEpoch) {
      timed++;
      end = System.nanoTime();
      boolean enough = timed >= WARM_UP_STEPS && seconds() > warmUp;
      boolean longEnough =
          seconds() > (timed < NO_MEASURE ? WORTH_MEASURING_AGAIN : LONGEST_WARM_UP);
      if (!warm && (enough || longEnough)) {
        warm = true;
        timed = 0;
        start = end;
      }
      return goesOn();
    }

    private boolean goesOn() {
      boolean enough =
          warm && timed > 0 && seconds() > (timed < NO_MEASURE ? WORTH_MEASURING_AGAIN : atLeast);
      return !enough && !interruption.requested();
    }

    private double seconds() {
      return (end - start) / 1e9;
    }

    double secondsAStep() {
      return timed == 0 ? 0 : seconds() / timed;
    }
  }
}
