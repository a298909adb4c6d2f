package org.collapsar.net;

import java.util.Optional;
import org.collapsar.data.ImageShape;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;

/**
 * Labelled samples as a pass over all of them reads them, some at a time: {@link Samples} that lie
 * in memory, or others that are read, or made, on the way.
 */
public interface SampleSource {
  /** Most samples that passes ask for at once. */
  int MOST = 512;

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
   * precision; the array may be longer. To be read only, and only until the next call.
   *
   * @param count at most {@link #MOST}
   */
  NativeArray inputs(int start, int count);

  /** A copy of X [n x d] in double. */
  default Matrix matrix() {
    int d = dimension();
    Matrix all = new Matrix(size(), d);
    for (int start = 0; start < size(); start += MOST) {
      int count = Math.min(MOST, size() - start);
      inputs(start, count).read(0, all.data(), start * d, count * d);
    }
    return all;
  }
}
