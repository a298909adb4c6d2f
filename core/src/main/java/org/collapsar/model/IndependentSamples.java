package org.collapsar.model;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.collapsar.BadInputException;

/**
 * Test whether the numbers of a sample depend on the samples beside it. Kernels for batches of
 * another size round differently; statistics of a batch differ by much more. Runs of every format
 * ask this in {@link ModelRun#requireIndependentSamples}.
 */
public final class IndependentSamples {
  /** What rounding in float32 changes stays below, relative to a tensor's largest number. */
  private static final double FLOAT32 = 2e-3;

  /** The same where numbers have 16 bits: steps of 2^-11 or 2^-8, in every layer. */
  private static final double HALF = 0.05;

  private static final int PERCENT = 100;

  private final Path path;
  private final ModelRun run;
  private final Alone alone;
  private final boolean half;

  /** Computation of one sample by itself; beside copies of it, where the model's batch is fixed. */
  @FunctionalInterface
  public interface Alone {
    /**
     * Computes the sample.
     *
     * @param samples as in {@link ModelRun#forward}
     * @param sample the shape of one
     * @param which its place among {@code samples}
     * @param visitor is handed each of the tensors
     */
    void forward(float[] samples, List<Integer> sample, int which, ModelRun.Visitor visitor);
  }

  /**
   * Prepares the test.
   *
   * @param path of the model, for messages
   * @param run computes whole batches
   * @param alone computes one sample
   * @param half whether it computes with numbers of 16 bits
   */
  public IndependentSamples(Path path, ModelRun run, Alone alone, boolean half) {
    this.path = path;
    this.run = run;
    this.alone = alone;
    this.half = half;
  }

  /**
   * Computes samples beside others and alone, and compares, as {@link
   * ModelRun#requireIndependentSamples} says.
   *
   * @param samples at least {@code count} of them, one after another
   * @param sample the shape of one
   * @param count 1 .. {@link ModelRun#BATCH}
   * @throws org.collapsar.BadInputException when a tensor differs by more than rounding
   */
  public void require(float[] samples, List<Integer> sample, int count) {
    int[] chosen = count == 1 ? new int[] {0} : new int[] {0, count - 1};
    List<List<float[]>> beside = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      beside.add(new ArrayList<>());
    }
    run.forward(
        samples,
        sample,
        count,
        (tensor, first, n, shape, values) -> {
          for (int i = 0; i < chosen.length; i++) {
            if (chosen[i] >= first && chosen[i] < first + n) {
              beside.get(i).add(row(values, chosen[i] - first, n));
            }
          }
        });
    for (int i = 0; i < chosen.length; i++) {
      List<float[]> rows = beside.get(i);
      alone.forward(
          samples,
          sample,
          chosen[i],
          (tensor, first, n, shape, values) -> compare(tensor, rows.get(tensor), values));
    }
  }

  private static float[] row(FloatBuffer values, int i, int rows) {
    float[] row = new float[values.remaining() / rows];
    values.get(values.position() + i * row.length, row);
    return row;
  }

  private void compare(int tensor, float[] beside, FloatBuffer single) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < beside.length; i++) {
      // What is not finite either way is said where features are read.
      if (Float.compare(beside[i], single.get(i)) != 0) {
        difference = Math.max(difference, Math.abs(beside[i] - single.get(i)));
      }
      largest = Float.isFinite(beside[i]) ? Math.max(largest, Math.abs(beside[i])) : largest;
    }
    if (!(difference <= (half ? HALF : FLOAT32) * largest)) {
      throw new BadInputException(
          String.format(
              Locale.ROOT,
              "%s: expected values of a sample that do not depend on the other samples of the"
                  + " batch, found %s changed by %.3g %% alone (statistics of the batch, as in"
                  + " training?)",
              path,
              run.tensors().get(tensor).name(),
              PERCENT * difference / largest));
    }
  }
}
