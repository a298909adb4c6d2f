package org.collapsar.bench;

import java.util.ArrayList;
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
import org.collapsar.linalg.Precision;

/**
 * What the machine can do, measured and not looked up: as many threads as the engines have, all at
 * once, each calling single-threaded OpenBLAS on operands of its own. The numbers are those of the
 * fastest repetition, because they are limits.
 *
 * @param flops operations a second of products of large square matrices, which OpenBLAS computes at
 *     close to the arithmetic limit
 * @param stepFlops operations a second of the two large products of a step, on blocks of neurons,
 *     without anything else of the step: what is left to OpenBLAS at these shapes
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
    int neurons = workload.particles() / threads;
    int length = Math.toIntExact(workload.weightBytes() / precision.bytes() / threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (Operands operands = new Operands(precision);
        PointerScope pointers = new PointerScope()) {
      List<Runnable> square = new ArrayList<>();
      List<Runnable> step = new ArrayList<>();
      List<Runnable> passes = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        square.add(squareProduct(operands, order));
        step.add(stepProducts(operands, workload, neurons));
        passes.add(precision == Precision.FLOAT32 ? floatPasses(length) : doublePasses(length));
      }
      double squareFlops = threads * 2.0 * order * order * order;
      double stepFlops = threads * 4.0 * neurons * workload.inputs() * workload.batch();
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
    NativeArray a = operands.allocate(n * n);
    NativeArray b = operands.allocate(n * n);
    NativeArray c = operands.allocate(n * n);
    return () -> Blas.gemm(false, false, n, n, n, 1, a, n, b, n, 0, c, n);
  }

  /** Z = X U^T, then U &lt;- U + 1e-12 Z^T X, block by block. */
  private static Runnable stepProducts(Operands operands, Workload workload, int neurons) {
    int d = workload.inputs();
    int batch = workload.batch();
    NativeArray x = operands.allocate(batch * d);
    List<NativeArray> u = new ArrayList<>();
    List<NativeArray> z = new ArrayList<>();
    NativeArray weights = operands.allocate(neurons * d);
    NativeArray activations = operands.allocate(neurons * batch);
    for (int start = 0; start < neurons; start += BLOCK) {
      int rows = Math.min(BLOCK, neurons - start);
      u.add(weights.slice(start * d, rows * d));
      z.add(activations.slice(start * batch, rows * batch));
    }
    return () -> {
      for (int j = 0; j < u.size(); j++) {
        int rows = u.get(j).length() / d;
        Blas.gemm(false, true, batch, rows, d, 1, x, d, u.get(j), d, 0, z.get(j), rows);
      }
      for (int j = 0; j < u.size(); j++) {
        int rows = u.get(j).length() / d;
        Blas.gemm(true, false, rows, d, batch, 1e-12, z.get(j), rows, x, d, 1, u.get(j), d);
      }
    };
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
