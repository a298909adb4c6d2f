package org.collapsar.lab.config;

import org.collapsar.linalg.Precision;
import org.collapsar.net.DescentRule;
import org.collapsar.train.Loss;
import org.collapsar.train.StepSchedule;
import org.collapsar.train.TrainConfig;

/**
 * How the network of an experiment is trained.
 *
 * @param precision format that the network is stored and trained in
 * @param epochs passes over the data
 * @param batch samples in a step, 0 for all of them
 * @param steps step sizes over the epochs
 * @param loss what is made small
 * @param rule momentum and the kind of weight decay
 * @param fullSteps steps of an epoch with the full batch
 */
public record TrainingConfig(
    Precision precision,
    int epochs,
    int batch,
    StepSchedule steps,
    Loss loss,
    DescentRule rule,
    int fullSteps) {

  /** The same for the trainer. */
  public TrainConfig onThreads(int threads) {
    return new TrainConfig(epochs, batch, steps, threads, loss, rule, fullSteps);
  }
}
