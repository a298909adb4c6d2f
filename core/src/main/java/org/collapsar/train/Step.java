package org.collapsar.train;

import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Pass;
import org.collapsar.net.Samples;
import org.collapsar.net.Update;
import org.collapsar.random.Seed;

/**
 * The training step on a mini-batch B of b samples, for every network and both papers:
 *
 * <pre>
 * W_l &lt;- (1 - eta weightDecay_l) W_l - eta stepFactor_l (1/b) sum_{i in B} dl_i/dW_l + sqrt(2 eta noise_l) xi.
 * </pre>
 *
 * The update is part of the backward matrix products ({@link Pass}, {@link Update}): no gradient is
 * stored. Allocates nothing.
 */
public final class Step implements AutoCloseable {
  private final NetworkSpec spec;
  private final Pass pass;
  private final Update update;
  private final NativeArray batch;
  private final int[] labels;

  /**
   * @param capacity the most samples of a batch
   */
  public Step(Network network, int capacity, ThreadTeam team) {
    this.spec = network.spec();
    this.pass = new Pass(network, capacity, team);
    this.update = new Update(network.arrays());
    this.batch = NativeArray.allocate(network.precision(), (long) capacity * spec.inputs());
    this.labels = new int[capacity];
  }

  /** Sets the step size eta of the steps to come. */
  public void size(double eta) {
    for (int l = 0; l < spec.depth(); l++) {
      LayerSpec layer = spec.layers().get(l);
      if (!layer.frozen()) {
        update.layer(
            l,
            1 - eta * layer.weightDecay(),
            -eta * layer.stepFactor(),
            Math.sqrt(2 * eta * layer.noise()));
      }
    }
  }

  /**
   * Makes one step on the samples {@code order[from .. to-1]}.
   *
   * @param noise seed of this step's noise
   * @return the loss (1/2b) ||F - Y||_F^2 on the batch before the step
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
    double sum = SquaredLoss.sumOfSquares(outputs, spec.outputs(), samples, labels);
    SquaredLoss.differentiate(
        outputs,
        spec.outputs(),
        samples,
        labels,
        1.0 / samples,
        spec.layers().get(last).activation());
    update.seed(noise);
    pass.backward(batch, samples, update);
    return sum / (2.0 * samples);
  }

  @Override
  public void close() {
    pass.close();
    batch.close();
  }
}
