package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.lab.config.Presets;
import org.collapsar.lab.experiment.DataConfig;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.job.ExperimentJob;
import org.collapsar.lab.job.ExperimentOutcome;
import org.collapsar.lab.run.ExperimentDirectory;
import org.collapsar.lab.run.WhatExists;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Runs the experiments of the papers and judges their claims. */
@Command(
    name = "reproduce",
    description = "Run the headline experiments, draw their figures and judge their claims.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar reproduce                        the headline figures, quick form",
      "  collapsar reproduce --data digits          the same on the built-in digits",
      "  collapsar reproduce --only wu2025-fig1a --full --out runs/full",
      "  collapsar reproduce --only jacot2025-fig1 --data images:cifar10-images.zip",
      "%nFinished runs are kept and unfinished ones continue; --force starts over."
    })
final class ReproduceCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private ExperimentOptions options;
  @Mixin private JobOptions jobs;
  @Mixin private EstimateOption estimate;
  @Mixin private DataOptions data;

  @ArgGroup private Chosen chosen = new Chosen();

  @Option(
      names = "--with-torch",
      description =
          "With --all: also the presets that train convolutional networks, which need the module"
              + " torch and an hour or two.")
  private boolean withTorch;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  ReproduceCommand() {}

  /** Which presets are run; the headline figures if it is not said. */
  static final class Chosen {
    @Option(names = "--all", description = "Run every preset, not only the headline figures.")
    private boolean all;

    @Option(
        names = "--only",
        paramLabel = "ID",
        split = ",",
        description = "Run only these presets, separated by commas.")
    private List<String> only = new ArrayList<>();
  }

  @Override
  public Integer call() {
    if (withTorch && !chosen.all) {
      throw new BadInputException("--with-torch needs --all");
    }
    Map<Sweep, Path> experiments = experiments();
    experiments.keySet().forEach(ExperimentJob::requireModules);
    if (estimate.wanted) {
      return estimate.print(main, jobs.job(main, data), experiments.keySet());
    }
    experiments.forEach((sweep, path) -> ExperimentDirectory.check(path, sweep));
    ExperimentJob job = jobs.job(main, data);
    List<ExperimentOutcome> outcomes = new ArrayList<>();
    for (Map.Entry<Sweep, Path> entry : experiments.entrySet()) {
      if (!main.interruption().requested()) {
        outcomes.add(run(job, entry.getKey(), entry.getValue(), experiments.size()));
      }
    }
    Path base = base(experiments);
    ExperimentJob.Together together = job.report(outcomes, base);
    return print(outcomes, together.document(), base, together.page());
  }

  /** Alone, a failure is the command's; among several it is kept and the others go on. */
  private ExperimentOutcome run(ExperimentJob job, Sweep sweep, Path path, int count) {
    WhatExists whatExists =
        options.whatExists(
            sweep.varies() ? WhatExists.RESUME_AND_REPAIR : WhatExists.RESUME_AND_KEEP);
    if (count == 1) {
      return job.run(sweep, path, whatExists);
    }
    try {
      return job.run(sweep, path, whatExists);
    } catch (BadInputException | FailedException e) {
      return ExperimentOutcome.failed(sweep.info(), path, String.valueOf(e.getMessage()));
    }
  }

  private Map<Sweep, Path> experiments() {
    boolean all = chosen.all;
    List<String> ids = all ? Presets.IDS : chosen.only.isEmpty() ? Presets.HEADLINE : chosen.only;
    Map<Sweep, Path> experiments = new LinkedHashMap<>();
    for (String id : ids) {
      Sweep plain = Presets.readSweep(id, options.full, List.of());
      boolean registered = plain.first().data().registered();
      Sweep sweep =
          Presets.readSweep(
              id,
              options.full,
              all && !registered
                  ? options.withoutData(main.terminal())
                  : options.overrides(main.terminal()));
      // Among all of them it is left out; asked for by name it is refused with the same words.
      if (all && sweep.first().data().needsFiles()) {
        main.terminal().err().println(id + ": left out, " + DataConfig.NEEDS_FILES);
      } else if (all && !withTorch && sweep.first().network().module().isPresent()) {
        // Whether the module happens to be here does not change what a command does.
        main.terminal().err().println(id + ": skipped; --with-torch runs it");
      } else {
        experiments.put(sweep, directory(sweep, ids.size() == 1));
      }
    }
    return experiments;
  }

  private Path directory(Sweep sweep, boolean alone) {
    Terminal terminal = main.terminal();
    if (!alone) {
      Path base =
          terminal.resolve(options.out == null ? "runs" : Terminal.named("--out", options.out));
      return base.resolve(sweep.id());
    }
    return ExperimentPaths.of(sweep, options.out, terminal);
  }

  /** The directory of the only experiment, or the one that all of them are in. */
  private static Path base(Map<Sweep, Path> experiments) {
    Path first = experiments.values().iterator().next();
    Path parent = first.getParent();
    return experiments.size() == 1 || parent == null ? first : parent;
  }

  private int print(
      List<ExperimentOutcome> outcomes, ObjectNode document, Path base, @Nullable Path page) {
    if (main.json()) {
      main.print(document.put("directory", base.toString()));
    } else {
      outcomes.forEach(outcome -> OutcomeText.print(outcome, main.terminal().out()));
      if (page != null) {
        main.terminal().out().println("\nall claims in one page: " + page);
      }
    }
    return ExperimentPaths.worst(outcomes);
  }
}
