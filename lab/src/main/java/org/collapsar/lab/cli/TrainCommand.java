package org.collapsar.lab.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.collapsar.BadInputException;
import org.collapsar.lab.config.ConfigOverride;
import org.collapsar.lab.config.Presets;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.job.ExperimentOutcome;
import org.collapsar.lab.job.OutcomeJson;
import org.collapsar.lab.run.ExperimentDirectory;
import org.collapsar.lab.run.WhatExists;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Runs one experiment, a preset or a file of the user's. */
@Command(
    name = "train",
    description = "Train the networks of a preset or a YAML file, one per seed.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar train wu2025-fig1a --set train.epochs=3 --seeds 1 --out runs/short",
      "  collapsar train my-experiment.yaml",
      "  collapsar train wu2025-fig1b --model net.onnx --images images:DIR_OR_ZIP --preprocess \\",
      "      imagenet --relabel to-3-classes.csv",
      "%nAn unfinished run of the same configuration continues from its checkpoint."
    })
final class TrainCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private ExperimentOptions options;
  @Mixin private JobOptions jobs;
  @Mixin private EstimateOption estimate;
  @Mixin private DataOptions data;

  @ArgGroup(exclusive = false)
  private ModelDataOptions model = new ModelDataOptions();

  @Parameters(paramLabel = "PRESET|YAML", description = "Name of a preset or path of a file.")
  private String experiment;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  TrainCommand() {}

  @Override
  public Integer call() {
    Terminal terminal = main.terminal();
    Sweep single = read(model.training());
    if (estimate.wanted) {
      if (model.isGiven()) {
        throw new BadInputException("--estimate and --model exclude each other");
      }
      return estimate.print(main, jobs.job(main, data), List.of(single));
    }
    Path path = ExperimentPaths.of(single, options.out, terminal);
    if (model.isGiven()) {
      if (options.data != null) {
        throw new BadInputException("--data and --model exclude each other");
      }
      ExperimentDirectory.check(path, single);
      single = read(model.write(main, data, path));
    }
    ExperimentOutcome outcome =
        jobs.job(main, data).run(single, path, options.whatExists(WhatExists.RESUME));
    if (main.json()) {
      main.print(OutcomeJson.document(List.of(outcome), path).put("directory", path.toString()));
    } else {
      OutcomeText.print(outcome, terminal.out());
    }
    return Exit.of(outcome);
  }

  /** What was typed overrules what the network's features say of themselves. */
  private Sweep read(List<ConfigOverride> first) {
    List<ConfigOverride> overrides = new ArrayList<>(first);
    overrides.addAll(options.overrides(main.terminal()));
    Sweep sweep =
        Presets.readPresetOrFile(experiment, main.terminal().directory(), options.full, overrides);
    return Sweep.of(sweep.single(experiment));
  }
}
