package org.collapsar.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.jspecify.annotations.Nullable;

/**
 * Passes with tangents over up to {@link #PIECE} samples at a time, in double [1]. With V_l, c_l
 * the direction's parts of W_l, b_l, a dot for the derivative along it, s_l the output scale and
 * rows for samples:
 *
 * <pre>
 * Z_l  = s_l A_{l-1} W_l^T + 1 b_l^T                        A_l  = f(Z_l)
 * Z_l' = s_l (A_{l-1}' W_l^T + A_{l-1} V_l^T) + 1 c_l^T     A_l' = f'(Z_l) Z_l'
 * D_l  = f'(Z_l) dA_l                                       dA_{l-1}  = s_l D_l W_l
 * D_l' = f'(Z_l) dA_l' + f''(Z_l) Z_l' dA_l                 dA_{l-1}' = s_l (D_l' W_l + D_l V_l)
 * gradient  s_l D_l^T A_{l-1},  D_l^T 1
 * its derivative  s_l (D_l'^T A_{l-1} + D_l^T A_{l-1}'),  D_l'^T 1
 * </pre>
 *
 * <p>Samples do not know of each other until the gradient: a task takes {@link #ROWS} of them
 * through all layers, there and back, and a second phase makes the gradients, a task per block of
 * neurons. Both cuts depend on sizes alone, so that the result does not depend on the number of
 * threads. A {@link Pass} cuts layers instead, for batches of a hundred samples; here there are
 * hundreds, nothing is updated, and two phases are enough.
 *
 * <p>[1] B. Pearlmutter, <i>Fast Exact Multiplication by the Hessian</i>, Neural Computation 6(1),
 * 1994.
 */
final class TangentPass implements AutoCloseable {
  /** Samples at a time. Part of the result to the last bit, therefore fixed. */
  static final int PIECE = 512;

  private static final int ROWS = 128;

  private final NetworkSpec spec;
  private final Parameters parameters;
  private final ThreadTeam team;
  private final int lowest;
  private final Kernels[] kernels;
  private final Slopes[] slopes;
  private final DenseProducts layers;
  private final NativeArray input;
  private final NativeArray[] after;
  private final NativeArray[] tangents;
  private final NativeArray[] adjoints;
  private final NativeArray[] bentAdjoints;
  private final NativeArray[] scratch;
  private final NativeArray[] bentScratch;
  private final NativeArray ones;
  private final int[] gradientLayer;
  private final int[] gradientBlock;

  private final ThreadTeam.Task rowsTask = this::rows;
  private final ThreadTeam.Task gradientTask = this::gradient;

  // What the tasks of the phase under way work on.
  private int samples;
  private @Nullable NativeArray[] alongWeights;
  private @Nullable NativeArray[] alongBiases;
  private @Nullable Start start;
  private @Nullable NativeArray sum;
  private boolean along;
  private boolean first;

  /** What a backward pass begins with. */
  @FunctionalInterface
  interface Start {
    /**
     * @param from number in the piece of the first sample
     * @param count how many samples
     * @param outputs their A_{L-1} [count x K]
     * @param tangents their A_{L-1}' [count x K], if there is a direction
     * @param adjoint becomes dA_{L-1} [count x K]
     * @param bent becomes dA_{L-1}' [count x K], if there is a direction
     */
    void set(
        int from,
        int count,
        NativeArray outputs,
        NativeArray tangents,
        NativeArray adjoint,
        NativeArray bent);
  }

  TangentPass(Network network, Parameters parameters, ThreadTeam team) {
    this.spec = network.spec();
    this.parameters = parameters;
    this.team = team;
    this.lowest = parameters.lowest();
    int depth = spec.depth();
    layers = new DenseProducts(spec);
    after = new NativeArray[depth];
    tangents = new NativeArray[depth];
    adjoints = new NativeArray[depth];
    bentAdjoints = new NativeArray[depth];
    alongWeights = new NativeArray[depth];
    alongBiases = new NativeArray[depth];
    int widest = 0;
    List<int[]> tasks = new ArrayList<>();
    for (int l = 0; l < depth; l++) {
      int width = spec.layers().get(l).width();
      widest = Math.max(widest, width);
      after[l] = allocate(PIECE, width);
      tangents[l] = allocate(PIECE, width);
      adjoints[l] = allocate(PIECE, width);
      bentAdjoints[l] = allocate(PIECE, width);
      for (int j = 0; !spec.layers().get(l).frozen() && j < Blocks.of(width).count(); j++) {
        tasks.add(new int[] {l, j});
      }
    }
    gradientLayer = tasks.stream().mapToInt(task -> task[0]).toArray();
    gradientBlock = tasks.stream().mapToInt(task -> task[1]).toArray();
    input = allocate(PIECE, spec.inputs());
    ones = allocate(1, PIECE);
    for (int i = 0; i < PIECE; i++) {
      ones.set(i, 1);
    }
    int threads = team.threads();
    kernels = new Kernels[threads];
    slopes = new Slopes[threads];
    scratch = new NativeArray[threads];
    bentScratch = new NativeArray[threads];
    for (int t = 0; t < threads; t++) {
      kernels[t] = Kernels.of(Precision.FLOAT64);
      slopes[t] = new Slopes();
      scratch[t] = allocate(ROWS, widest);
      bentScratch[t] = allocate(ROWS, widest);
    }
  }

  private static NativeArray allocate(int rows, int columns) {
    return NativeArray.allocate(Precision.FLOAT64, (long) rows * columns);
  }

  /** Takes over the parameters of the network as they are now. */
  void read(Network network) {
    layers.read(network);
  }

  /** Sets the direction of the tangents, a vector of {@link Parameters}; null for none. */
  void along(@Nullable NativeArray direction) {
    along = direction != null;
    for (int l = 0; l < spec.depth(); l++) {
      alongWeights[l] = direction == null ? null : parameters.weights(direction, l);
      alongBiases[l] = direction == null ? null : parameters.biases(direction, l);
    }
  }

  /** A_{L-1}' [samples x K] of the last pass. */
  NativeArray outputTangents() {
    return tangents[spec.depth() - 1];
  }

  /**
   * One pass over a piece.
   *
   * @param x the inputs [samples x inputs]
   * @param start where to begin the way back; null to go forward only
   * @param sum what the gradients, or with a direction their derivatives, are added to
   * @param first whether {@code sum} is replaced instead
   */
  void run(
      NativeArray x, int samples, @Nullable Start start, @Nullable NativeArray sum, boolean first) {
    double[] row = new double[spec.inputs()];
    for (int i = 0; i < samples; i++) {
      x.read(i * row.length, row, 0, row.length);
      input.write(i * row.length, row, 0, row.length);
    }
    this.samples = samples;
    this.start = start;
    this.sum = sum;
    this.first = first;
    team.run((samples + ROWS - 1) / ROWS, rowsTask);
    if (sum != null) {
      team.run(gradientLayer.length, gradientTask);
    }
  }

  private void rows(int index, int thread) {
    int from = index * ROWS;
    int count = Math.min(ROWS, samples - from);
    for (int l = 0; l < spec.depth(); l++) {
      forward(l, from, count, thread);
    }
    Start start = this.start;
    if (start == null) {
      return;
    }
    int last = spec.depth() - 1;
    start.set(
        from,
        count,
        part(after[last], last, from, count),
        part(tangents[last], last, from, count),
        scratch[thread],
        bentScratch[thread]);
    bend(last, from, count, thread);
    for (int l = last; l > lowest; l--) {
      backward(l, from, count, thread);
      bend(l - 1, from, count, thread);
    }
  }

  /** The rows of some samples of an array [PIECE x width of layer l]. */
  private NativeArray part(NativeArray array, int l, int from, int count) {
    int width = l < 0 ? spec.inputs() : spec.layers().get(l).width();
    return array.slice(from * width, count * width);
  }

  private NativeArray below(NativeArray[] arrays, int l, int from, int count) {
    return l == 0 ? part(input, -1, from, count) : part(arrays[l - 1], l - 1, from, count);
  }

  private void forward(int l, int from, int count, int thread) {
    LayerSpec layer = spec.layers().get(l);
    int width = layer.width();
    NativeArray a = part(after[l], l, from, count);
    NativeArray below = below(after, l, from, count);
    double kept = DenseProducts.fill(a, layers.biases(l), count, width);
    layers.forward(l, count, below, layers.weights(l), kept, a);
    NativeArray z = part(adjoints[l], l, from, count);
    if (layer.activation().needsInput()) {
      z.copyFrom(0, a, 0, count * width);
    }
    kernels[thread].activate(layer.activation(), a, count, width, width);
    if (!along || l < lowest) {
      return;
    }
    NativeArray t = part(tangents[l], l, from, count);
    kept = DenseProducts.fill(t, alongBiases[l], count, width);
    NativeArray v = alongWeights[l];
    if (v != null) {
      layers.forward(l, count, below, v, kept, t);
      kept = 1;
    }
    if (l > lowest) {
      layers.forward(l, count, below(tangents, l, from, count), layers.weights(l), kept, t);
    }
    // The way back wants the tangent of Z; it finds it where it will put its own.
    NativeArray keep = start == null ? null : part(bentAdjoints[l], l, from, count);
    slopes[thread].tangent(layer.activation(), z, a, t, keep, count * width);
  }

  /** dA_l, dA_l' in scratch become D_l, D_l'. */
  private void bend(int l, int from, int count, int thread) {
    NativeArray d = part(adjoints[l], l, from, count);
    NativeArray bent = along ? part(bentAdjoints[l], l, from, count) : null;
    slopes[thread].adjoint(
        spec.layers().get(l).activation(),
        d,
        part(after[l], l, from, count),
        scratch[thread],
        d,
        bent,
        along ? bentScratch[thread] : null,
        bent,
        count * spec.layers().get(l).width());
  }

  /** Scratch &lt;- dA_{l-1}, dA_{l-1}'. */
  private void backward(int l, int from, int count, int thread) {
    NativeArray d = part(adjoints[l], l, from, count);
    layers.back(l, count, d, layers.weights(l), 0, scratch[thread]);
    if (!along) {
      return;
    }
    NativeArray bent = part(bentAdjoints[l], l, from, count);
    layers.back(l, count, bent, layers.weights(l), 0, bentScratch[thread]);
    NativeArray v = alongWeights[l];
    if (v != null) {
      layers.back(l, count, d, v, 1, bentScratch[thread]);
    }
  }

  /** Adds what the piece gives to the rows of W_l and b_l of one block of neurons. */
  private void gradient(int index, int thread) {
    NativeArray sum = this.sum;
    if (sum == null) {
      throw new IllegalStateException("no gradient wanted");
    }
    int l = gradientLayer[index];
    Blocks blocks = Blocks.of(spec.layers().get(l).width());
    int at = blocks.start(gradientBlock[index]);
    int count = blocks.length(gradientBlock[index]);
    int inputs = spec.inputsOf(l);
    NativeArray target = sum.slice(parameters.weightsAt(l) + at * inputs, count * inputs);
    double kept = first ? 0 : 1;
    NativeArray main = along ? bentAdjoints[l] : adjoints[l];
    layers.outer(l, at, count, samples, main, below(after, l, 0, PIECE), kept, target);
    if (along && l > lowest) {
      layers.outer(l, at, count, samples, adjoints[l], tangents[l - 1], 1, target);
    }
    if (parameters.biasesAt(l) >= 0) {
      int width = spec.layers().get(l).width();
      NativeArray bias = sum.slice(parameters.biasesAt(l) + at, count);
      NativeArray columns = main.slice(at, main.length() - at);
      Operand block = Operand.of(columns, samples, count, width);
      Blas.gemv(1, block.transpose(), ones, kept, bias);
    }
  }

  @Override
  public void close() {
    for (NativeArray[] arrays :
        List.of(after, tangents, adjoints, bentAdjoints, scratch, bentScratch)) {
      Arrays.stream(arrays).forEach(NativeArray::close);
    }
    layers.close();
    input.close();
    ones.close();
  }
}
