package org.collapsar.train;

import org.collapsar.BadInputException;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.DescentRule;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Pass;
import org.collapsar.net.Samples;
import org.collapsar.net.Update;
import org.collapsar.net.WeightArrays;
import org.collapsar.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * The training step on a mini-batch B of b samples, for every network and both papers:
 *
 * <pre>
 * W_l &lt;- (1 - eta weightDecay_l) W_l - eta stepFactor_l (1/b) sum_{i in B} dl_i/dW_l + sqrt(2 eta noise_l) xi,
 * </pre>
 *
 * with momentum as {@link DescentRule} says. The update is part of the backward matrix products
 * ({@link Pass}, {@link Update}): no gradient of a layer is stored. Allocates nothing.
 */
public final class Step implements AutoCloseable {
  private final NetworkSpec spec;
  private final Pass pass;
  private final Loss loss;
  private final Update update;
  private final NativeArray batch;
  private final int[] labels;

  /**
   * Prepares steps of plain descent on the squared loss.
   *
   * @param network trained in place; belongs to the caller
   * @param capacity the most samples of a batch
   * @param team the threads that compute
   */
  public Step(Network network, int capacity, ThreadTeam team) {
    this(network, capacity, team, Loss.SQUARED, DescentRule.PLAIN, null);
  }

  /**
   * Prepares steps of a rule on a loss.
   *
   * @param network trained in place; belongs to the caller
   * @param capacity the most samples of a batch
   * @param team the threads that compute
   * @param loss that falls
   * @param rule turns a gradient into a step
   * @param velocities where the velocities are, which belong to the caller; null without momentum
   * @throws BadInputException if the network cannot have the loss, or has a truncated layer, whose
   *     gradient a fused update does not have
   */
  public Step(
      Network network,
      int capacity,
      ThreadTeam team,
      Loss loss,
      DescentRule rule,
      @Nullable WeightArrays velocities) {
    loss.check(network.spec());
    if (network.spec().truncated()) {
      throw new BadInputException(
          "train.batch: expected full, because the network's second layer is truncated, found "
              + capacity);
    }
    this.spec = network.spec();
    this.loss = loss;
    this.pass = new Pass(network, capacity, team);
    this.update = new Update(network.arrays(), rule, velocities);
    this.batch = NativeArray.allocate(network.precision(), (long) capacity * spec.inputs());
    this.labels = new int[capacity];
  }

  /**
   * Sets the step size of the steps to come, in the first of one epoch.
   *
   * @param eta positive
   */
  public void size(double eta) {
    size(eta, 0, 1);
  }

  /** Sets the step size eta of the steps to come, in an epoch (from 0) of a run. */
  void size(double eta, int epoch, int epochs) {
    update.step(eta, epoch, epochs);
  }

  /**
   * Makes one step on the samples {@code order[from .. to-1]}.
   *
   * @param data the samples
   * @param order numbers of samples
   * @param from first place in {@code order}
   * @param to place behind the last one; at most {@code capacity} behind {@code from}
   * @param noise seed of this step's noise
   * @return the loss on the batch before the step
   */
  public double step(Samples data, int[] order, int from, int to, Seed noise) {
    int d = spec.inputs();
    int samples = to - from;
    for (int i = 0; i < samples; i++) {
      batch.copyFrom(i * d, data.inputs(), order[from + i] * d, d);
      labels[i] = data.label(order[from + i]);
    }
    int last = spec.depth() - 1;
    pass.forward(batch, samples);
    NativeArray outputs = pass.activations(last);
    LossFunction function = loss.function();
    double sum = function.sum(outputs, spec.outputs(), samples, labels);
    function.differentiate(
        outputs,
        pass.derivativeSource(last),
        spec.outputs(),
        samples,
        labels,
        1.0 / samples,
        spec.layers().get(last).activation());
    update.seed(noise);
    pass.backward(batch, samples, update);
    return function.mean(sum, samples);
  }

  @Override
  public void close() {
    pass.close();
    batch.close();
  }
}
