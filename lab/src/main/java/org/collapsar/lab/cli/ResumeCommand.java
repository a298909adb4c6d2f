package org.collapsar.lab.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.collapsar.BadInputException;
import org.collapsar.lab.job.ExperimentOutcome;
import org.collapsar.lab.job.OutcomeJson;
import org.collapsar.lab.run.ExperimentDirectory;
import org.collapsar.lab.run.RunDirectory;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SweepFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Goes on with what was interrupted. */
@Command(
    name = "resume",
    description = "Continue a run, or all runs of an experiment or sweep, from their checkpoints.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar resume runs/wu2025-fig1a          all its unfinished runs",
      "  collapsar resume runs/wu2025-fig1a/seed-2   this one"
    })
final class ResumeCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private JobOptions jobs;
  @Mixin private DataOptions data;

  @Parameters(paramLabel = "RUN", description = "Directory of a run, an experiment or a sweep.")
  private String run;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  ResumeCommand() {}

  @Override
  public Integer call() {
    Path path = main.terminal().resolve(run);
    RunDirectory single = new RunDirectory(path);
    Path parent = Files.exists(single.runJson()) ? parentOf(path) : path;
    List<Long> seeds = parent.equals(path) ? seedsBelow(path) : List.of(seedOf(path));
    ExperimentOutcome outcome = jobs.job(main, data).resume(parent, seeds);
    if (main.json()) {
      main.print(
          OutcomeJson.document(List.of(outcome), parent).put("directory", parent.toString()));
    } else {
      OutcomeText.print(outcome, main.terminal().out());
    }
    return Exit.of(outcome);
  }

  private static List<Long> seedsBelow(Path path) {
    List<Long> seeds = Files.isDirectory(path) ? ExperimentDirectory.seeds(path) : List.of();
    if (seeds.isEmpty() && !SweepFiles.isSweep(path)) {
      throw new BadInputException(
          path + ": expected the directory of a run or of an experiment, found no run.json");
    }
    return seeds;
  }

  private static Path parentOf(Path run) {
    Path parent = run.getParent();
    if (parent != null) {
      return parent;
    }
    Path absolute = run.toAbsolutePath().getParent();
    return absolute == null ? run : absolute;
  }

  /** The seed of a run, which its directory has to be named after. */
  private static long seedOf(Path path) {
    long seed = RunRecord.read(path).seed();
    if (!path.toAbsolutePath().normalize().endsWith("seed-" + seed)) {
      throw new BadInputException(
          path + ": expected the directory of this run to be called seed-" + seed);
    }
    return seed;
  }
}
