package org.collapsar.lab.certify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.collapsar.BadInputException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.config.TrainingConfig;
import org.collapsar.lab.run.ExperimentDirectory;
import org.collapsar.lab.run.MetricsTable;
import org.collapsar.lab.run.RunDirectory;
import org.collapsar.lab.run.TrainedRun;
import org.collapsar.probe.HeadProbe;
import org.collapsar.theory.NetworkFacts;

/**
 * Certifies the checkpoints of runs. The features are those that {@code export} writes, to the bit:
 * a pass in the run's precision over all training samples.
 */
public final class RunCertifier {
  private final DataDirectory directory;
  private final FetchListener fetching;
  private final UnaryOperator<NetworkFacts> more;
  private final int threads;

  /**
   * @param more adds what the user knows to what the run knows
   * @param threads how many threads compute; no number depends on it
   */
  public RunCertifier(
      DataDirectory directory,
      FetchListener fetching,
      UnaryOperator<NetworkFacts> more,
      int threads) {
    this.directory = directory;
    this.fetching = fetching;
    this.more = more;
    this.threads = threads;
  }

  /**
   * The runs that a path names: itself, or those of an experiment or a sweep.
   *
   * @throws BadInputException if there are none
   */
  public static List<Path> runs(Path path) {
    if (Files.exists(new RunDirectory(path).runJson())) {
      return List.of(path);
    }
    List<Path> runs = Files.isDirectory(path) ? ExperimentDirectory.runs(path) : List.of();
    if (runs.isEmpty()) {
      throw new BadInputException(
          path + ": expected the directory of a run or of an experiment, found no run.json");
    }
    return runs;
  }

  /**
   * Certifies one run.
   *
   * @throws BadInputException if it is no run, has no checkpoint, its data cannot be had, or its
   *     network does not end in linear layers
   */
  public CertifiedRun certify(Path run) {
    try (TrainedRun trained = TrainedRun.open(run, directory, fetching)) {
      String refusal = HeadProbe.refusal(trained.network().spec());
      if (refusal != null) {
        throw new BadInputException(
            run + ": expected " + HeadProbe.EXPECTED + ", found " + refusal);
      }
      TrainingConfig training = trained.experiment().train();
      HeadProbe probe =
          new HeadProbe(
              trained.network(), trained.train(), training.loss(), !training.rule().decoupled());
      probe.pass(threads);
      NetworkFacts facts = more.apply(withKernel(probe.facts(), trained));
      return new CertifiedRun(
          run,
          trained.record().seed(),
          trained.epoch(),
          facts,
          CertifyJob.certify(run + ", epoch " + trained.epoch(), probe.head(), facts, threads));
    }
  }

  /** ||Theta||_op where the run has measured it after the epoch of the checkpoint. */
  private static NetworkFacts withKernel(NetworkFacts facts, TrainedRun trained) {
    MetricsTable table = trained.record().metrics();
    double norm =
        table.has("ntk.norm") && trained.epoch() < table.rows()
            ? table.column("ntk.norm")[trained.epoch()]
            : Double.NaN;
    return Double.isNaN(norm) ? facts : facts.withKernelNorm(norm);
  }
}
