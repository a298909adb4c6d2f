package org.collapsar.lab.cli;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.FailedException;
import org.collapsar.data.DataDirectory;
import org.collapsar.lab.document.JsonWriter;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.experiment.SweepCell;
import org.collapsar.lab.report.ClaimResult;
import org.collapsar.lab.report.Claims;
import org.collapsar.lab.report.Figures;
import org.collapsar.lab.report.ReportPage;
import org.collapsar.lab.run.ExperimentDirectory;
import org.collapsar.lab.run.ExperimentRunner;
import org.collapsar.lab.run.Interruption;
import org.collapsar.lab.run.RunDirectory;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.RunResult;
import org.collapsar.lab.run.SweepFiles;
import org.collapsar.lab.run.WhatExists;
import org.collapsar.lab.run.Workers;

/** Runs an experiment and makes its figures, its page and its claims from what the runs wrote. */
final class ExperimentJob {
  private final DataDirectory data;
  private final Workers workers;
  private final Workers ofSweeps;
  private final Interruption interruption;
  private final Progress progress;
  private final String command;

  private ExperimentJob(
      DataDirectory data,
      Workers workers,
      Workers ofSweeps,
      Interruption interruption,
      Progress progress,
      String command) {
    this.data = data;
    this.workers = workers;
    this.ofSweeps = ofSweeps;
    this.interruption = interruption;
    this.progress = progress;
    this.command = command;
  }

  /**
   * The job of a command line.
   *
   * @throws org.collapsar.BadInputException if a number of threads or jobs makes no sense
   */
  static ExperimentJob of(Main main, DataOptions data, JobOptions jobs) {
    return new ExperimentJob(
        data.directory(main.terminal()),
        jobs.workers(main.threads(), false),
        jobs.workers(main.threads(), true),
        main.interruption(),
        main.progress(),
        main.commandLine());
  }

  /**
   * Runs all seeds of all cells.
   *
   * @throws org.collapsar.BadInputException if an experiment fits neither data nor directory
   * @throws FailedException if something cannot be fetched, or no run got through
   */
  ExperimentOutcome run(Sweep sweep, Path path, WhatExists whatExists) {
    try (ExperimentDirectory directory = ExperimentDirectory.open(path, sweep)) {
      List<RunResult> results = runner(sweep.varies()).run(sweep, directory, whatExists);
      return report(sweep.info(), path, results);
    }
  }

  /**
   * Goes on with a sweep by what its sweep.json says, or with ordinary runs by their run.json, then
   * reports on all runs of the directory.
   *
   * @param seeds of the ordinary runs to go on with; finished ones stay as they are
   */
  ExperimentOutcome resume(Path path, List<Long> seeds) {
    if (SweepFiles.isSweep(path)) {
      return run(SweepFiles.sweep(path), path, WhatExists.RESUME_AND_REPAIR);
    }
    try (ExperimentDirectory directory = ExperimentDirectory.open(path)) {
      List<RunRecord> chosen =
          seeds.stream().map(seed -> RunRecord.read(directory.run("", seed).path())).toList();
      // Even of a finished one that was trained elsewhere nothing can be resumed.
      chosen.forEach(RunRecord::experiment);
      List<SweepCell> unfinished =
          chosen.stream()
              .filter(run -> !run.finished())
              .map(run -> new SweepCell("", run.experiment()))
              .toList();
      if (!unfinished.isEmpty()) {
        runner(false).run(new Sweep(List.of(), unfinished), directory, WhatExists.RESUME_AND_KEEP);
      }
      List<RunRecord> all = ExperimentDirectory.runs(path).stream().map(RunRecord::read).toList();
      List<RunResult> results = all.stream().map(ExperimentJob::result).toList();
      return report(all.get(0).info(), path, results);
    }
  }

  private ExperimentRunner runner(boolean sweep) {
    return new ExperimentRunner(
        data, progress, sweep ? ofSweeps : workers, interruption, List.of(progress), command);
  }

  private static RunResult result(RunRecord run) {
    return new RunResult(
        new RunDirectory(run.directory()),
        run.cell(),
        run.seed(),
        run.status(),
        run.message(),
        false);
  }

  private ExperimentOutcome report(ExperimentInfo info, Path path, List<RunResult> results) {
    ExperimentOutcome outcome =
        // Who presses Ctrl-C wants the prompt back; resume makes the page.
        interruption.requested()
            ? new ExperimentOutcome(info, path, results, List.of(), List.of(), null, null, null)
            : drawn(info, path, results);
    JsonWriter.write(path.resolve("summary.json"), OutcomeJson.document(List.of(outcome), path));
    return outcome;
  }

  private ExperimentOutcome drawn(ExperimentInfo info, Path path, List<RunResult> results) {
    Path table = SweepFiles.isSweep(path) ? SweepFiles.table(path) : null;
    List<RunRecord> records =
        results.stream()
            .map(result -> RunRecord.read(result.directory().path()))
            .filter(record -> record.lastEpoch() >= 0)
            .toList();
    if (records.isEmpty()) {
      return new ExperimentOutcome(info, path, results, List.of(), List.of(), table, null, null);
    }
    Path page = path.resolve("report.html");
    ReportPage.write(page, records);
    List<ClaimResult> claims = Claims.evaluate(info.claims(), records);
    List<Path> figures = figures(info, path, records);
    return new ExperimentOutcome(info, path, results, claims, figures, table, page, null);
  }

  /**
   * The figures as files; where they cannot be drawn (a JDK without fonts) the page stands alone.
   */
  private List<Path> figures(ExperimentInfo info, Path path, List<RunRecord> records) {
    try {
      for (RunRecord record : records) {
        // The figures of a sweep are about all its runs; of one of them there is nothing to see.
        if (record.cell().isEmpty()) {
          Figures.write(
              new RunDirectory(record.directory()).figures(), info.figures(), List.of(record));
        }
      }
      return Figures.write(path.resolve("figures"), info.figures(), records);
    } catch (FailedException e) {
      progress.note("no figure files: " + e.getMessage());
      return List.of();
    }
  }
}
