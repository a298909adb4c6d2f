package org.collapsar.net;

import java.util.Arrays;
import java.util.Objects;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * What a backward pass does with the gradient G_l = dL/dW_l of every layer, while the block at hand
 * is in cache:
 *
 * <pre>T_l &lt;- keep_l T_l + factor_l G_l + noise_l xi,</pre>
 *
 * and likewise with that of the biases. With T the weights, factor = -eta stepFactor, keep = 1 -
 * eta weightDecay and noise = sqrt(2 eta / beta) it is a whole training step and no gradient is
 * ever stored; with T an array of its own, factor and keep 1, it accumulates a gradient. With
 * momentum a block's gradient goes to scratch memory of the thread, and one loop then updates
 * velocities and weights by {@link Descent}.
 */
public final class Update {
  private final WeightArrays target;
  private final @Nullable WeightArrays velocities;
  private final DescentRule rule;
  private final double[] factor;
  private final double[] keep;
  private final double[] biasKeep;
  private final double[] noise;
  private final boolean[] skipped;
  private final Descent[] descents;
  private final Descent[] biasDescents;
  private final UpdateBlock[][] rows;
  private final UpdateBlock[][] columns;
  private final UpdateBlock[][] biases;
  private Seed seed = Seed.of(0);

  /**
   * Prepares an update that leaves every layer as it is until told.
   *
   * @param target T: weights, or a gradient that is summed up
   */
  public Update(WeightArrays target) {
    this(target, DescentRule.PLAIN, null);
  }

  /**
   * Prepares an update with a rule, which leaves every layer as it is until told.
   *
   * @param target the weights
   * @param rule how a gradient becomes a step
   * @param velocities of the same shape, null where the rule has no momentum
   * @throws IllegalArgumentException if there are velocities without momentum, or none with it
   */
  public Update(WeightArrays target, DescentRule rule, @Nullable WeightArrays velocities) {
    if (rule.hasMomentum() != (velocities != null)) {
      throw new IllegalArgumentException("expected velocities just where there is momentum");
    }
    this.target = target;
    this.rule = rule;
    this.velocities = velocities;
    int depth = target.spec().depth();
    factor = new double[depth];
    keep = new double[depth];
    biasKeep = new double[depth];
    noise = new double[depth];
    skipped = new boolean[depth];
    descents = new Descent[depth];
    biasDescents = new Descent[depth];
    rows = new UpdateBlock[depth][];
    columns = new UpdateBlock[depth][];
    biases = new UpdateBlock[depth][0];
    Arrays.fill(skipped, true);
    for (int l = 0; l < depth; l++) {
      layOut(l);
    }
  }

  private void layOut(int l) {
    int width = target.spec().layers().get(l).width();
    int inputs = target.spec().inputsOf(l);
    Blocks neurons = Blocks.of(width);
    Blocks below = Blocks.of(inputs);
    boolean bias = target.bias(l) != null;
    rows[l] = new UpdateBlock[neurons.count()];
    columns[l] = new UpdateBlock[below.count()];
    biases[l] = new UpdateBlock[bias ? neurons.count() : 0];
    for (int j = 0; j < below.count(); j++) {
      NativeArray v = velocities == null ? null : velocities.columns(l, j);
      columns[l][j] =
          new UpdateBlock(
              l, false, target.columns(l, j), v, width, below.length(j), inputs, number(l, j));
    }
    for (int j = 0; j < neurons.count(); j++) {
      NativeArray v = velocities == null ? null : velocities.rows(l, j);
      int length = neurons.length(j);
      rows[l][j] =
          new UpdateBlock(l, false, target.rows(l, j), v, length, inputs, inputs, number(l, j));
      if (bias) {
        NativeArray bv = velocities == null ? null : velocities.biases(l, j);
        biases[l][j] =
            new UpdateBlock(
                l, true, target.biases(l, j), bv, 1, length, length, number(l, BIAS | j));
      }
    }
  }

  private static final int BIAS = 1 << 30;

  private static long number(int l, int j) {
    return ((long) l << 32) | j;
  }

  /**
   * Sets the coefficients of a layer, for weights and biases alike.
   *
   * @param l the layer, from 0
   * @param keep factor of what the target holds
   * @param factor of the gradient
   * @param noise standard deviation of the noise
   */
  public void layer(int l, double keep, double factor, double noise) {
    this.keep[l] = keep;
    this.biasKeep[l] = keep;
    this.factor[l] = factor;
    this.noise[l] = noise;
    this.skipped[l] = false;
  }

  /**
   * Sets the coefficients of a step in the first of one epoch.
   *
   * @param eta step size per unit of flow time
   */
  public void step(double eta) {
    step(eta, 0, 1);
  }

  /**
   * Sets the coefficients of a step for every layer that is not frozen during an epoch.
   *
   * @param eta step size per unit of flow time
   * @param epoch from 0
   * @param epochs of the whole run
   */
  public void step(double eta, int epoch, int epochs) {
    for (int l = 0; l < skipped.length; l++) {
      LayerSpec layer = target.spec().layers().get(l);
      if (layer.frozenDuring(epoch, epochs)) {
        skipped[l] = true;
        continue;
      }
      double biasDecay = layer.decayBias() ? layer.weightDecay() : 0;
      layer(
          l,
          1 - eta * layer.weightDecay(),
          -eta * layer.stepFactor(),
          Math.sqrt(2 * eta * layer.noise()));
      biasKeep[l] = 1 - eta * biasDecay;
      descents[l] = Descent.of(rule, layer, layer.weightDecay(), eta);
      biasDescents[l] = Descent.of(rule, layer, biasDecay, eta);
    }
  }

  /**
   * Seeds the noise of the next pass.
   *
   * @param seed of this step
   */
  public void seed(Seed seed) {
    this.seed = seed;
  }

  /**
   * Makes a step, as {@link #step} has set it, from gradients stepFactor_l G_l that are there as a
   * whole, on the thread that calls.
   *
   * @param gradient stepFactor_l G_l of every layer
   * @param kernels of the thread that calls
   */
  public void apply(WeightArrays gradient, Kernels kernels) {
    for (int l = 0; l < skipped.length; l++) {
      if (skipped[l]) {
        continue;
      }
      apply(
          target.layer(l),
          velocities == null ? null : velocities.layer(l),
          gradient.layer(l),
          descents[l].withFactor(1),
          kernels);
      if (noise[l] != 0) {
        addNoise(target.layer(l), noise[l], seed.split(l), kernels);
      }
      NativeArray bias = target.bias(l);
      NativeArray biasGradient = gradient.bias(l);
      if (bias != null && biasGradient != null) {
        NativeArray v = velocities == null ? null : velocities.bias(l);
        apply(bias, v, biasGradient, biasDescents[l].withFactor(1), kernels);
        if (noise[l] != 0) {
          addNoise(bias, noise[l], seed.split(number(l, BIAS)), kernels);
        }
      }
    }
  }

  private static void apply(
      NativeArray w, @Nullable NativeArray v, NativeArray g, Descent descent, Kernels kernels) {
    kernels.descend(w, v, g, 1, w.length(), w.length(), descent);
  }

  private static void addNoise(NativeArray w, double scale, Seed seed, Kernels kernels) {
    kernels.addGaussian(w, 1, w.length(), w.length(), scale, seed);
  }

  /** Block {@code j} of the neurons of layer {@code l}: rows of its weights. */
  UpdateBlock rows(int l, int j) {
    return rows[l][j];
  }

  /** Block {@code j} of the inputs of layer {@code l}: columns of its weights. */
  UpdateBlock columns(int l, int j) {
    return columns[l][j];
  }

  /** Block {@code j} of the biases of layer {@code l}, which has some. */
  UpdateBlock biases(int l, int j) {
    return biases[l][j];
  }

  /**
   * Updates a block by its gradient scale up below, up [rows x samples], below [samples x columns].
   *
   * @param scratch room for the block, used where there is momentum
   */
  void apply(
      UpdateBlock block,
      double scale,
      Operand up,
      Operand below,
      @Nullable NativeArray scratch,
      Kernels kernels,
      Products products) {
    int l = block.layer();
    boolean bias = block.bias();
    int rows = block.rows();
    int columns = block.columns();
    NativeArray stored = block.target();
    if (velocities == null) {
      double factor = bias ? this.factor[l] : storedFactor(l);
      double keep = bias ? biasKeep[l] : storedKeep(l);
      Operand target = products.operands().of(stored, rows, columns, block.stride());
      products.gemm(l, factor * scale, up, below, keep, target);
    } else {
      NativeArray gradient = Objects.requireNonNull(scratch);
      Operand room = products.operands().of(gradient, rows, columns, columns);
      products.gemm(l, scale, up, below, 0, room);
      Descent descent = bias ? biasDescents[l] : descents[l];
      kernels.descend(stored, block.velocity(), gradient, rows, columns, block.stride(), descent);
    }
    double noise = bias ? this.noise[l] : storedNoise(l);
    if (noise != 0) {
      Seed here = seed.split(block.number());
      kernels.addGaussian(stored, rows, columns, block.stride(), noise, here);
    }
  }

  /** Whether there are velocities, so that {@link #apply} needs scratch memory. */
  boolean hasMomentum() {
    return velocities != null;
  }

  /** Whether keep_l goes into the scale of the target: where it does not shrink it too fast. */
  private boolean carries(int l) {
    return velocities == null && keep[l] > 0.5 && keep[l] <= 1;
  }

  /** Makes ready for a pass: a layer whose decay cannot be carried is settled. */
  void begin() {
    for (int l = 0; l < keep.length; l++) {
      if (!skipped[l] && !carries(l)) {
        target.settle(l);
      }
    }
  }

  /** The scale of layer {@code l} after the pass, by which everything that is added is divided. */
  private double scaleAfter(int l) {
    return carries(l) ? target.scale(l) * keep[l] : 1;
  }

  /** What the stored numbers of layer {@code l} are multiplied by in the pass. */
  private double storedKeep(int l) {
    return carries(l) ? 1 : keep[l];
  }

  /** What G_l is multiplied by before it is added to the stored numbers. */
  private double storedFactor(int l) {
    return factor[l] / scaleAfter(l);
  }

  /** What xi is multiplied by before it is added to the stored numbers; 0 for no noise. */
  private double storedNoise(int l) {
    return noise[l] / scaleAfter(l);
  }

  /** The pass is over. */
  void end() {
    for (int l = 0; l < keep.length; l++) {
      if (!skipped[l] && carries(l)) {
        target.scale(l, scaleAfter(l));
        if (target.scale(l) < 0.5) {
          target.settle(l);
        }
      }
    }
  }

  /** Whether layer {@code l} is left alone (frozen). */
  boolean skips(int l) {
    return skipped[l];
  }

  /** Whether some layer below {@code l} wants its gradient. */
  boolean wantsBelow(int l) {
    for (int k = 0; k < l; k++) {
      if (!skipped[k]) {
        return true;
      }
    }
    return false;
  }
}
