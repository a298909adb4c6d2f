package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.collapsar.FailedException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.DataSplit;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.config.Experiment;
import org.collapsar.net.NetworkSpec;
import org.collapsar.random.Seed;

/**
 * Runs an experiment: seeds -> data -> network -> training -> probe -> run directory. The seed
 * decides every number; the number of threads decides none.
 */
public final class ExperimentRunner {
  private final DataDirectory data;
  private final FetchListener fetching;
  private final int threads;
  private final Interruption interruption;
  private final RunListener listener;
  private final String command;

  /**
   * @param data where data sets are kept
   * @param fetching hears of downloads
   * @param threads how many threads compute
   * @param interruption heeded between two steps
   * @param listener hears how the runs go on
   * @param command the command line, as runs record it
   */
  public ExperimentRunner(
      DataDirectory data,
      FetchListener fetching,
      int threads,
      Interruption interruption,
      RunListener listener,
      String command) {
    this.data = data;
    this.fetching = fetching;
    this.threads = threads;
    this.interruption = interruption;
    this.listener = listener;
    this.command = command;
  }

  /**
   * Trains one network for every seed, one after the other, below {@code directory}. A run that
   * diverges ends alone; an interruption ends all of them.
   *
   * @return one result a seed, in order
   * @throws org.collapsar.BadInputException if the experiment does not fit its data or what is in
   *     the directory; nothing is changed there then
   * @throws FailedException if a file cannot be written or fetched
   */
  public List<RunResult> run(
      Experiment experiment, ExperimentDirectory directory, WhatExists whatExists) {
    ExperimentData.checkName(experiment);
    RunPlanner planner = new RunPlanner(experiment, directory, whatExists);
    planner.check();
    ExperimentData samples = ExperimentData.load(experiment, data, fetching);
    List<PlannedRun> plans = new ArrayList<>();
    for (long seed : planner.seeds()) {
      DataSplit split = samples.forSeed(Seed.of(seed));
      NetworkSpec spec = samples.network(split);
      plans.add(planner.plan(seed, spec, ExperimentData.json(split), provenance(experiment)));
    }
    interruption.heeded(true);
    try {
      announceEstimate(experiment, samples, plans);
      plans.forEach(PlannedRun::announce);
      listener.started(experiment.id(), stepsLeft(experiment, samples, plans));
      return runAll(experiment, samples, plans);
    } finally {
      listener.ended();
      interruption.heeded(false);
    }
  }

  private List<RunResult> runAll(
      Experiment experiment, ExperimentData samples, List<PlannedRun> plans) {
    List<RunResult> results = new ArrayList<>();
    for (PlannedRun plan : plans) {
      RunResult result;
      if (plan.kept()) {
        result = plan.asKept();
      } else if (interruption.requested()) {
        result = plan.interruptedBeforeItsStart();
      } else {
        listener.runStarted(plan.seed(), results.size() + 1, plans.size(), plan.fromEpoch());
        result = runOne(experiment, samples, plan);
      }
      listener.runEnded(result);
      results.add(result);
    }
    return results;
  }

  private RunResult runOne(Experiment experiment, ExperimentData samples, PlannedRun plan) {
    DataSplit split = samples.forSeed(Seed.of(plan.seed()));
    NetworkSpec spec = samples.network(split);
    return SeedRun.run(experiment, plan, split, spec, threads, interruption, listener);
  }

  private ObjectNode provenance(Experiment experiment) {
    return Machine.provenance(
        threads, experiment.train().precision().name().toLowerCase(Locale.ROOT), command);
  }

  private void announceEstimate(
      Experiment experiment, ExperimentData samples, List<PlannedRun> plans) {
    for (PlannedRun plan : plans) {
      if (!plan.kept()) {
        DataSplit split = samples.forSeed(Seed.of(plan.seed()));
        Estimate.of(
                experiment,
                split,
                samples.network(split),
                epochsLeft(experiment, plans),
                threads,
                interruption)
            .ifPresent(estimate -> listener.note(estimate.line(plans.size())));
        return;
      }
    }
  }

  private static long epochsLeft(Experiment experiment, List<PlannedRun> plans) {
    return plans.stream()
        .filter(plan -> !plan.kept())
        .mapToLong(plan -> experiment.train().epochs() - plan.fromEpoch())
        .sum();
  }

  private static long stepsLeft(
      Experiment experiment, ExperimentData samples, List<PlannedRun> plans) {
    if (plans.isEmpty()) {
      return 0;
    }
    int size = samples.forSeed(Seed.of(plans.get(0).seed())).train().size();
    return epochsLeft(experiment, plans) * stepsPerEpoch(experiment, size);
  }

  static long stepsPerEpoch(Experiment experiment, int samples) {
    int batch = experiment.train().batch();
    return batch == 0 ? 1 : (samples + batch - 1L) / batch;
  }
}
