package org.collapsar.net;

import org.collapsar.linalg.Blas;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.jspecify.annotations.Nullable;

/**
 * Forward and backward passes of a network over up to {@code capacity} samples at a time: all the
 * arithmetic of training.
 *
 * <p>Activations are stored as data are, A_l [samples x width], a row per sample, X being A_{-1}.
 * Every layer is cut into blocks of neurons ({@link Blocks}), which are columns of A_l, and a pass
 * is a sequence of phases; in a phase each block is one task on one thread with single-threaded
 * BLAS, and a phase ends when all its tasks have.
 *
 * <ul>
 *   <li>Forward, layer l: Z_l[:, j] = scale A_{l-1} W_l[j, :]^T, then the activation. A narrow
 *       layer behind a wide one (one block behind many) is gathered instead: the tasks of the layer
 *       before also compute A_{l-1}[:, j] W_l[:, j]^T while A_{l-1}[:, j] is in cache, and the
 *       parts are summed in block order.
 *   <li>Backward, layer l, over the blocks j of its <i>inputs</i>: dA_{l-1}[:, j] = scale dZ_l
 *       W_l[:, j], then the update of W_l[:, j] by dZ_l^T A_{l-1}[:, j], then dZ_{l-1}[:, j]. Each
 *       task reads and writes its own columns of W_l only, so that the update needs no second phase
 *       and no copy of the weights. The first layer's rows are updated by the tasks that made their
 *       dZ_0[:, j].
 * </ul>
 *
 * <p>Longer than other files because it is one idea: the phases of both directions share the
 * blocks, and the order of what is read and written in them is the reason why they are right.
 *
 * <p>The result does not depend on the number of threads, to the last bit. Not thread-safe itself.
 */
public final class Pass implements AutoCloseable {
  private final WeightArrays weights;
  private final @Nullable WeightArrays truncated;
  private final NetworkSpec spec;
  private final int capacity;
  private final ThreadTeam team;
  private final Kernels[] kernels;
  private final Products[] products;
  private final Blocks[] blocks;
  private final NativeArray[] activations;
  private final NativeArray[][] activationBlocks;
  private final @Nullable NativeArray[] before;
  private final NativeArray[][] beforeBlocks;
  private final NativeArray[][] parts;
  private final NativeArray[] scratch;
  private final NativeArray ones;
  private final @Nullable NativeArray[] gradients;

  private final ThreadTeam.Task forwardTask = this::forwardBlock;
  private final ThreadTeam.Task backwardTask = this::backwardBlock;
  private final ThreadTeam.Task firstTask = this::updateFirst;

  // What the tasks of the phase under way work on.
  private int layer;
  private int samples;
  private @Nullable NativeArray input;
  private @Nullable Update update;

  /**
   * Prepares passes of a network.
   *
   * @param network stays open and belongs to the caller
   * @param capacity the most samples of one pass
   * @param team the threads that compute
   * @throws IllegalArgumentException if {@code capacity} is below 1
   */
  public Pass(Network network, int capacity, ThreadTeam team) {
    this(network, capacity, team, false);
  }

  /**
   * Prepares passes of a network, which may keep more.
   *
   * @param network stays open and belongs to the caller
   * @param capacity the most samples of one pass
   * @param team the threads that compute
   * @param keepBefore whether {@link #before} is kept of every layer, at the price of a copy
   * @throws IllegalArgumentException if {@code capacity} is below 1
   */
  public Pass(Network network, int capacity, ThreadTeam team, boolean keepBefore) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity: expected at least 1, found " + capacity);
    }
    this.weights = network.arrays();
    this.spec = network.spec();
    this.truncated = spec.truncated() ? new WeightArrays(spec, network.precision()) : null;
    this.capacity = capacity;
    this.team = team;
    Precision precision = network.precision();
    int depth = spec.depth();
    blocks = new Blocks[depth];
    activations = new NativeArray[depth];
    activationBlocks = new NativeArray[depth][];
    before = new NativeArray[depth];
    beforeBlocks = new NativeArray[depth][];
    parts = new NativeArray[depth][0];
    int longest = 0;
    boolean biased = false;
    for (int l = 0; l < depth; l++) {
      int width = spec.layers().get(l).width();
      blocks[l] = Blocks.of(width);
      longest = Math.max(longest, blocks[l].longest());
      activations[l] = NativeArray.allocate(precision, (long) width * capacity);
      activationBlocks[l] = columnsOf(activations[l], blocks[l]);
      LayerSpec here = spec.layers().get(l);
      biased |= here.bias();
      if (here.activation().needsInput() || (keepBefore && !here.activation().isIdentity())) {
        NativeArray kept = NativeArray.allocate(precision, (long) width * capacity);
        before[l] = kept;
        beforeBlocks[l] = columnsOf(kept, blocks[l]);
      }
      if (gathered(l)) {
        parts[l] = new NativeArray[blocks[l - 1].count()];
        for (int j = 0; j < parts[l].length; j++) {
          parts[l][j] = NativeArray.allocate(precision, (long) width * capacity);
        }
      }
    }
    ones = NativeArray.allocate(precision, biased ? capacity : 1);
    for (int i = 0; i < ones.length(); i++) {
      ones.set(i, 1);
    }
    gradients = new NativeArray[team.threads()];
    scratch = new NativeArray[team.threads()];
    kernels = new Kernels[team.threads()];
    products = new Products[team.threads()];
    for (int t = 0; t < scratch.length; t++) {
      scratch[t] = NativeArray.allocate(precision, (long) longest * capacity);
      kernels[t] = Kernels.of(precision);
      products[t] = new Products(spec);
    }
  }

  /** For each block of neurons the view that begins with its first column. */
  private static NativeArray[] columnsOf(NativeArray array, Blocks blocks) {
    NativeArray[] views = new NativeArray[blocks.count()];
    for (int j = 0; j < views.length; j++) {
      views[j] = array.slice(blocks.start(j), array.length() - blocks.start(j));
    }
    return views;
  }

  private boolean gathered(int l) {
    return l > 0 && blocks[l].count() == 1 && blocks[l - 1].count() > 1;
  }

  /** {@return elementwise kernels for the thread that calls, between passes} */
  public Kernels kernels() {
    return kernels[0];
  }

  /** {@return the most samples of one pass} */
  public int capacity() {
    return capacity;
  }

  /**
   * {@return A_l [samples x width] of the last forward pass, a row per sample; after a backward
   * pass, its gradient} The last layer's is where the loss writes dL/dZ before the backward pass.
   *
   * @param l the layer, from 0
   */
  public NativeArray activations(int l) {
    return activations[l];
  }

  /**
   * {@return Z_l [samples x width] of the last forward pass, before the activation} Where that is
   * the identity this is {@link #activations} itself, with what a backward pass leaves there.
   *
   * @param l the layer, from 0
   * @throws IllegalStateException if the pass was made not to keep it, and the backward pass does
   *     not need it either
   */
  public NativeArray before(int l) {
    if (spec.layers().get(l).activation().isIdentity()) {
      return activations[l];
    }
    NativeArray kept = before[l];
    if (kept == null) {
      throw new IllegalStateException("the pass was made without keepBefore");
    }
    return kept;
  }

  /**
   * {@return the numbers of which the derivative of a layer's activation is a function: its output,
   * or Z_l}
   *
   * @param l the layer, from 0
   */
  public NativeArray derivativeSource(int l) {
    return spec.layers().get(l).activation().needsInput() ? before(l) : activations[l];
  }

  /**
   * Computes A_0 .. A_{L-1}.
   *
   * @param input X [samples x inputs], row-major
   * @param samples at least 1, at most the capacity
   * @throws IllegalArgumentException if there are more, or X is too short
   */
  public void forward(NativeArray input, int samples) {
    start(input, samples);
    truncate();
    for (int l = 0; l < spec.depth(); l++) {
      layer = l;
      if (gathered(l)) {
        gather(l);
      } else {
        team.run(blocks[l].count(), forwardTask);
      }
    }
  }

  /** Computes tau(W) of the layers that have it, from the weights as they are now. */
  private void truncate() {
    for (int l = 0; truncated != null && l < spec.depth(); l++) {
      double r = spec.layers().get(l).truncation();
      if (r > 0) {
        Truncation.apply(weights.layer(l), truncated.layer(l), r);
      }
    }
  }

  /** What acts in layer {@code l}: its weights, or tau of them. */
  private WeightArrays acting(int l) {
    return truncated != null && spec.layers().get(l).truncated() ? truncated : weights;
  }

  private void start(NativeArray input, int samples) {
    if (samples < 1 || samples > capacity || (long) samples * spec.inputs() > input.length()) {
      throw new IllegalArgumentException(
          "pass over %d samples: expected 1 to %d of %d numbers, found %d numbers"
              .formatted(samples, capacity, spec.inputs(), input.length()));
    }
    this.input = input;
    this.samples = samples;
  }

  /** A_{l-1}, for the first layer X. */
  private NativeArray below(int l) {
    return l == 0 ? given(input) : activations[l - 1];
  }

  private void forwardBlock(int j, int thread) {
    int l = layer;
    LayerSpec here = spec.layers().get(l);
    NativeArray z = activationBlocks[l][j];
    int columns = blocks[l].length(j);
    int inputs = spec.inputsOf(l);
    double scale = here.outputScale() * acting(l).scale(l);
    Operands operands = products[thread].operands();
    products[thread].gemm(
        l,
        scale,
        operands.of(below(l), samples, inputs, inputs),
        operands.transpose(acting(l).rows(l, j), columns, inputs, inputs),
        0,
        operands.of(z, samples, columns, here.width()));
    addBias(l, j, z, columns, operands);
    keepBefore(l, j, z, columns);
    kernels[thread].activate(here.activation(), z, samples, columns, here.width());
    if (l + 1 < spec.depth() && gathered(l + 1)) {
      LayerSpec next = spec.layers().get(l + 1);
      double nextScale = next.outputScale() * acting(l + 1).scale(l + 1);
      products[thread].gemm(
          l + 1,
          nextScale,
          operands.of(z, samples, columns, here.width()),
          operands.transpose(acting(l + 1).columns(l + 1, j), next.width(), columns, here.width()),
          0,
          operands.of(parts[l + 1][j], samples, next.width(), next.width()));
    }
  }

  /** Adds b_l to every row of block {@code j} of Z_l. */
  private void addBias(int l, int j, NativeArray z, int columns, Operands operands) {
    LayerSpec here = spec.layers().get(l);
    if (here.bias()) {
      NativeArray bias = weights.biases(l, j);
      Blas.gemm(
          1,
          operands.of(ones, samples, 1, 1),
          operands.of(bias, 1, columns, columns),
          1,
          operands.of(z, samples, columns, here.width()));
    }
  }

  /** Copies block {@code j} of Z_l, which is in {@code z}, where it is wanted. */
  private void keepBefore(int l, int j, NativeArray z, int columns) {
    if (before[l] == null) {
      return;
    }
    int width = spec.layers().get(l).width();
    for (int i = 0; i < samples; i++) {
      beforeBlocks[l][j].copyFrom(i * width, z, i * width, columns);
    }
  }

  private void gather(int l) {
    NativeArray sum = activations[l];
    int width = spec.layers().get(l).width();
    int count = samples * width;
    sum.copyFrom(0, parts[l][0], 0, count);
    for (int j = 1; j < parts[l].length; j++) {
      kernels[0].add(sum, parts[l][j], 1, count);
    }
    addBias(l, 0, sum, width, products[0].operands());
    keepBefore(l, 0, sum, width);
    kernels[0].activate(spec.layers().get(l).activation(), sum, samples, width, width);
  }

  /**
   * Takes the gradient from dL/dZ_{L-1}, which the caller has put in {@code activations(depth -
   * 1)}, back to the first layer, updating on the way. The gradient of a truncated layer is by
   * tau(W): {@link Truncation#differentiate} makes it that by W, so that its update is into an
   * array of its own.
   *
   * @param input as given to {@link #forward}
   * @param samples as given to {@link #forward}
   * @param update what is done with the gradient of each layer
   * @throws IllegalArgumentException if there are more samples than the capacity, or X is too short
   */
  public void backward(NativeArray input, int samples, Update update) {
    start(input, samples);
    this.update = update;
    update.begin();
    readyFor(update);
    for (int j = 0; j < blocks[spec.depth() - 1].count(); j++) {
      updateBias(spec.depth() - 1, j, 0);
    }
    for (int l = spec.depth() - 1; l > 0 && !(update.skips(l) && !update.wantsBelow(l)); l--) {
      layer = l;
      team.run(blocks[l - 1].count(), backwardTask);
    }
    if (spec.depth() == 1) {
      team.run(blocks[0].count(), firstTask);
    }
    update.end();
  }

  /** Allocates room for the gradient of a block, the first time that there is momentum. */
  private void readyFor(Update update) {
    if (!update.hasMomentum() || gradients[0] != null) {
      return;
    }
    long room = 0;
    for (int l = 0; l < spec.depth(); l++) {
      int longest = Blocks.of(spec.inputsOf(l)).longest();
      room = Math.max(room, (long) spec.layers().get(l).width() * longest);
    }
    room = Math.max(room, (long) blocks[0].longest() * spec.inputs());
    for (int t = 0; t < gradients.length; t++) {
      gradients[t] = NativeArray.allocate(scratch[t].precision(), room);
    }
  }

  private void backwardBlock(int j, int thread) {
    int l = layer;
    Update update = given(this.update);
    LayerSpec here = spec.layers().get(l);
    NativeArray dz = activations[l];
    NativeArray a = activationBlocks[l - 1][j];
    int columns = blocks[l - 1].length(j);
    int inputs = spec.inputsOf(l);
    boolean below = update.wantsBelow(l);
    Operands operands = products[thread].operands();
    if (below) {
      double scale = here.outputScale() * acting(l).scale(l);
      products[thread].gemm(
          l,
          scale,
          operands.of(dz, samples, here.width(), here.width()),
          operands.of(acting(l).columns(l, j), here.width(), columns, inputs),
          0,
          operands.of(scratch[thread], samples, columns, columns));
    }
    if (!update.skips(l)) {
      update.apply(
          update.columns(l, j),
          here.outputScale(),
          operands.transpose(dz, samples, here.width(), here.width()),
          operands.of(a, samples, columns, inputs),
          gradients[thread],
          kernels[thread],
          products[thread]);
    }
    if (below) {
      Activation f = spec.layers().get(l - 1).activation();
      NativeArray z = f.needsInput() ? beforeBlocks[l - 1][j] : a;
      kernels[thread].backpropagate(f, z, a, scratch[thread], samples, columns, inputs);
      updateBias(l - 1, j, thread);
      if (l == 1) {
        updateFirst(j, thread);
      }
    }
  }

  private void updateFirst(int j, int thread) {
    Update update = given(this.update);
    if (update.skips(0)) {
      return;
    }
    LayerSpec here = spec.layers().get(0);
    Operands operands = products[thread].operands();
    update.apply(
        update.rows(0, j),
        here.outputScale(),
        operands.transpose(activationBlocks[0][j], samples, blocks[0].length(j), here.width()),
        operands.of(given(input), samples, spec.inputs(), spec.inputs()),
        gradients[thread],
        kernels[thread],
        products[thread]);
  }

  /** From block {@code j} of dZ_l, whose columns' sums are the gradient. */
  private void updateBias(int l, int j, int thread) {
    Update update = given(this.update);
    LayerSpec here = spec.layers().get(l);
    if (!here.bias() || update.skips(l)) {
      return;
    }
    Operands operands = products[thread].operands();
    update.apply(
        update.biases(l, j),
        1,
        operands.transpose(ones, samples, 1, 1),
        operands.of(activationBlocks[l][j], samples, blocks[l].length(j), here.width()),
        gradients[thread],
        kernels[thread],
        products[thread]);
  }

  private static <T> T given(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("no pass under way");
    }
    return value;
  }

  @Override
  public void close() {
    for (NativeArray a : activations) {
      a.close();
    }
    for (NativeArray kept : before) {
      if (kept != null) {
        kept.close();
      }
    }
    for (NativeArray[] some : parts) {
      for (NativeArray part : some) {
        part.close();
      }
    }
    for (NativeArray s : scratch) {
      s.close();
    }
    ones.close();
    if (truncated != null) {
      truncated.close();
    }
    for (NativeArray gradient : gradients) {
      if (gradient != null) {
        gradient.close();
      }
    }
  }
}
