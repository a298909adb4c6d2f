package org.collapsar.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.net.Activation;
import org.collapsar.net.Kernels;
import org.collapsar.random.Seed;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The elementwise kernels on a block of neurons, in nanoseconds a number. */
@SuppressWarnings("NullAway.Init") // JMH calls the method marked Setup first.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class KernelBenchmark {
  /** 400 neurons by a batch of 64. */
  private static final int COUNT = 400 * 64;

  @Param private Precision precision;

  private Kernels kernels;
  private NativeArray inputs;
  private NativeArray values;
  private long step;

  /** Allocates in the precision of this trial. */
  @Setup
  public void allocate() {
    kernels = Kernels.of(precision);
    inputs = NativeArray.allocate(precision, COUNT);
    values = NativeArray.allocate(precision, COUNT);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < COUNT; i++) {
      inputs.set(i, 4 * random.nextDouble() - 2);
    }
  }

  /** Activations overwrite what they are given. */
  @Setup(Level.Iteration)
  public void restore() {
    values.copyFrom(0, inputs, 0, COUNT);
  }

  /** Frees the memory. */
  @TearDown
  public void free() {
    inputs.close();
    values.close();
  }

  /** A copy, and tanh in place. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void tanh() {
    values.copyFrom(0, inputs, 0, COUNT);
    kernels.activate(Activation.TANH, values, 1, COUNT, COUNT);
  }

  /** A copy, and the logistic function in place. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void sigmoid() {
    values.copyFrom(0, inputs, 0, COUNT);
    kernels.activate(Activation.SIGMOID, values, 1, COUNT, COUNT);
  }

  /** A copy, and the derivative of tanh times a gradient. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void tanhBackward() {
    values.copyFrom(0, inputs, 0, COUNT);
    kernels.backpropagate(Activation.TANH, values, inputs, 1, COUNT, COUNT);
  }

  /** Gaussian noise drawn and added. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void addGaussian() {
    kernels.addGaussian(values, 1, COUNT, COUNT, 1e-3, Seed.of(1).split(step++));
  }

  /** What the copies above cost. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void copy() {
    values.copyFrom(0, inputs, 0, COUNT);
  }
}
