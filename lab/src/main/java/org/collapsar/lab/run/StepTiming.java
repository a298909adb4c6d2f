package org.collapsar.lab.run;

import java.util.List;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.probe.Cadence;
import org.collapsar.probe.EpochProbe;
import org.collapsar.probe.LayerMetrics;
import org.collapsar.probe.Moment;
import org.collapsar.train.TrainListener;

/**
 * Times of the first steps of a network, which is then thrown away.
 *
 * @param steps how many steps were timed
 * @param secondsAStep mean wall time of one
 * @param measuring wall time of measuring an epoch
 */
record StepTiming(int steps, double secondsAStep, double measuring) {
  /** A slower pass is believed at once, in seconds. */
  private static final double WORTH_MEASURING_AGAIN = 15;

  private static final int WARM_UP_STEPS = 40;

  private static final double LONGEST_WARM_UP = 2;

  /**
   * The first steps of a network are no measure, whatever they take, up to {@link
   * #WORTH_MEASURING_AGAIN}: another library loads, chooses its kernels and asks for memory in
   * them.
   */
  private static final int NO_MEASURE = 4;

  /**
   * Times a run.
   *
   * @param warmUp seconds of steps that are not timed, for the JVM's compiler
   * @param atLeast seconds of steps that are
   * @param interruption ends it early
   */
  static StepTiming of(
      PlannedRun plan, int threads, double warmUp, double atLeast, Interruption interruption) {
    StepClock clock = new StepClock(warmUp, atLeast, interruption);
    try (PreparedRun prepared = PreparedRun.of(plan, threads)) {
      double measuring = time(prepared, plan.experiment(), threads, clock);
      return new StepTiming(clock.timed, clock.secondsAStep(), measuring);
    }
  }

  /** Wall time of all that is left of a run of this size. */
  double seconds(PlannedRun plan) {
    return plan.epochsLeft() * (plan.stepsPerEpoch() * secondsAStep + measuring);
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
