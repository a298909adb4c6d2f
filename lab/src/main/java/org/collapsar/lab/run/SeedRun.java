package org.collapsar.lab.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.collapsar.FailedException;
import org.collapsar.data.DataSplit;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.MetricsConfig;
import org.collapsar.lab.experiment.TrainingConfig;
import org.collapsar.lab.gibbs.GibbsMeasurement;
import org.collapsar.lab.statistics.TestError;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.Network;
import org.collapsar.net.Samples;
import org.collapsar.net.WeightArrays;
import org.collapsar.probe.BalanceLaw;
import org.collapsar.probe.CertificateProbe;
import org.collapsar.probe.DescentPrediction;
import org.collapsar.probe.EpochContext;
import org.collapsar.probe.EpochMeasurement;
import org.collapsar.probe.EpochProbe;
import org.collapsar.probe.LayerMeasurement;
import org.collapsar.probe.ParticleLaw;
import org.collapsar.probe.ParticleProbe;
import org.collapsar.probe.StationaryMoments;
import org.collapsar.random.Seed;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.InitialQuantities;
import org.collapsar.train.DivergedException;
import org.collapsar.train.TrainConfig;
import org.collapsar.train.TrainListener;
import org.collapsar.train.Trainer;
import org.jspecify.annotations.Nullable;

/** Trains one network of an experiment, measures it after every epoch and writes what it finds. */
final class SeedRun implements TrainListener {
  private final PlannedRun plan;
  private final Experiment experiment;
  private final Seed root;
  private final RunWriter writer;
  private final Network network;
  private final EpochProbe probe;
  private final @Nullable CertificateProbe theorems;
  private final @Nullable ParticleProbe particles;
  private final int threads;
  private final Interruption interruption;
  private final RunListener listener;
  private final long weight;
  private final int testSamples;

  private @Nullable DescentPrediction prediction;
  private @Nullable WeightArrays velocities;
  private long lastStep = 1;
  private @Nullable Checkpoint unwritten;
  private long lastCheckpointNanos = System.nanoTime();
  private long epochStartNanos = System.nanoTime();

  private SeedRun(
      PlannedRun plan,
      RunWriter writer,
      Network network,
      EpochProbe probe,
      @Nullable CertificateProbe theorems,
      @Nullable ParticleProbe particles,
      int threads,
      Interruption interruption,
      RunListener listener,
      long weight,
      int testSamples) {
    this.weight = weight;
    this.testSamples = testSamples;
    this.plan = plan;
    this.experiment = plan.experiment();
    this.root = Seed.of(plan.seed());
    this.writer = writer;
    this.network = network;
    this.probe = probe;
    this.theorems = theorems;
    this.particles = particles;
    this.threads = threads;
    this.interruption = interruption;
    this.listener = listener;
  }

  /**
   * Runs a planned run to its end, to its divergence or to an interruption.
   *
   * @param weight what a step counts for when the listener is told of it
   * @throws org.collapsar.FailedException if a file cannot be written
   */
  static RunResult run(
      PlannedRun plan, long weight, int threads, Interruption interruption, RunListener listener) {
    Experiment experiment = plan.experiment();
    DataSplit data = plan.data().forSeed(plan.seed());
    Seed root = Seed.of(plan.seed());
    Precision precision = experiment.train().precision();
    try (Samples train = Samples.of(data.train(), precision);
        Samples test = Samples.of(data.test(), precision);
        Network network = Network.initialise(plan.spec(), precision, root.split("weights"));
        EpochProbe probe =
            new EpochProbe(
                network,
                train,
                test,
                threads,
                experiment.train().loss(),
                experiment.metrics().ofProbe(),
                experiment.metrics().layers(),
                experiment.metrics().gram())) {
      TrainingConfig training = experiment.train();
      try (CertificateProbe theorems =
          experiment.metrics().certificates()
              ? CertificateProbe.of(network, train, training.loss(), !training.rule().decoupled())
              : null) {
        ParticleProbe particles =
            experiment.metrics().gibbs() && ParticleProbe.refusal(plan.spec(), train.size()) == null
                ? new ParticleProbe(network, train)
                : null;
        SeedRun run =
            new SeedRun(
                plan,
                plan.open(),
                network,
                probe,
                theorems,
                particles,
                threads,
                interruption,
                listener,
                weight,
                test.size());
        return run.train(plan.readCheckpoint(), train);
      }
    }
  }

  private RunResult train(@Nullable Checkpoint from, Samples data) {
    try (Trainer trainer =
        new Trainer(
            network, data, experiment.train().onThreads(threads), experiment.train().seed(root))) {
      velocities = trainer.velocities();
      if (experiment.metrics().all().stream().anyMatch(DescentPrediction.IDS::contains)) {
        predict(data);
      }
      if (from != null) {
        from.checkFits(network, velocities, plan.directory().checkpoint());
        from.restore(network, velocities);
      }
      measure(from == null ? 0 : from.epoch());
      trainer.run(writer.lastEpoch(), this);
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
            "interrupted after epoch " + writer.lastEpoch() + ": go on with collapsar resume");
  }

  /** From the network as it was drawn, before a checkpoint is put into it. */
  private void predict(Samples data) {
    prediction = new DescentPrediction(network, data, experiment.train().onThreads(1));
    InitialQuantities start = prediction.start();
    if (start != null) {
      writer.descent(DescentJson.of(start));
    }
  }

  @Override
  public boolean epochEnded(int epoch) {
    // The trainer also tells of the epoch that it starts from, which has its row.
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
    int epochs = experiment.train().epochs();
    long trained = System.nanoTime();
    MetricsConfig what = experiment.metrics();
    boolean frame = what.frameAt(epoch, epochs);
    boolean gram = what.gram() && frame;
    boolean layers = what.layersAt(epoch, epochs);
    probe.during(Math.max(1, epoch) - 1, epochs);
    CertificateProbe certified = what.certificatesAt(epoch, epochs) ? theorems : null;
    boolean lawNow = what.gibbsAt(epoch, epochs, plan.lastFrozenEpoch());
    EpochMeasurement measurement =
        probe.measure(
            what.testsAt(epoch, epochs),
            layers,
            gram,
            (start, samples, pass) -> {
              if (certified != null) {
                certified.visit(start, samples, pass);
              }
              if (lawNow && particles != null) {
                particles.visit(start, samples, pass);
              }
            },
            certified != null && certified.needsGradient());
    Map<String, MetricValue> values = new LinkedHashMap<>(measurement.values());
    if (values.get("loss") instanceof MetricValue.Undefined) {
      // The last step of the epoch did it; the next batch would only find it out.
      throw new DivergedException(Math.max(1, epoch), lastStep, stepDuring(epoch));
    }
    GibbsMeasurement law = lawNow ? law(epoch) : null;
    if (law != null) {
      values.putAll(law.values());
    }
    if (what.curvatureAt(epoch, epochs)) {
      values.putAll(probe.measureCurvature(stepDuring(epoch)));
    }
    derive(epoch, values);
    List<Certificate> certificates =
        certified == null ? null : certificates(certified, epoch, values);
    long measured = System.nanoTime();
    Map<String, Matrix> kept = frame ? matrices(measurement.layers()) : new LinkedHashMap<>();
    if (law != null) {
      what.matrices().stream()
          .filter(law.matrices()::containsKey)
          .forEach(name -> kept.put(name, Objects.requireNonNull(law.matrices().get(name))));
    }
    record(
        new EpochRecord(
            epoch,
            values,
            layers ? measurement.layers() : null,
            kept,
            law == null ? null : law.counts(),
            certificates,
            certified == null ? null : parity(certified),
            (trained - epochStartNanos) / 1e9,
            (measured - trained) / 1e9));
  }

  /** Writes an epoch, tells of it and keeps its state. */
  private void record(EpochRecord measured) {
    writer.write(measured);
    listener.epochMeasured(plan.name(), experiment.train().epochs(), measured);
    keepState(measured.epoch());
    epochStartNanos = System.nanoTime();
  }

  /** Adds what follows from the numbers of the epoch, or from its place in the run alone. */
  private void derive(int epoch, Map<String, MetricValue> values) {
    List<String> all = experiment.metrics().all();
    if (prediction != null) {
      double steps = (double) epoch * plan.stepsPerEpoch();
      for (String id : all) {
        if (DescentPrediction.IDS.contains(id)) {
          values.put(id, prediction.value(id, steps, values));
        }
      }
    }
    for (String id : all) {
      if (id.equals(BalanceLaw.ID) || ParticleLaw.IDS.contains(id)) {
        TrainConfig training = experiment.train().onThreads(1);
        long steps = plan.stepsPerEpoch();
        values.put(
            id,
            id.equals(BalanceLaw.ID)
                ? BalanceLaw.after(epoch, steps, plan.spec(), training)
                : ParticleLaw.after(id, epoch, steps, plan.spec(), training));
      }
    }
    MetricValue accuracy = values.get(MetricsConfig.TEST_ACCURACY);
    if (accuracy != null && !Collections.disjoint(all, TestError.IDS)) {
      values.putAll(TestError.of(accuracy, testSamples));
      values.keySet().retainAll(all);
    }
  }

  /** The law of the particles that the last pass has seen. */
  private GibbsMeasurement law(int epoch) {
    ParticleProbe probe = particles;
    if (probe == null) {
      String why = ParticleProbe.refusal(plan.spec(), plan.samples());
      return GibbsMeasurement.undefined("because " + why);
    }
    return GibbsMeasurement.of(probe.particles(), stepDuring(epoch));
  }

  /** What is kept of an epoch in matrices.csv, by name. */
  private Map<String, Matrix> matrices(@Nullable LayerMeasurement measured) {
    Map<String, Matrix> matrices = new LinkedHashMap<>();
    if (measured != null) {
      for (int l = 0; l < measured.grams().size(); l++) {
        matrices.put(MatrixTable.gram(l + 1), measured.grams().get(l));
      }
    }
    List<String> chosen =
        experiment.metrics().matrices().stream()
            .filter(StationaryMoments.MATRICES::contains)
            .toList();
    if (!chosen.isEmpty()) {
      Map<String, Matrix> all = StationaryMoments.of(network).matrices();
      chosen.forEach(name -> matrices.put(name, Objects.requireNonNull(all.get(name))));
    }
    return matrices;
  }

  /** With what the other metrics of the epoch know: the tangent kernel, the descent so far. */
  private List<Certificate> certificates(
      CertificateProbe certified, int epoch, Map<String, MetricValue> values) {
    return certified.certificates(
        new EpochContext(
            probe.gradient(),
            values,
            prediction == null
                ? null
                : prediction.run((double) epoch * plan.stepsPerEpoch(), values),
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
    unwritten = Checkpoint.of(network, velocities, epoch);
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
