package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.collapsar.FailedException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.experiment.DataConfig;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.experiment.SweepCell;
import org.jspecify.annotations.Nullable;

/**
 * Runner of experiments: cells -&gt; seeds -&gt; data -&gt; network -&gt; training -&gt; probe
 * -&gt; run directory. The configuration and the seed decide every number; threads and jobs decide
 * none.
 */
public final class ExperimentRunner {
  private final DataDirectory data;
  private final FetchListener fetching;
  private final Workers workers;
  private final Interruption interruption;
  private final RunListener listener;
  private final String command;
  private final @Nullable RunPlace place;

  /**
   * Prepares to run in this process.
   *
   * @param data where data sets are kept
   * @param fetching hears of downloads
   * @param workers how many runs go on at a time, on how many threads
   * @param interruption heeded between two steps
   * @param listeners hear how the runs go on, each of everything, in this order
   * @param command the command line, as runs record it
   */
  public ExperimentRunner(
      DataDirectory data,
      FetchListener fetching,
      Workers workers,
      Interruption interruption,
      List<? extends RunListener> listeners,
      String command) {
    this(data, fetching, workers, interruption, listeners, command, null);
  }

  /**
   * Prepares to run here or elsewhere.
   *
   * @param data where data sets are kept
   * @param fetching hears of downloads
   * @param workers how many runs go on at a time, on how many threads; not heeded elsewhere
   * @param interruption heeded between two steps
   * @param listeners hear how the runs go on, each of everything, in this order
   * @param command the command line, as runs record it
   * @param place where runs are trained; null for this process
   */
  public ExperimentRunner(
      DataDirectory data,
      FetchListener fetching,
      Workers workers,
      Interruption interruption,
      List<? extends RunListener> listeners,
      String command,
      @Nullable RunPlace place) {
    this.data = data;
    this.fetching = fetching;
    this.workers = workers;
    this.interruption = interruption;
    this.listener = new RunListeners(listeners);
    this.command = command;
    this.place = place;
  }

  /**
   * Trains one network for every seed of every cell, below {@code directory}. A run that diverges
   * or fails ends alone; an interruption ends all of them. A sweep also gets sweep.json before the
   * first run and, after the last, sweep.csv.
   *
   * @param sweep the cells with their seeds
   * @param directory opened for this sweep
   * @param whatExists what is done with runs that are there
   * @return one result a run, the seeds of the first cell first
   * @throws org.collapsar.BadInputException if an experiment does not fit its data or what is in
   *     the directory; nothing is changed there then
   * @throws FailedException if a file cannot be fetched, or every run failed: the first failure
   */
  public List<RunResult> run(Sweep sweep, ExperimentDirectory directory, WhatExists whatExists) {
    List<PlannedRun> plans = plan(sweep, directory, whatExists);
    SweepFiles files = new SweepFiles(sweep, directory.path());
    interruption.heeded(true);
    try {
      for (PlannedRun plan : plans) {
        if (plan.broken() != null) {
          listener.note(plan.name() + ": run again, because it " + plan.broken());
        }
      }
      if (place == null) {
        Estimate.ofLong(plans, workers, interruption).ifPresent(e -> listener.note(e.line()));
      }
      StepCheck.lines(plans, workers, interruption).forEach(listener::note);
      files.begin(listener);
      plans.forEach(PlannedRun::announce);
      List<RunResult> results = place == null ? here(sweep, plans) : there(sweep, plans, place);
      files.end(results);
      return results;
    } finally {
      listener.ended();
      interruption.heeded(false);
    }
  }

  /**
   * Times the first steps of networks and says what all runs will take, as if none was there.
   * Trains no run and writes nothing; of data it fetches what {@link #unfetched} names.
   *
   * @param sweep the cells with their seeds
   * @return the estimate that {@link #run} tells its listeners before long work
   * @throws org.collapsar.BadInputException if an experiment does not fit its data
   * @throws FailedException if a file cannot be fetched
   */
  public Estimate estimate(Sweep sweep) {
    ExperimentDirectory nowhere = ExperimentDirectory.named(Path.of("estimate"));
    interruption.heeded(true);
    try {
      return Estimate.of(plan(sweep, nowhere, WhatExists.REPLACE), workers, interruption);
    } finally {
      interruption.heeded(false);
    }
  }

  /**
   * Names the data sets that would have to be fetched.
   *
   * @param sweep the cells with their seeds
   * @return each once, in the order of the cells
   * @throws org.collapsar.BadInputException if there is no such data set
   */
  public List<String> unfetched(Sweep sweep) {
    DataStore store = new DataStore(data, fetching);
    sweep.cells().forEach(cell -> ExperimentData.checkName(cell.experiment()));
    return sweep.cells().stream()
        .map(cell -> cell.experiment().data())
        .filter(config -> !store.isPresent(config))
        .map(DataConfig::name)
        .distinct()
        .toList();
  }

  private List<RunResult> here(Sweep sweep, List<PlannedRun> plans) {
    return new RunQueue(plans, workers, interruption, listener, null).run(sweep.id());
  }

  private List<RunResult> there(Sweep sweep, List<PlannedRun> plans, RunPlace where) {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            looking -> {
              Thread thread = new Thread(looking, "collapsar-runs");
              thread.setDaemon(true);
              return thread;
            });
    try {
      RunQueue.Elsewhere elsewhere = new RunQueue.Elsewhere(where, data, command, clock);
      return new RunQueue(plans, workers, interruption, listener, elsewhere).run(sweep.id());
    } finally {
      clock.shutdownNow();
    }
  }

  /** Checks everything that can be checked before anything is written. */
  private List<PlannedRun> plan(Sweep sweep, ExperimentDirectory directory, WhatExists whatExists) {
    List<RunPlanner> planners = new ArrayList<>();
    for (SweepCell cell : sweep.cells()) {
      ExperimentData.checkName(cell.experiment());
      planners.add(new RunPlanner(cell, directory, whatExists));
    }
    planners.forEach(RunPlanner::check);
    DataStore store = new DataStore(data, fetching);
    List<PlannedRun> plans = new ArrayList<>();
    for (RunPlanner planner : planners) {
      ExperimentData samples = ExperimentData.load(planner.experiment(), store);
      for (long seed : planner.seeds()) {
        plans.add(planner.plan(seed, samples, provenance(planner.experiment())));
      }
    }
    return plans;
  }

  private ObjectNode provenance(Experiment experiment) {
    return Machine.provenance(
        workers.threadsEach(),
        experiment.train().precision().name().toLowerCase(Locale.ROOT),
        command);
  }
}
