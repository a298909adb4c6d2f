package org.collapsar.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas_full;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.linalg.Precision;

/**
 * What the machine can do, measured and not looked up: as many threads as the engines have, all at
 * once, each calling single-threaded OpenBLAS on operands of its own. The numbers are those of the
 * fastest repetition, because they are limits.
 *
 * @param flops operations a second of products of large square matrices, which OpenBLAS computes at
 *     close to the arithmetic limit
 * @param stepFlops operations a second of the large products of a step, each on blocks of neurons
 *     and in one call of OpenBLAS, without anything else of the step
 * @param bytes traffic a second, read plus written, of x &lt;- alpha x over an array as large as
 *     the weights: it lies where the weights of a step lie, in a cache or in memory
 */
record MachinePeak(double flops, double stepFlops, double bytes) {
  private static final int REPETITIONS = 12;
  private static final int PASSES = 10;
  private static final int ORDER_FLOAT = 2048;
  private static final int ORDER_DOUBLE = 1536;

  /** Neurons of a block; twice or four times as many change little. */
  private static final int BLOCK = 784;

  /** Takes about three seconds. */
  static MachinePeak measure(Workload workload, int threads) {
    Blas.load();
    Precision precision = workload.precision();
    int order = precision == Precision.FLOAT32 ? ORDER_FLOAT : ORDER_DOUBLE;
    int length = Math.toIntExact(workload.weightBytes() / precision.bytes() / threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (Operands operands = new Operands(precision);
        PointerScope pointers = new PointerScope()) {
      List<Runnable> square = new ArrayList<>();
      List<Runnable> step = new ArrayList<>();
      List<Runnable> passes = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        square.add(squareProduct(operands, order));
        step.add(stepProducts(operands, workload, threads));
        passes.add(precision == Precision.FLOAT32 ? floatPasses(length) : doublePasses(length));
      }
      double squareFlops = threads * 2.0 * order * order * order;
      double stepFlops = workload.gemmFlops();
      double traffic = threads * 2.0 * length * precision.bytes();
      return new MachinePeak(
          squareFlops / fastest(pool, square),
          stepFlops / fastest(pool, step),
          traffic * PASSES / fastest(pool, passes));
    } finally {
      pool.shutdown();
    }
  }

  /** The better of two measurements, each number by itself. */
  MachinePeak max(MachinePeak other) {
    return new MachinePeak(
        Math.max(flops, other.flops),
        Math.max(stepFlops, other.stepFlops),
        Math.max(bytes, other.bytes));
  }

  /** Seconds of the fastest repetition; in each, every piece of work runs once, one a thread. */
  private static double fastest(ExecutorService pool, List<Runnable> work) {
    double best = Double.POSITIVE_INFINITY;
    for (int r = 0; r < REPETITIONS; r++) {
      long start = System.nanoTime();
      List<Future<?>> running = new ArrayList<>();
      for (Runnable piece : work) {
        running.add(pool.submit(piece));
      }
      for (Future<?> piece : running) {
        await(piece);
      }
      best = Math.min(best, (System.nanoTime() - start) / 1e9);
    }
    return best;
  }

  private static void await(Future<?> piece) {
    try {
      piece.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring the limits of the machine", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "measuring the limits of the machine failed: " + e.getCause(), e);
    }
  }

  private static Runnable squareProduct(Operands operands, int n) {
    Operand a = Operand.of(operands.allocate(n * n), n, n);
    Operand b = Operand.of(operands.allocate(n * n), n, n);
    Operand c = Operand.of(operands.allocate(n * n), n, n);
    return () -> Blas.gemm(1, a, b, 0, c);
  }

  /** One thread's share of the large products of a step: its neurons of every layer. */
  private static Runnable stepProducts(Operands operands, Workload workload, int threads) {
    List<Runnable> forward = new ArrayList<>();
    List<Runnable> backward = new ArrayList<>();
    for (int l = 0; l < workload.network().depth(); l++) {
      if (workload.isLarge(l)) {
        addProducts(operands, workload, l, threads, forward, backward);
      }
    }
    Collections.reverse(backward);
    return () -> {
      forward.forEach(Runnable::run);
      backward.forEach(Runnable::run);
    };
  }

  /**
   * Z = X U^T; then, last to first, dX = dZ U above the first layer, and U &lt;- U + 1e-12 dZ^T X,
   * block by block of the neurons.
   */
  private static void addProducts(
      Operands operands,
      Workload workload,
      int l,
      int threads,
      List<Runnable> forward,
      List<Runnable> backward) {
    int d = workload.network().inputsOf(l);
    int batch = workload.batch();
    int neurons = workload.layer(l).width() / threads;
    Operand x = Operand.of(operands.allocate(batch * d), batch, d);
    Operand dx = Operand.of(operands.allocate(batch * d), batch, d);
    NativeArray weights = operands.allocate(neurons * d);
    NativeArray z = operands.allocate(neurons * batch);
    for (int start = 0; start < neurons; start += BLOCK) {
      int rows = Math.min(BLOCK, neurons - start);
      Operand u = Operand.of(weights.slice(start * d, rows * d), rows, d);
      Operand zs = Operand.of(z.slice(start * batch, rows * batch), batch, rows);
      forward.add(() -> Blas.gemm(1, x, u.transpose(), 0, zs));
      backward.add(() -> Blas.gemm(1e-12, zs.transpose(), x, 1, u));
      if (l > 0) {
        backward.add(() -> Blas.gemm(1, zs, u, 0, dx));
      }
    }
  }

  /** Arrays of numbers between 0 and 1, freed together. */
  private static final class Operands implements AutoCloseable {
    private final Precision precision;
    private final List<NativeArray> arrays = new ArrayList<>();

    Operands(Precision precision) {
      this.precision = precision;
    }

    NativeArray allocate(int length) {
      NativeArray array = NativeArray.allocate(precision, length);
      arrays.add(array);
      for (int i = 0; i < length; i++) {
        array.set(i, 1.0 / (1 + i % 7));
      }
      return array;
    }

    @Override
    public void close() {
      arrays.forEach(NativeArray::close);
    }
  }

  private static Runnable floatPasses(int length) {
    FloatPointer x = floats(length);
    return () -> {
      for (int i = 0; i < PASSES; i++) {
        openblas_full.cblas_sscal(length, 0.999f, x, 1);
      }
    };
  }

  private static Runnable doublePasses(int length) {
    DoublePointer x = doubles(length);
    return () -> {
      for (int i = 0; i < PASSES; i++) {
        openblas_full.cblas_dscal(length, 0.999, x, 1);
      }
    };
  }

  private static FloatPointer floats(int length) {
    FloatPointer x = new FloatPointer((long) length);
    for (int i = 0; i < length; i++) {
      x.put(i, 1f / (1 + i % 7));
    }
    return x;
  }

  private static DoublePointer doubles(int length) {
    DoublePointer x = new DoublePointer((long) length);
    for (int i = 0; i < length; i++) {
      x.put(i, 1.0 / (1 + i % 7));
    }
    return x;
  }
}
