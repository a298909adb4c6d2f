package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.collapsar.FailedException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.experiment.SweepCell;

/**
 * Runs experiments: cells -> seeds -> data -> network -> training -> probe -> run directory. The
 * configuration and the seed decide every number; threads and jobs decide none.
 */
public final class ExperimentRunner {
  private final DataDirectory data;
  private final FetchListener fetching;
  private final Workers workers;
  private final Interruption interruption;
  private final RunListener listener;
  private final String command;

  /**
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
    this.data = data;
    this.fetching = fetching;
    this.workers = workers;
    this.interruption = interruption;
    this.listener = new RunListeners(listeners);
    this.command = command;
  }

  /**
   * Trains one network for every seed of every cell, below {@code directory}. A run that diverges
   * or fails ends alone; an interruption ends all of them. A sweep also gets sweep.json before the
   * first run and, after the last, sweep.csv.
   *
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
      Estimate.of(plans, workers, interruption).ifPresent(e -> listener.note(e.line()));
      StepCheck.lines(plans, workers, interruption).forEach(listener::note);
      files.begin(listener);
      plans.forEach(PlannedRun::announce);
      List<RunResult> results =
          new RunQueue(plans, workers, interruption, listener).run(sweep.id());
      files.end(results);
      return results;
    } finally {
      listener.ended();
      interruption.heeded(false);
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
