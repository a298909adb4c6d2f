package org.collapsar.lab.run;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.collapsar.data.DataSplit;
import org.collapsar.lab.config.Experiment;
import org.collapsar.linalg.Precision;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.probe.EpochProbe;
import org.collapsar.random.Seed;
import org.collapsar.train.TrainListener;
import org.collapsar.train.Trainer;

/**
 * How long an experiment will take and how much disk it will fill, measured on the first steps of a
 * network that is then thrown away.
 *
 * @param seconds wall time of all training and measuring
 * @param bytes disk
 * @param steps how many steps were timed
 */
record Estimate(double seconds, long bytes, int steps) {
  /** Shorter work is not announced. */
  private static final double WORTH_SAYING = 600;

  /** A core that does less than this is rarer than work that is not worth timing. */
  private static final double SLOW_FLOPS_PER_THREAD = 5e9;

  /** A slower pass is believed at once, in seconds. */
  private static final double WORTH_MEASURING_AGAIN = 15;

  private static final int WARM_UP_STEPS = 40;
  private static final double TIMED_SECONDS = 2;

  /** The estimate, if it is more than ten minutes. */
  static Optional<Estimate> of(
      Experiment experiment,
      DataSplit data,
      NetworkSpec spec,
      long epochsLeft,
      int threads,
      Interruption interruption) {
    double flopsAnEpoch = 8.0 * spec.weights() * data.train().size();
    if (flopsAnEpoch * epochsLeft / (SLOW_FLOPS_PER_THREAD * threads) < WORTH_SAYING / 2) {
      return Optional.empty();
    }
    Seed root = Seed.of(experiment.seed());
    StepClock clock = new StepClock(interruption);
    double measuring;
    Precision precision = experiment.train().precision();
    try (Samples train = Samples.of(data.train(), precision);
        Network network = Network.initialise(spec, precision, root.split("weights"));
        Trainer trainer =
            new Trainer(
                network, train, experiment.train().onThreads(threads), root.split("train"));
        EpochProbe probe =
            new EpochProbe(
                network,
                train,
                null,
                threads,
                experiment.train().loss(),
                experiment.metrics().all())) {
      trainer.run(0, clock);
      measuring = secondsOf(probe);
      if (measuring < WORTH_MEASURING_AGAIN) {
        // The first pass is mostly the JVM's compiler.
        measuring = secondsOf(probe);
      }
    }
    long stepsAnEpoch = ExperimentRunner.stepsPerEpoch(experiment, data.train().size());
    double seconds = epochsLeft * (stepsAnEpoch * clock.secondsAStep() + measuring);
    int copies = experiment.train().rule().hasMomentum() ? 2 : 1;
    long checkpoint = copies * spec.weights() * precision.bytes();
    long tables = 400L * (experiment.train().epochs() + 1);
    // Figures and the report page are about a megabyte and a half together.
    long bytes = experiment.seeds() * (checkpoint + tables) + 1_500_000;
    Estimate estimate = new Estimate(seconds, bytes, clock.timed);
    return seconds > WORTH_SAYING ? Optional.of(estimate) : Optional.empty();
  }

  private static double secondsOf(EpochProbe probe) {
    long start = System.nanoTime();
    probe.measure(false);
    return (System.nanoTime() - start) / 1e9;
  }

  /** One line for the user. */
  String line(int runs) {
    return "estimate from "
        + steps
        + " timed steps: "
        + time(seconds)
        + " for "
        + (runs == 1 ? "1 run" : runs + " runs")
        + ", "
        + Math.max(1, Math.round(bytes / 1e6))
        + " MB of disk";
  }

  private static String time(double seconds) {
    Duration d = Duration.ofSeconds(Math.round(seconds));
    return d.toHours() == 0
        ? "about " + Math.max(1, d.toMinutes()) + " min"
        : String.format(Locale.ROOT, "about %d h %02d min", d.toHours(), d.toMinutesPart());
  }

  /** Lets some steps pass while the JVM warms up, times the next ones and ends the training. */
  private static final class StepClock implements TrainListener {
    private final Interruption interruption;
    private boolean warm;
    private int timed;
    private long start = System.nanoTime();
    private long end = start;

    StepClock(Interruption interruption) {
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
      if (!warm && (timed >= WARM_UP_STEPS || seconds() > TIMED_SECONDS)) {
        warm = true;
        timed = 0;
        start = end;
      }
      return goesOn();
    }

    private boolean goesOn() {
      boolean enough = warm && timed > 0 && seconds() > TIMED_SECONDS;
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
