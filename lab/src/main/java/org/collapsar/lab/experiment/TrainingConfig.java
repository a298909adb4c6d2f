package org.collapsar.lab.experiment;

import java.util.Optional;
import org.collapsar.lab.learner.Execution;
import org.collapsar.linalg.Precision;
import org.collapsar.model.ModelDevice;
import org.collapsar.net.DescentRule;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;
import org.collapsar.train.StepSchedule;
import org.collapsar.train.TrainConfig;

/**
 * Configuration of the training of an experiment's network.
 *
 * @param precision format that the network is stored and trained in
 * @param epochs passes over the data
 * @param batch samples in a step, 0 for all of them
 * @param steps step sizes over the epochs
 * @param loss what is made small
 * @param rule momentum and the kind of weight decay
 * @param fullSteps steps of an epoch with the full batch
 * @param stream number of the stream of random numbers that training draws its noise and its order
 *     of samples from; data and initial weights are the same in all. 0 for the usual one
 * @param library of networks that a library trains; empty for our own, whose numbers depend on
 *     neither threads nor device
 */
public record TrainingConfig(
    Precision precision,
    int epochs,
    int batch,
    StepSchedule steps,
    Loss loss,
    DescentRule rule,
    int fullSteps,
    int stream,
    Optional<Library> library) {

  /**
   * Configuration of a library that trains.
   *
   * @param threads of one run, whatever the machine has
   * @param device processor or card
   */
  public record Library(int threads, ModelDevice device) {
    /** Settings where nothing is said. */
    public static final Library USUAL = new Library(Execution.THREADS, Execution.USUAL.device());
  }

  /**
   * {@return the seed of training in a run}
   *
   * @param root seed of the run
   */
  public Seed seed(Seed root) {
    Seed training = root.split("train");
    return stream == 0 ? training : training.split(stream);
  }

  /**
   * Makes the same configuration for the trainer.
   *
   * @param threads of the run, where the network's numbers do not depend on them
   * @return with the loss, the rule and the steps of this
   */
  public TrainConfig onThreads(int threads) {
    int those = library.map(Library::threads).orElse(threads);
    return new TrainConfig(epochs, batch, steps, those, loss, rule, fullSteps);
  }
}
