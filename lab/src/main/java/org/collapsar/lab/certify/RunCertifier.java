package org.collapsar.lab.certify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.collapsar.BadInputException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.experiment.TrainingConfig;
import org.collapsar.lab.run.ExperimentDirectory;
import org.collapsar.lab.run.MetricsTable;
import org.collapsar.lab.run.RunDirectory;
import org.collapsar.lab.run.TrainedRun;
import org.collapsar.probe.CertificateProbe;
import org.collapsar.probe.HeadProbe;
import org.collapsar.probe.MeanFieldProbe;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.Landscape;
import org.collapsar.theory.MeanFieldModel;
import org.collapsar.theory.NetworkFacts;

/**
 * Certifier of the checkpoints of runs. The features are those that {@code export} writes, to the
 * bit: a pass in the run's precision over all training samples.
 */
public final class RunCertifier {
  private final DataDirectory directory;
  private final FetchListener fetching;
  private final UnaryOperator<NetworkFacts> more;
  private final int threads;

  /**
   * Prepares to certify.
   *
   * @param directory where fetched data are, and go
   * @param fetching hears of downloads
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
   * Lists the runs that a path names: itself, or those of an experiment or a sweep.
   *
   * @param path of a run, an experiment or a sweep
   * @return at least one directory of a run
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
   * @param run its directory
   * @return its network with certificates
   * @throws BadInputException if it is no run, has no checkpoint, its data cannot be had, its
   *     network is none that a theorem is about, or the user added what no theorem on it takes
   */
  public CertifiedRun certify(Path run) {
    try (TrainedRun trained = TrainedRun.open(run, directory, fetching)) {
      TrainingConfig training = trained.experiment().train();
      String refusal = CertificateProbe.refusal(trained.network(), training.loss());
      if (refusal != null) {
        throw new BadInputException(
            run + ": expected " + CertificateProbe.EXPECTED + ", found " + refusal);
      }
      return trained
          .theorems()
          .match(
              new CertificateProbe.Kinds<CertifiedRun>() {
                @Override
                public CertifiedRun head(HeadProbe head) {
                  return ofHead(run, trained, head);
                }

                @Override
                public CertifiedRun meanField(MeanFieldProbe field) {
                  return ofMeanField(run, trained, field);
                }
              });
    }
  }

  /** ||Theta||_op where the run has measured it after the epoch of the checkpoint. */
  private static NetworkFacts withKernel(NetworkFacts facts, TrainedRun trained) {
    MetricsTable table = trained.record().metrics();
    double norm =
        table.has(NetworkFacts.KERNEL_NORM) && trained.epoch() < table.rows()
            ? table.column(NetworkFacts.KERNEL_NORM)[trained.epoch()]
            : Double.NaN;
    return Double.isNaN(norm) ? facts : facts.withKernelNorm(norm);
  }

  private CertifiedRun ofHead(Path run, TrainedRun trained, HeadProbe probe) {
    probe.pass(threads);
    NetworkFacts facts = more.apply(withKernel(probe.facts(), trained));
    return new CertifiedRun(
        run,
        trained.record().seed(),
        trained.epoch(),
        CertifyJson.facts(facts),
        known(facts),
        CertifyJob.certify(name(run, trained), probe.head(), facts, threads));
  }

  private CertifiedRun ofMeanField(Path run, TrainedRun trained, MeanFieldProbe probe) {
    if (!more.apply(NetworkFacts.NONE).equals(NetworkFacts.NONE)) {
      throw new BadInputException(
          run
              + ": expected a network that ends in linear layers for --c and --ntk-norm, found a"
              + " mean-field network");
    }
    Landscape landscape = probe.evaluate(threads);
    List<Certificate> all = new ArrayList<>(landscape.certificates());
    all.addAll(probe.ofInputs(threads));
    return new CertifiedRun(
        run,
        trained.record().seed(),
        trained.epoch(),
        CertifyJson.facts(probe.model(), landscape),
        known(probe.model(), landscape),
        new CertifiedHead(
            name(run, trained),
            Sizes.of(trained.network().dense().orElseThrow().spec(), trained.train()),
            null,
            List.of(),
            all));
  }

  private static String name(Path run, TrainedRun trained) {
    return run + ", epoch " + trained.epoch();
  }

  /** As options, in full, so that the same can be said of exported files. */
  private static List<String> known(NetworkFacts facts) {
    StringBuilder line = new StringBuilder("of the network:");
    facts.inputNorm().ifPresent(x -> line.append(" --input-norm ").append(x));
    facts.nonlinearLayers().ifPresent(x -> line.append(" --nonlinear-layers ").append(x));
    facts.parameterNorm().ifPresent(x -> line.append(" --parameter-norm ").append(x));
    facts.decay().ifPresent(x -> line.append(" --lambda ").append(x));
    return List.of(line.append(facts.squaredLoss() ? "" : " --loss cross-entropy").toString());
  }

  private static List<String> known(MeanFieldModel model, Landscape landscape) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "gamma %s, lambda_rho %s, lambda_W %s, noise %s%s"
            .formatted(
                model.gamma(),
                model.decayRho(),
                model.decayW(),
                model.noise(),
                model.frozenW() ? ", W as it was drawn" : ""));
    if (landscape.method() != null) {
      lines.add(
          "linear systems of Theorem 4.2 by %s%s, largest relative residual %.1e"
              .formatted(
                  switch (landscape.method()) {
                    case SAMPLES -> "Cholesky, samples x samples";
                    case PARTICLES -> "Cholesky, particles x particles";
                    case CONJUGATE_GRADIENTS -> "conjugate gradients";
                    case PRECONDITIONED -> "conjugate gradients, preconditioned in float32";
                  },
                  landscape.steps() > 0 ? ", " + landscape.steps() + " steps" : "",
                  landscape.residual()));
    }
    return lines;
  }
}
