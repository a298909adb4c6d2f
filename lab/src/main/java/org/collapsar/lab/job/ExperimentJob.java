package org.collapsar.lab.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.collapsar.FailedException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.document.JsonWriter;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.experiment.SweepCell;
import org.collapsar.lab.experiment.TrainingConfig;
import org.collapsar.lab.figure.DrawnFigure;
import org.collapsar.lab.page.ExperimentRuns;
import org.collapsar.lab.page.ReportPage;
import org.collapsar.lab.print.Figures;
import org.collapsar.lab.run.Estimate;
import org.collapsar.lab.run.ExperimentDirectory;
import org.collapsar.lab.run.ExperimentRunner;
import org.collapsar.lab.run.Interruption;
import org.collapsar.lab.run.RunDirectory;
import org.collapsar.lab.run.RunListener;
import org.collapsar.lab.run.RunPlace;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.RunRecords;
import org.collapsar.lab.run.RunResult;
import org.collapsar.lab.run.SweepFiles;
import org.collapsar.lab.run.WhatExists;
import org.collapsar.lab.run.Workers;
import org.collapsar.modules.Modules;
import org.jspecify.annotations.Nullable;

/**
 * Job that runs experiments and makes their figures, pages and claims from what the runs wrote. Set
 * up by its methods, in any order, then asked to {@link #run} or to {@link #resume}.
 */
public final class ExperimentJob {
  private final DataDirectory data;
  private final List<RunListener> listeners = new ArrayList<>();
  private FetchListener fetching = FetchListener.NONE;
  private int threads = 1;
  private OptionalInt jobs = OptionalInt.empty();
  private Interruption interruption = new Interruption();
  private String command = "";
  private @Nullable RunPlace place;

  /**
   * Makes a job on one thread that nobody listens to.
   *
   * @param data where data sets are kept
   */
  public ExperimentJob(DataDirectory data) {
    this.data = data;
  }

  /**
   * Sets the number of threads that compute, all runs together.
   *
   * @param number at least 1
   * @return this job
   */
  public ExperimentJob threads(int number) {
    threads = number;
    return this;
  }

  /**
   * Sets the number of runs that go on at a time; where it is not set, the job chooses.
   *
   * @param number at least 1
   * @return this job
   */
  public ExperimentJob jobs(int number) {
    jobs = OptionalInt.of(number);
    return this;
  }

  /**
   * Sets what tells whether and when the work is to stop.
   *
   * @param asked looked at between two steps
   * @return this job
   */
  public ExperimentJob interruption(Interruption asked) {
    interruption = asked;
    return this;
  }

  /**
   * Adds a listener, which hears how the runs go on.
   *
   * @param listener hears of everything, after those added before
   * @return this job
   */
  public ExperimentJob listener(RunListener listener) {
    listeners.add(listener);
    return this;
  }

  /**
   * Sets the listener that hears of downloads.
   *
   * @param listener hears of sources and bytes
   * @return this job
   */
  public ExperimentJob fetching(FetchListener listener) {
    fetching = listener;
    return this;
  }

  /**
   * Sets the command that asked for the job, as runs record it.
   *
   * @param line the command line
   * @return this job
   */
  public ExperimentJob command(String line) {
    command = line;
    return this;
  }

  /**
   * Sets where runs are trained, in place of this process; threads and jobs are not heeded then.
   *
   * @param elsewhere gets the runs by their directories
   * @return this job
   */
  public ExperimentJob place(RunPlace elsewhere) {
    place = elsewhere;
    return this;
  }

  /**
   * Asks for the modules that train the networks of an experiment, before anything is done.
   *
   * @param sweep what is to be run
   * @throws org.collapsar.modules.MissingModuleException if one is not here
   */
  public static void requireModules(Sweep sweep) {
    for (SweepCell cell : sweep.cells()) {
      cell.experiment().network().module().ifPresent(module -> Modules.require(module, sweep.id()));
    }
  }

  /**
   * Runs all seeds of all cells.
   *
   * @param sweep what is to be run
   * @param path directory of the experiment
   * @param whatExists what is done with runs that are there
   * @return results, judged claims and files
   * @throws org.collapsar.BadInputException if an experiment fits neither data nor directory
   * @throws FailedException if something cannot be fetched, or no run got through
   */
  public ExperimentOutcome run(Sweep sweep, Path path, WhatExists whatExists) {
    requireModules(sweep);
    try (ExperimentDirectory directory = ExperimentDirectory.open(path, sweep)) {
      List<RunResult> results = runner(sweep).run(sweep, directory, whatExists);
      return report(sweep.info(), path, results);
    }
  }

  /**
   * Estimates time, disk and memory of all seeds of all cells by the first steps of their networks.
   * Nothing is written, and nothing fetched but what {@link #unfetched} names.
   *
   * @param sweep what would be run
   * @return what {@link #run} tells its listeners before long work
   * @throws org.collapsar.BadInputException if an experiment does not fit its data
   * @throws FailedException if a file cannot be fetched
   */
  public Estimate estimate(Sweep sweep) {
    requireModules(sweep);
    return runner(sweep).estimate(sweep);
  }

  /**
   * Names the data sets that would have to be fetched before anything is known of a run.
   *
   * @param sweep what would be run
   * @return none where all are here
   * @throws org.collapsar.BadInputException if there is no such data set
   */
  public List<String> unfetched(Sweep sweep) {
    return runner(sweep).unfetched(sweep);
  }

  /**
   * Trains and makes no page: what is to be compared.
   *
   * @param until stops it, in place of the job's interruption
   * @param listener hears how it goes on, as the job's own do
   */
  List<RunResult> trainOnly(Sweep sweep, Path path, Interruption until, RunListener listener) {
    requireModules(sweep);
    List<RunListener> all = new ArrayList<>();
    listeners.forEach(own -> all.add(new WithoutEnds(own)));
    all.add(listener);
    Workers workers = new Workers(threads, jobs.orElseGet(() -> runsAtATime(sweep)));
    try (ExperimentDirectory directory = ExperimentDirectory.open(path, sweep)) {
      return new ExperimentRunner(data, fetching, workers, until, all, command)
          .run(sweep, directory, WhatExists.RESUME_AND_KEEP);
    }
  }

  /**
   * Goes on with a sweep by what its sweep.json says, or with ordinary runs by their run.json, then
   * reports on all runs of the directory.
   *
   * @param path directory of the experiment or the sweep
   * @param seeds of the ordinary runs to go on with; finished ones stay as they are
   * @return results, judged claims and files
   * @throws org.collapsar.BadInputException if a run was trained elsewhere, or fits neither data
   *     nor directory
   * @throws FailedException if something cannot be fetched, or no run got through
   */
  public ExperimentOutcome resume(Path path, List<Long> seeds) {
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
        Sweep left = new Sweep(List.of(), unfinished);
        requireModules(left);
        runner(left).run(left, directory, WhatExists.RESUME_AND_KEEP);
      }
      List<RunRecord> all = RunRecords.read(ExperimentDirectory.runs(path));
      List<RunResult> results = all.stream().map(ExperimentJob::result).toList();
      return report(all.get(0).info(), path, results);
    }
  }

  private ExperimentRunner runner(Sweep sweep) {
    Workers workers = new Workers(threads, jobs.orElseGet(() -> runsAtATime(sweep)));
    return new ExperimentRunner(data, fetching, workers, interruption, listeners, command, place);
  }

  /**
   * As many as have the threads that they are configured with, where numbers depend on these. Else
   * one per thread in a sweep, whose networks are small, so that nobody waits for another's part of
   * a step, and one at a time out of it.
   */
  private int runsAtATime(Sweep sweep) {
    OptionalInt ofOne =
        sweep.cells().stream()
            .flatMap(cell -> cell.experiment().train().library().stream())
            .mapToInt(TrainingConfig.Library::threads)
            .max();
    if (ofOne.isPresent()) {
      return Math.max(1, threads / ofOne.getAsInt());
    }
    return sweep.varies() ? threads : 1;
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

  /**
   * Result of several experiments together.
   *
   * @param document the document collapsar/reproduce/1, also in summary.json
   * @param page about all of them, or null where none was made
   */
  public record Together(ObjectNode document, @Nullable Path page) {}

  /**
   * Makes the page about several outcomes, where there are several, and writes summary.json.
   *
   * @param outcomes one per experiment
   * @param base the directory that all of them are in
   * @return the document, and the page where there is one
   * @throws FailedException if a file cannot be written
   */
  public Together report(List<ExperimentOutcome> outcomes, Path base) {
    ObjectNode document = OutcomeJson.document(outcomes, base);
    Path page =
        outcomes.size() > 1 && pagesAreWanted() ? SummaryReport.write(outcomes, base) : null;
    if (page != null) {
      document.put("report", OutcomeJson.relative(base, page));
    }
    if (Files.isDirectory(base)) {
      JsonWriter.write(base.resolve("summary.json"), document);
    }
    return new Together(document, page);
  }

  /** A user who presses Ctrl-C wants the prompt back; resume makes the page. */
  private boolean pagesAreWanted() {
    return !interruption.requested();
  }

  private ExperimentOutcome report(ExperimentInfo info, Path path, List<RunResult> results) {
    ExperimentOutcome outcome =
        pagesAreWanted()
            ? drawn(info, path, results)
            : ExperimentOutcome.withoutPage(info, path, results, null);
    JsonWriter.write(path.resolve("summary.json"), OutcomeJson.document(List.of(outcome), path));
    return outcome;
  }

  private ExperimentOutcome drawn(ExperimentInfo info, Path path, List<RunResult> results) {
    Path table = SweepFiles.isSweep(path) ? SweepFiles.table(path) : null;
    List<RunRecord> records =
        RunRecords.read(results.stream().map(result -> result.directory().path()).toList()).stream()
            .filter(record -> record.lastEpoch() >= 0)
            .toList();
    if (records.isEmpty()) {
      return ExperimentOutcome.withoutPage(info, path, results, table);
    }
    Path page = path.resolve("report.html");
    ExperimentRuns made = ExperimentRuns.of(info, records);
    ReportPage.write(page, List.of(made));
    return new ExperimentOutcome(info, path, results, made, figures(made, path), table, page, null);
  }

  /**
   * The figures as files; where they cannot be drawn (a JDK without fonts) the page stands alone.
   */
  private List<Path> figures(ExperimentRuns made, Path path) {
    try {
      for (RunRecord record : made.runs()) {
        // The figures of a sweep are about all its runs; of one of them there is nothing to see.
        if (record.cell().isEmpty()) {
          new Figures(DrawnFigure.of(made.info().figures(), List.of(record)))
              .write(new RunDirectory(record.directory()).figures());
        }
      }
      return made.figures().write(path.resolve("figures"));
    } catch (FailedException e) {
      listeners.forEach(listener -> listener.note("no figure files: " + e.getMessage()));
      return List.of();
    }
  }
}
