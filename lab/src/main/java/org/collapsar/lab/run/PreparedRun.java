package org.collapsar.lab.run;

import java.util.ArrayDeque;
import java.util.Deque;
import org.collapsar.data.DataSplit;
import org.collapsar.data.Dataset;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.MetricsConfig;
import org.collapsar.lab.experiment.TrainingConfig;
import org.collapsar.lab.experiment.TrainingMetrics;
import org.collapsar.lab.learner.Execution;
import org.collapsar.lab.learner.Learner;
import org.collapsar.lab.learner.LearnerSetup;
import org.collapsar.lab.learner.NetworkPlan;
import org.collapsar.linalg.Precision;
import org.collapsar.net.Samples;
import org.collapsar.probe.CertificateProbe;
import org.collapsar.probe.EpochProbe;
import org.collapsar.probe.ObservedNetwork;
import org.collapsar.probe.SimplexProbe;
import org.collapsar.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * The network of a run with all that it is trained and measured with, assembled in one place: for
 * the run itself, for the estimate of its time and for a run that is opened again. Parts are made
 * when they are asked for first, always in the same way, and closed together, the last one first.
 */
final class PreparedRun implements AutoCloseable {
  private final Experiment experiment;
  private final Precision precision;
  private final DataSplit data;
  private final Learner learner;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private @Nullable Samples train;
  private @Nullable Samples test;

  private PreparedRun(
      Experiment experiment, long seed, DataSplit data, NetworkPlan network, int threads) {
    this.experiment = experiment;
    this.precision = experiment.train().precision();
    this.data = data;
    Seed root = Seed.of(seed);
    Learner made = null;
    try {
      made =
          network.learner(
              new LearnerSetup(
                  train(),
                  experiment.train().onThreads(threads),
                  precision,
                  root.split("weights"),
                  experiment.train().seed(root),
                  execution()));
    } finally {
      if (made == null) {
        close();
      }
    }
    this.learner = made;
    parts.push(learner::close);
  }

  private Execution execution() {
    boolean batches = experiment.metrics().mode() == MetricsConfig.Mode.TRAIN;
    return experiment
        .train()
        .library()
        .map(l -> new Execution(l.threads(), l.device(), batches))
        .orElse(Execution.USUAL);
  }

  /** A network as the seed draws it. */
  static PreparedRun of(
      Experiment experiment, long seed, DataSplit data, NetworkPlan network, int threads) {
    return new PreparedRun(experiment, seed, data, network, threads);
  }

  /** The same of a planned run, whose samples are drawn again. */
  static PreparedRun of(PlannedRun plan, int threads) {
    return of(
        plan.experiment(), plan.seed(), plan.data().forSeed(plan.seed()), plan.network(), threads);
  }

  /** Trains the network, and goes on where it stopped. */
  Learner learner() {
    return learner;
  }

  ObservedNetwork network() {
    return learner.network();
  }

  /** The training samples. */
  Samples train() {
    if (train == null) {
      train = samples(data.train());
    }
    return train;
  }

  /** The test samples. */
  Samples test() {
    if (test == null) {
      test = samples(data.test());
    }
    return test;
  }

  private Samples samples(Dataset some) {
    Samples samples = Samples.of(some, precision);
    parts.push(samples::close);
    return samples;
  }

  /** Measures what the experiment asks for. */
  EpochProbe probe(int threads) {
    EpochProbe probe =
        EpochProbe.of(network(), train())
            .test(test())
            .trainedBy(experiment.train().onThreads(threads))
            .threads(threads)
            .families(TrainingMetrics.ALL)
            .metrics(experiment.metrics().all())
            .layers(experiment.metrics().layers())
            .matrices(experiment.metrics().kept())
            .open();
    parts.push(probe::close);
    return probe;
  }

  /** Keeps frames of the simplex; not part of the probe, since it is not of single numbers. */
  SimplexProbe simplex() {
    return new SimplexProbe(network(), train());
  }

  /**
   * Evaluates the theorems that are about the network.
   *
   * @throws IllegalArgumentException if there is none: {@link CertificateProbe#refusal}
   */
  CertificateProbe theorems() {
    TrainingConfig training = experiment.train();
    CertificateProbe probe =
        CertificateProbe.of(network(), train(), training.loss(), !training.rule().decoupled());
    parts.push(probe::close);
    return probe;
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (RuntimeException e) {
        failure = e;
      } catch (Exception e) {
        failure = new IllegalStateException("nothing of a run throws a checked exception", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
