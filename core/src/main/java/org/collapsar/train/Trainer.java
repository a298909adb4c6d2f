package org.collapsar.train;

import java.util.SplittableRandom;
import org.collapsar.BadInputException;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.net.Update;
import org.collapsar.net.WeightArrays;
import org.collapsar.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * The training loop: mini-batch SGD, full-batch gradient descent, and either with Langevin noise.
 * The result is a function of the network's weights, the data, the configuration and the seed:
 * bit-identical for any number of threads, and whether or not the run was cut between two epochs
 * (with momentum, if {@link #velocities} are put back).
 */
public final class Trainer implements AutoCloseable {
  private final Network network;
  private final Samples data;
  private final TrainConfig config;
  private final Seed seed;
  private final ThreadTeam team;
  private final @Nullable WeightArrays velocities;
  private final Update update;
  private final @Nullable Step step;
  private final @Nullable FullPass fullPass;

  /**
   * Prepares the training of a network.
   *
   * @param network trained in place; belongs to the caller
   * @param data stays open and belongs to the caller, as does {@code network}
   * @param config epochs, batch, steps, loss and rule
   * @param seed decides on the order of the samples and on the noise
   * @throws BadInputException if the batch is larger than the data, or the data do not fit the
   *     network or the loss
   */
  public Trainer(Network network, Samples data, TrainConfig config, Seed seed) {
    NetworkSpec spec = network.spec();
    if (config.batch() > data.size()) {
      throw new BadInputException(
          "train.batch: expected at most the number of training samples, "
              + data.size()
              + ", found "
              + config.batch());
    }
    if (data.dimension() != spec.inputs()) {
      throw new BadInputException(
          "data: expected dimension "
              + spec.inputs()
              + " (the network's inputs), found "
              + data.dimension());
    }
    if (data.classes() != spec.outputs()) {
      throw new BadInputException(
          "data: expected "
              + spec.outputs()
              + " classes (the network's outputs), found "
              + data.classes());
    }
    this.network = network;
    this.data = data;
    this.config = config;
    this.seed = seed;
    this.team = new ThreadTeam(config.threads());
    this.velocities =
        config.rule().hasMomentum() ? new WeightArrays(spec, network.precision()) : null;
    this.update = new Update(network.arrays(), config.rule(), velocities);
    boolean stochastic = config.batch() > 0;
    this.step =
        stochastic
            ? new Step(network, config.batch(), team, config.loss(), config.rule(), velocities)
            : null;
    this.fullPass = stochastic ? null : new FullPass(network, team, config.loss(), false);
  }

  /**
   * {@return the velocities, which belong to the state of a run beside the weights; null without
   * momentum}
   */
  public @Nullable WeightArrays velocities() {
    return velocities;
  }

  /** {@return the number of steps in an epoch; the last partial batch counts} */
  public long stepsPerEpoch() {
    return config.batch() == 0
        ? config.fullSteps()
        : (data.size() + config.batch() - 1) / config.batch();
  }

  /**
   * Trains up to the configured number of epochs.
   *
   * @param fromEpoch how many epochs the network has behind it, 0 for a new one
   * @param listener hears of each epoch, and of the start if {@code fromEpoch} is 0; false ends the
   *     training
   * @throws DivergedException if the loss of a batch is not finite; the network then holds the
   *     weights of that moment
   */
  public void run(int fromEpoch, TrainListener listener) {
    if (fromEpoch == 0 && !listener.epochEnded(0)) {
      return;
    }
    for (int epoch = fromEpoch + 1; epoch <= config.epochs(); epoch++) {
      if (!epoch(epoch, listener) || !listener.epochEnded(epoch)) {
        return;
      }
    }
  }

  /**
   * Trains one epoch.
   *
   * @param epoch from 1
   * @param listener told of every step, not of the end of the epoch
   * @return false if the listener ended it
   * @throws DivergedException as {@link #run}
   */
  public boolean epoch(int epoch, TrainListener listener) {
    if (!(fullPass == null
        ? stochasticEpoch(epoch, listener)
        : fullBatchEpoch(epoch, fullPass, listener))) {
      return false;
    }
    network.arrays().settle();
    return true;
  }

  private boolean stochasticEpoch(int epoch, TrainListener listener) {
    Step step = java.util.Objects.requireNonNull(this.step);
    double eta = config.steps().sizeAt(epoch - 1, config.epochs());
    step.size(eta, epoch - 1, config.epochs());
    int[] order = order(data.size(), seed, epoch);
    Seed noise = seed.split("noise").split(epoch);
    long steps = stepsPerEpoch();
    for (int k = 1; k <= steps; k++) {
      int from = (k - 1) * config.batch();
      int to = Math.min(from + config.batch(), order.length);
      double loss = step.step(data, order, from, to, noise.split(k));
      if (!Double.isFinite(loss)) {
        throw new DivergedException(epoch, k, eta);
      }
      if (!listener.stepEnded(epoch, k, steps)) {
        return false;
      }
    }
    return true;
  }

  /** Steps from the gradient over all samples at once. */
  private boolean fullBatchEpoch(int epoch, FullPass fullPass, TrainListener listener) {
    double eta = config.steps().sizeAt(epoch - 1, config.epochs());
    update.step(eta, epoch - 1, config.epochs());
    Seed noise = seed.split("noise").split(epoch);
    long steps = stepsPerEpoch();
    for (int k = 1; k <= steps; k++) {
      double loss = fullPass.accumulate(data, (start, samples, pass) -> {});
      if (!Double.isFinite(loss)) {
        throw new DivergedException(epoch, k, eta);
      }
      update.seed(k == 1 ? noise : noise.split(k));
      update.apply(fullPass.gradient(), fullPass.kernels());
      if (!listener.stepEnded(epoch, k, steps)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Draws the order in which an epoch takes its samples, by the algorithm of Fisher and Yates.
   *
   * @param n samples
   * @param seed of training
   * @param epoch from 1
   * @return the numbers 0 .. n-1, each once
   */
  public static int[] order(int n, Seed seed, int epoch) {
    SplittableRandom random = seed.split("order").split(epoch).generator();
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  @Override
  public void close() {
    team.close();
    if (step != null) {
      step.close();
    }
    if (fullPass != null) {
      fullPass.close();
    }
    if (velocities != null) {
      velocities.close();
    }
  }
}
