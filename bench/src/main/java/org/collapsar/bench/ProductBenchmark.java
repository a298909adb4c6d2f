package org.collapsar.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.linalg.Precision;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The two large products of a training step, on one block of neurons that stays in cache, in
 * microseconds. Each does 2 x 784 x 784 x 64 = 78.7 million operations; the square product does 2 x
 * 340^3, as many. Run it with {@code -t 2} to load both cores.
 */
@SuppressWarnings("NullAway.Init") // JMH calls the method marked Setup first.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ProductBenchmark {
  private static final int NEURONS = 784;
  private static final int INPUTS = 784;
  private static final int BATCH = 64;
  private static final int SQUARE = 340;

  @Param private Precision precision;

  private NativeArray weights;
  private NativeArray inputs;
  private NativeArray activations;

  /** Allocates in the precision of this trial. */
  @Setup
  public void allocate() {
    SplittableRandom random = new SplittableRandom(1);
    weights = random(NEURONS * INPUTS, random);
    inputs = random(Math.max(BATCH * INPUTS, SQUARE * SQUARE), random);
    activations = random(Math.max(NEURONS * BATCH, SQUARE * SQUARE), random);
  }

  private NativeArray random(int length, SplittableRandom random) {
    NativeArray array = NativeArray.allocate(precision, length);
    for (int i = 0; i < length; i++) {
      array.set(i, random.nextDouble() - 0.5);
    }
    return array;
  }

  /** Frees the memory. */
  @TearDown
  public void free() {
    weights.close();
    inputs.close();
    activations.close();
  }

  /** Z = X U^T. */
  @Benchmark
  public void forward() {
    Blas.gemm(
        1,
        Operand.of(inputs, BATCH, INPUTS),
        Operand.of(weights, NEURONS, INPUTS).transpose(),
        0,
        Operand.of(activations, BATCH, NEURONS));
  }

  /** U &lt;- U + 1e-12 dZ^T X. */
  @Benchmark
  public void update() {
    Blas.gemm(
        1e-12,
        Operand.of(activations, BATCH, NEURONS).transpose(),
        Operand.of(inputs, BATCH, INPUTS),
        1,
        Operand.of(weights, NEURONS, INPUTS));
  }

  /** A square product of as many operations. */
  @Benchmark
  public void square() {
    Blas.gemm(
        1e-12,
        Operand.of(activations, SQUARE, SQUARE),
        Operand.of(inputs, SQUARE, SQUARE),
        0,
        Operand.of(weights, SQUARE, SQUARE));
  }
}
