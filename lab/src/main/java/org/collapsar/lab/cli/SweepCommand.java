package org.collapsar.lab.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.collapsar.BadInputException;
import org.collapsar.lab.cluster.Cluster;
import org.collapsar.lab.config.Presets;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.job.ExperimentJob;
import org.collapsar.lab.job.ExperimentOutcome;
import org.collapsar.lab.job.OutcomeJson;
import org.collapsar.lab.run.ExperimentDirectory;
import org.collapsar.lab.run.WhatExists;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Runs an experiment for every combination of the values that it varies. */
@Command(
    name = "sweep",
    description =
        "Run every cell of a preset or YAML file with a sweep section, and collect the final values"
            + " over the seeds.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar sweep my-sweep.yaml --jobs 2",
      "  collapsar sweep my-sweep.yaml --set sweep.axes.0.values=[64,128] --seeds 2 --out runs/two",
      "  collapsar sweep my-sweep.yaml --spark spark://host:7077 --out /shared/runs",
      "%nFinished runs are kept, unfinished ones continue. Runs that failed, diverged or cannot be"
          + " read are repeated; --force starts over. A run that fails does not stop the others."
    })
final class SweepCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private ExperimentOptions options;
  @Mixin private JobOptions jobs;
  @Mixin private EstimateOption estimate;
  @Mixin private DataOptions data;
  @Mixin private ClusterOptions cluster;

  @Parameters(paramLabel = "PRESET|YAML", description = "Name of a preset or path of a file.")
  private String file;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  SweepCommand() {}

  @Override
  public Integer call() {
    Terminal terminal = main.terminal();
    Sweep sweep =
        Presets.readPresetOrFile(
            file, terminal.directory(), options.full, options.overrides(main.terminal()));
    if (!sweep.varies()) {
      throw new BadInputException(
          file + ": expected a section sweep, found none: collapsar train " + file + " runs it");
    }
    if (estimate.wanted) {
      if (cluster.isGiven()) {
        throw new BadInputException("--estimate and --spark exclude each other");
      }
      return estimate.print(main, jobs.job(main, data), List.of(sweep));
    }
    Path path = ExperimentPaths.of(sweep, options.out, terminal);
    ExperimentOutcome outcome = run(sweep, path);
    if (main.json()) {
      main.print(OutcomeJson.document(List.of(outcome), path).put("directory", path.toString()));
    } else {
      OutcomeText.print(outcome, terminal.out());
    }
    return Exit.of(outcome);
  }

  private ExperimentOutcome run(Sweep sweep, Path path) {
    ExperimentJob job = jobs.job(main, data);
    WhatExists whatExists = options.whatExists(WhatExists.RESUME_AND_REPAIR);
    if (!cluster.isGiven()) {
      return job.run(sweep, path, whatExists);
    }
    if (jobs.isGiven()) {
      throw new BadInputException("--spark and --jobs exclude each other");
    }
    if (options.out == null) {
      throw new BadInputException(
          "--spark needs --out, a directory that all machines of the cluster see");
    }
    // What is wrong with the directory is said before a cluster is asked.
    ExperimentDirectory.check(path, sweep);
    try (Cluster started = cluster.start("sweep " + sweep.id())) {
      return job.place(started.runs()).run(sweep, path, whatExists);
    }
  }
}
