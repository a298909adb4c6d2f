package org.collapsar.net;

import java.util.Optional;
import org.collapsar.data.ImageShape;
import org.collapsar.linalg.NativeArray;

/**
 * Labelled samples as a pass over all of them reads them, some at a time: {@link Samples} that lie
 * in memory, or others that are read, or made, on the way.
 */
public interface SampleSource {
  /** Number of samples n. */
  int size();

  /** Dimension d. */
  int dimension();

  /** The images that the samples are; empty where they are no more than vectors. */
  default Optional<ImageShape> image() {
    return Optional.empty();
  }

  /** Number of classes. */
  int classes();

  /** Label of sample {@code i}. */
  int label(int i);

  /** A copy of all labels, n of them. */
  default int[] labels() {
    int[] labels = new int[size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = label(i);
    }
    return labels;
  }

  /**
   * X of the samples {@code start .. start + count - 1} [count x d], row-major, in the network's
   * precision. To be read only, and only until the next call.
   */
  NativeArray inputs(int start, int count);
}
