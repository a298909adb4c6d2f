package org.collapsar.e2e;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.FailedException;
import org.collapsar.data.DataDirectory;
import org.collapsar.lab.config.SweepReader;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.job.ExperimentJob;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.Interruption;
import org.collapsar.lab.run.RunListener;
import org.collapsar.lab.run.WhatExists;

/** A run that trains in this process, and waits after an epoch until the test lets it go on. */
final class Training implements AutoCloseable {
  private final Interruption interruption = new Interruption();
  private final Thread thread;
  private int wanted;
  private int done = -1;
  private Throwable failure;

  private Training(Sweep sweep, Path directory, Path data) {
    ExperimentJob job =
        new ExperimentJob(new DataDirectory(data))
            .interruption(interruption)
            .listener(
                new RunListener() {
                  @Override
                  public void epochMeasured(String run, int epochs, EpochRecord measured) {
                    waitAfter(measured.epoch());
                  }
                });
    thread =
        new Thread(
            () -> {
              try {
                job.run(sweep, directory, WhatExists.RESUME);
                end(null);
              } catch (RuntimeException | Error e) {
                end(e);
              }
            },
            "training");
  }

  /**
   * Starts a run of one seed, which measures the network before training and waits.
   *
   * @param yaml of the experiment
   * @param directory of the experiment
   * @param data where data sets are kept
   */
  static Training start(String yaml, Path directory, Path data) {
    Training training =
        new Training(SweepReader.read("run.yaml", yaml, false, List.of()), directory, data);
    training.thread.start();
    training.until(0);
    return training;
  }

  /** Trains on, and returns when the rows of an epoch are in the files. */
  synchronized void until(int epoch) {
    wanted = epoch;
    notifyAll();
    while (done < epoch && failure == null && thread.isAlive()) {
      pause();
    }
    if (done < epoch) {
      throw new FailedException("the run ended after epoch " + done, failure);
    }
  }

  private synchronized void waitAfter(int epoch) {
    done = epoch;
    notifyAll();
    while (done >= wanted && !interruption.requested()) {
      pause();
    }
  }

  private void pause() {
    try {
      wait(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedException("interrupted", e);
    }
  }

  /** Lets the run train its last epoch and end. */
  void finish() {
    synchronized (this) {
      wanted = Integer.MAX_VALUE;
      notifyAll();
    }
    join();
    if (failure != null) {
      throw new FailedException("the run failed", failure);
    }
  }

  private synchronized void end(Throwable with) {
    failure = with;
    notifyAll();
  }

  private void join() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedException("interrupted", e);
    }
  }

  @Override
  public void close() {
    interruption.request();
    synchronized (this) {
      notifyAll();
    }
    join();
  }
}
