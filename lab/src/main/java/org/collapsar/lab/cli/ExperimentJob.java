package org.collapsar.lab.cli;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.FailedException;
import org.collapsar.data.DataDirectory;
import org.collapsar.lab.config.Experiment;
import org.collapsar.lab.config.ExperimentJson;
import org.collapsar.lab.config.ExperimentReader;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.report.ClaimResult;
import org.collapsar.lab.report.Claims;
import org.collapsar.lab.report.Figures;
import org.collapsar.lab.report.ReportPage;
import org.collapsar.lab.run.AtomicFiles;
import org.collapsar.lab.run.ExperimentDirectory;
import org.collapsar.lab.run.ExperimentRunner;
import org.collapsar.lab.run.Interruption;
import org.collapsar.lab.run.RunDirectory;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.RunResult;
import org.collapsar.lab.run.WhatExists;

/** Runs an experiment and makes its figures, its page and its claims from what the runs wrote. */
final class ExperimentJob {
  private final DataDirectory data;
  private final int threads;
  private final Interruption interruption;
  private final Progress progress;
  private final String command;

  ExperimentJob(
      DataDirectory data,
      int threads,
      Interruption interruption,
      Progress progress,
      String command) {
    this.data = data;
    this.threads = threads;
    this.interruption = interruption;
    this.progress = progress;
    this.command = command;
  }

  /**
   * Runs all seeds of an experiment.
   *
   * @throws org.collapsar.BadInputException if the experiment fits neither data nor directory
   * @throws org.collapsar.FailedException if something cannot be fetched or written
   */
  ExperimentOutcome run(Experiment experiment, Path path, WhatExists whatExists) {
    try (ExperimentDirectory directory = ExperimentDirectory.open(path)) {
      List<RunResult> results = runner().run(experiment, directory, whatExists);
      return report(experiment.info(), path, results);
    }
  }

  /**
   * Goes on with runs by what their run.json says, then reports on all runs of the directory.
   *
   * @param seeds of the runs to go on with; finished ones stay as they are
   */
  ExperimentOutcome resume(Path path, List<Long> seeds) {
    try (ExperimentDirectory directory = ExperimentDirectory.open(path)) {
      for (long seed : seeds) {
        RunRecord run = read(directory, seed);
        if (!interruption.requested() && !run.finished()) {
          Experiment experiment =
              ExperimentReader.ofRun(
                  directory.run(seed).runJson().toString(),
                  ExperimentJson.description(run.experiment()),
                  run.config());
          runner().run(experiment, directory, WhatExists.RESUME_AND_KEEP);
        }
      }
      List<RunRecord> all =
          ExperimentDirectory.seeds(path).stream().map(seed -> read(directory, seed)).toList();
      List<RunResult> results = all.stream().map(ExperimentJob::result).toList();
      return report(all.get(0).experiment(), path, results);
    }
  }

  private ExperimentRunner runner() {
    return new ExperimentRunner(data, progress, threads, interruption, progress, command);
  }

  private static RunRecord read(ExperimentDirectory directory, long seed) {
    return RunRecord.read(directory.run(seed).path());
  }

  private static RunResult result(RunRecord run) {
    return new RunResult(
        new RunDirectory(run.directory()), run.seed(), run.status(), run.message(), false);
  }

  private ExperimentOutcome report(ExperimentInfo info, Path path, List<RunResult> results) {
    ExperimentOutcome outcome =
        // Who presses Ctrl-C wants the prompt back; resume makes the page.
        interruption.requested()
            ? new ExperimentOutcome(info, path, results, List.of(), List.of(), null, null)
            : drawn(info, path, results);
    AtomicFiles.write(path.resolve("summary.json"), OutcomeJson.document(List.of(outcome), path));
    return outcome;
  }

  /**
   * The figures as files; where they cannot be drawn (a JDK without fonts) the page stands alone.
   */
  private List<Path> figures(ExperimentInfo info, Path path, List<RunRecord> records) {
    try {
      for (RunRecord record : records) {
        Figures.write(
            new RunDirectory(record.directory()).figures(), info.figures(), List.of(record));
      }
      return Figures.write(path.resolve("figures"), info.figures(), records);
    } catch (FailedException e) {
      progress.note("no figure files: " + e.getMessage());
      return List.of();
    }
  }

  private ExperimentOutcome drawn(ExperimentInfo info, Path path, List<RunResult> results) {
    List<RunRecord> records =
        results.stream()
            .map(result -> RunRecord.read(result.directory().path()))
            .filter(record -> record.lastEpoch() >= 0)
            .toList();
    if (records.isEmpty()) {
      return new ExperimentOutcome(info, path, results, List.of(), List.of(), null, null);
    }
    Path page = path.resolve("report.html");
    ReportPage.write(page, records);
    List<ClaimResult> claims = Claims.evaluate(info.claims(), records);
    List<Path> figures = figures(info, path, records);
    return new ExperimentOutcome(info, path, results, claims, figures, page, null);
  }
}
