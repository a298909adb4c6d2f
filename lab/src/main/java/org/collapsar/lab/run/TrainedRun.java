package org.collapsar.lab.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.DataSplit;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.net.Samples;
import org.collapsar.probe.CertificateProbe;
import org.collapsar.probe.ObservedNetwork;

/**
 * Network of a run as its checkpoint has it, with the samples that it was trained on: drawn and
 * scaled again, to the same bits.
 */
public final class TrainedRun implements AutoCloseable {
  private final RunRecord record;
  private final Experiment experiment;
  private final int epoch;
  private final PreparedRun prepared;

  private TrainedRun(RunRecord record, Experiment experiment, int epoch, PreparedRun prepared) {
    this.record = record;
    this.experiment = experiment;
    this.epoch = epoch;
    this.prepared = prepared;
  }

  /**
   * Opens a run.
   *
   * @param run its directory
   * @param directory where fetched data are, and go
   * @param fetching hears of downloads
   * @return open; has to be closed
   * @throws BadInputException if it is no run, has no checkpoint, or its data cannot be had
   * @throws org.collapsar.FailedException if a file cannot be read
   */
  public static TrainedRun open(Path run, DataDirectory directory, FetchListener fetching) {
    RunRecord record = record(run);
    Experiment experiment = record.experiment();
    RunDirectory files = new RunDirectory(run);
    Checkpoint checkpoint = checkpoint(record, files);
    ExperimentData data = ExperimentData.load(experiment, new DataStore(directory, fetching));
    DataSplit split = data.forSeed(record.seed());
    RunData.checkSameFiles(record, split);
    PreparedRun prepared =
        PreparedRun.of(
            experiment, record.seed(), split, data.network(data.shape(record.seed())), 1);
    try {
      checkpoint.checkFits(prepared.learner().state(), false, files.checkpoint());
      prepared.learner().restore(checkpoint.state());
    } catch (RuntimeException | Error e) {
      prepared.close();
      throw e;
    }
    return new TrainedRun(record, experiment, checkpoint.epoch(), prepared);
  }

  private static RunRecord record(Path run) {
    RunDirectory directory = new RunDirectory(run);
    if (!directory.exists() && Files.isDirectory(run)) {
      List<Long> seeds = ExperimentDirectory.seeds(run);
      if (!seeds.isEmpty()) {
        throw new BadInputException(
            run
                + ": expected the directory of one run, found an experiment with "
                + (seeds.size() == 1 ? "the run" : "the runs")
                + " seed-"
                + String.join(", seed-", seeds.stream().map(String::valueOf).toList()));
      }
    }
    return RunRecord.read(run);
  }

  private static Checkpoint checkpoint(RunRecord record, RunDirectory files) {
    if (!Files.exists(files.checkpoint())) {
      throw new BadInputException(
          files.path()
              + ": expected a run with a checkpoint, found none (its status: "
              + record.status().word()
              + ")");
    }
    return Checkpoint.read(files.checkpoint());
  }

  /** {@return the run as its files describe it} */
  public RunRecord record() {
    return record;
  }

  /** {@return the experiment that was trained} */
  public Experiment experiment() {
    return experiment;
  }

  /** {@return the number of epochs behind the checkpoint} */
  public int epoch() {
    return epoch;
  }

  /** {@return the training samples} */
  public Samples train() {
    return prepared.train();
  }

  /** {@return what evaluates the theorems that are about the network; closed with the run} */
  public CertificateProbe theorems() {
    return prepared.theorems();
  }

  /** {@return the network with the weights of the checkpoint; closed with the run} */
  public ObservedNetwork network() {
    return prepared.network();
  }

  @Override
  public void close() {
    prepared.close();
  }
}
