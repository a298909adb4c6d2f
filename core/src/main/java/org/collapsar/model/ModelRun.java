package org.collapsar.model;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * Network that is ready to run. A sample's numbers do not depend on the samples beside it: every
 * call computes {@link #BATCH} samples, the last ones repeated where there are fewer, or as many as
 * a model takes that is made for one size of batch. Several threads may compute at once; the
 * runtime has threads for {@link #lanes} of them.
 */
public interface ModelRun extends AutoCloseable {
  /** How many samples are computed at once. */
  int BATCH = 64;

  /**
   * {@return the tensors that were asked for, in the order of the request, with shapes as far as
   * they are known}
   */
  List<ModelTensor> tensors();

  /** {@return where it runs and by what, for pages: "ONNX Runtime 1.29.0, cpu, 4 threads"} */
  String description();

  /**
   * {@return how many batches are best computed at a time, by as many threads of the caller} A
   * thread that computes a batch by itself waits for no other one.
   */
  int lanes();

  /**
   * Computes a batch.
   *
   * @param samples at least count times {@link ModelInput#size} numbers, a sample after another
   * @param sample the shape of a sample, [C x H x W], [H x W x C] or [d], as the input has it
   * @param count 1 .. {@link #BATCH}
   * @param visitor is handed each of the tensors
   * @throws org.collapsar.BadInputException when the shape is not the model's
   * @throws org.collapsar.FailedException when the runtime fails
   */
  void forward(float[] samples, List<Integer> sample, int count, Visitor visitor);

  /**
   * Computes some samples, whole batches and alone, and compares. Networks that take statistics of
   * the batch, as one exported in training mode does, are refused.
   *
   * @param samples count samples, as in {@link #forward}
   * @param sample the shape of a sample
   * @param count 1 .. {@link #BATCH}; at least 2, to say anything
   * @throws org.collapsar.BadInputException when a tensor differs by more than rounding
   */
  void requireIndependentSamples(float[] samples, List<Integer> sample, int count);

  @Override
  void close();

  /** Receiver of what a batch gave. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Takes samples of a tensor. A batch is one piece, and its tensors come in the order of {@link
     * ModelRun#tensors()}; of a model that takes batches of its own size it is several pieces, one
     * after the other.
     *
     * @param tensor its place there
     * @param first the first sample of the piece, counted in the batch from 0
     * @param count how many samples it has
     * @param shape of one sample, without the batch: [D], [C x H x W]
     * @param values [count x shape], row-major, from position 0 to the limit; valid during the call
     *     only
     */
    void accept(int tensor, int first, int count, List<Integer> shape, FloatBuffer values);
  }
}
