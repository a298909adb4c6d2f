package org.collapsar.lab.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.collapsar.FailedException;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.MetricsConfig;
import org.collapsar.lab.learner.Learner;
import org.collapsar.metrics.MetricValue;
import org.collapsar.probe.CertificateProbe;
import org.collapsar.probe.DescentPrediction;
import org.collapsar.probe.EpochContext;
import org.collapsar.probe.EpochMeasurement;
import org.collapsar.probe.EpochProbe;
import org.collapsar.probe.Moment;
import org.collapsar.probe.PassVisitor;
import org.collapsar.probe.SimplexProbe;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.InitialQuantities;
import org.collapsar.train.DivergedException;
import org.collapsar.train.TrainListener;
import org.jspecify.annotations.Nullable;

/** Trains one network of an experiment, measures it after every epoch and writes what it finds. */
final class SeedRun implements TrainListener {
  private final PlannedRun plan;
  private final Experiment experiment;
  private final RunWriter writer;
  private final EpochProbe probe;
  private final @Nullable CertificateProbe theorems;
  private final @Nullable SimplexProbe simplex;
  private final Learner learner;
  private final int threads;
  private final Interruption interruption;
  private final RunListener listener;
  private final long weight;

  private long lastStep = 1;
  private @Nullable LiveEvents events;
  private @Nullable Checkpoint unwritten;
  private long lastCheckpointNanos = System.nanoTime();
  private long epochStartNanos = System.nanoTime();

  private SeedRun(
      PlannedRun plan,
      PreparedRun prepared,
      int threads,
      Interruption interruption,
      RunListener listener,
      long weight) {
    this.plan = plan;
    this.experiment = plan.experiment();
    this.probe = prepared.probe(threads);
    this.theorems = experiment.metrics().certificates() ? prepared.theorems() : null;
    this.simplex = experiment.metrics().simplex() ? prepared.simplex() : null;
    this.learner = prepared.learner();
    this.writer = plan.open();
    this.threads = threads;
    this.interruption = interruption;
    this.listener = listener;
    this.weight = weight;
  }

  /**
   * Runs a planned run to its end, to its divergence or to an interruption.
   *
   * @param weight what a step counts for when the listener is told of it
   * @throws org.collapsar.FailedException if a file cannot be written
   */
  static RunResult run(
      PlannedRun plan, long weight, int threads, Interruption interruption, RunListener listener) {
    try (PreparedRun prepared = PreparedRun.of(plan, threads)) {
      SeedRun run = new SeedRun(plan, prepared, threads, interruption, listener, weight);
      Checkpoint from = plan.readCheckpoint();
      if (!plan.experiment().output().tensorboard()) {
        return run.train(from);
      }
      try (LiveEvents events = LiveEvents.open(plan.directory(), from == null ? 0 : from.epoch())) {
        run.events = events;
        return run.train(from);
      }
    }
  }

  private RunResult train(@Nullable Checkpoint from) {
    try {
      if (probe.initial() != null) {
        writer.descent(DescentJson.of(probe.initial()));
      }
      if (from != null) {
        from.checkFits(learner.state(), true, plan.directory().checkpoint());
        learner.restore(from.state());
      }
      measure(from == null ? 0 : from.epoch());
      learner.train(writer.lastEpoch(), experiment.train().epochs(), this);
    } catch (DivergedException e) {
      return end(RunRecord.Status.DIVERGED, e.getMessage());
    } catch (FailedException e) {
      tryToSay(e);
      throw e;
    }
    return writer.lastEpoch() == experiment.train().epochs()
        ? end(RunRecord.Status.DONE, null)
        : end(
            RunRecord.Status.INTERRUPTED,
            "interrupted after epoch " + writer.lastEpoch() + ": continue with collapsar resume");
  }

  @Override
  public boolean epochEnded(int epoch) {
    // The learner also tells of the epoch that it starts from, which has its row.
    if (epoch > writer.lastEpoch()) {
      measure(epoch);
    }
    return !interruption.requested();
  }

  @Override
  public boolean stepEnded(int epoch, long step, long stepsPerEpoch) {
    lastStep = step;
    listener.stepDone(weight);
    return !interruption.requested();
  }

  private void measure(int epoch) {
    long trained = System.nanoTime();
    MetricsConfig what = experiment.metrics();
    Moment now = probe.after(epoch);
    CertificateProbe certified = what.certificatesDue(now) ? theorems : null;
    SimplexProbe shown = what.simplexDue(now) ? simplex : null;
    List<PassVisitor> guests = new ArrayList<>();
    if (certified != null) {
      guests.add(certified);
    }
    if (shown != null) {
      guests.add(shown.begin());
    }
    EpochMeasurement found = probe.measure(now, cadence -> what.due(cadence, now), guests);
    if (found.values().get("loss") instanceof MetricValue.Undefined) {
      // The last step of the epoch did it; the next batch would only find it out.
      throw new DivergedException(Math.max(1, epoch), lastStep, stepDuring(epoch));
    }
    List<Certificate> certificates =
        certified == null ? null : certificates(certified, epoch, found.values());
    long measured = System.nanoTime();
    record(
        new EpochRecord(
            epoch,
            found.values(),
            found.layers(),
            found.matrices(),
            shown == null ? null : shown.frame().orElse(null),
            found.counts(),
            certificates,
            certified == null ? null : parity(certified),
            (trained - epochStartNanos) / 1e9,
            (measured - trained) / 1e9));
  }

  /** Writes an epoch, tells of it and keeps its state. */
  private void record(EpochRecord measured) {
    writer.write(measured);
    if (events != null) {
      events.write(measured);
    }
    listener.epochMeasured(plan.name(), experiment.train().epochs(), measured);
    keepState(measured.epoch());
    epochStartNanos = System.nanoTime();
  }

  /** With what the other metrics of the epoch know: the tangent kernel, the descent so far. */
  private List<Certificate> certificates(
      CertificateProbe certified, int epoch, Map<String, MetricValue> values) {
    InitialQuantities start = probe.initial();
    return certified.certificates(
        new EpochContext(
            probe.gradient(),
            values,
            start == null
                ? null
                : DescentPrediction.run(start, (double) epoch * plan.stepsPerEpoch(), values),
            threads));
  }

  private static EpochRecord.@Nullable Parity parity(CertificateProbe certified) {
    return certified
        .parity()
        .map(p -> new EpochRecord.Parity(p.actual(), p.predicted()))
        .orElse(null);
  }

  /** The step size of an epoch; before the first, that of the first. */
  private double stepDuring(int epoch) {
    return experiment
        .train()
        .onThreads(1)
        .steps()
        .sizeAt(Math.max(1, epoch) - 1, experiment.train().epochs());
  }

  /** Takes the state of the epoch, and writes it when the last one on disk is old enough. */
  private void keepState(int epoch) {
    unwritten = new Checkpoint(epoch, learner.state());
    double age = (System.nanoTime() - lastCheckpointNanos) / 1e9;
    if (age >= experiment.output().checkpointSeconds()) {
      writeState();
    }
  }

  private void writeState() {
    if (unwritten != null) {
      writer.checkpoint(unwritten);
      unwritten = null;
      lastCheckpointNanos = System.nanoTime();
    }
  }

  /** Where the disk is full this fails as well, and the run stays as it was: unfinished. */
  private void tryToSay(FailedException failure) {
    try {
      writer.status(RunRecord.Status.FAILED, failure.getMessage());
    } catch (FailedException again) {
      failure.addSuppressed(again);
    }
  }

  private RunResult end(RunRecord.Status status, @Nullable String message) {
    writeState();
    writer.end(status, message);
    return plan.result(status, message);
  }
}
