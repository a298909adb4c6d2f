package org.collapsar.bench;

import static org.bytedeco.openblas.global.openblas_full.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_full.CblasRowMajor;

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
import org.collapsar.linalg.Precision;

/**
 * What the machine can do, measured and not looked up: as many threads as the engines have, all at
 * once, each calling single-threaded OpenBLAS on operands of its own. Both numbers are those of the
 * fastest repetition, because they are limits.
 *
 * @param flops operations a second of products of large square matrices, which OpenBLAS computes at
 *     close to the arithmetic limit
 * @param bytes traffic a second, read plus written, of x &lt;- alpha x over an array as large as
 *     the weights: it lies where the weights of a step lie, in a cache or in memory
 */
record MachinePeak(double flops, double bytes) {
  private static final int REPETITIONS = 12;
  private static final int PASSES = 10;
  private static final int ORDER_FLOAT = 2048;
  private static final int ORDER_DOUBLE = 1536;

  /** Measures both; takes about two seconds. */
  static MachinePeak measure(Workload workload, int threads) {
    Blas.load();
    boolean single = workload.precision() == Precision.FLOAT32;
    int order = single ? ORDER_FLOAT : ORDER_DOUBLE;
    int length = Math.toIntExact(workload.weightBytes() / workload.precision().bytes() / threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (PointerScope operands = new PointerScope()) {
      List<Runnable> products = new ArrayList<>();
      List<Runnable> passes = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        products.add(single ? floatProduct(order) : doubleProduct(order));
        passes.add(single ? floatPasses(length) : doublePasses(length));
      }
      double productSeconds = fastest(pool, products);
      double passSeconds = fastest(pool, passes) / PASSES;
      double operations = threads * 2.0 * order * order * order;
      double traffic = threads * 2.0 * length * workload.precision().bytes();
      return new MachinePeak(operations / productSeconds, traffic / passSeconds);
    } finally {
      pool.shutdown();
    }
  }

  /** The better of two measurements, each number by itself. */
  MachinePeak max(MachinePeak other) {
    return new MachinePeak(Math.max(flops, other.flops), Math.max(bytes, other.bytes));
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

  private static Runnable floatProduct(int n) {
    FloatPointer a = floats(n * n);
    FloatPointer b = floats(n * n);
    FloatPointer c = floats(n * n);
    return () ->
        openblas_full.cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1f, a, n, b, n, 0f, c, n);
  }

  private static Runnable doubleProduct(int n) {
    DoublePointer a = doubles(n * n);
    DoublePointer b = doubles(n * n);
    DoublePointer c = doubles(n * n);
    return () ->
        openblas_full.cblas_dgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, b, n, 0, c, n);
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
