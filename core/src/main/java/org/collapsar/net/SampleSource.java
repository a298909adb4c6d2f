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
  /** The most samples that passes ask for at once. */
  int MOST = 512;

  /** {@return the number of samples n} */
  int size();

  /** {@return the dimension d} */
  int dimension();

  /**
   * {@return the shape of the images that the samples are; empty where they are no more than
   * vectors}
   */
  default Optional<ImageShape> image() {
    return Optional.empty();
  }

  /** {@return the number of classes} */
  int classes();

  /**
   * {@return the label of a sample}
   *
   * @param i the sample, from 0
   */
  int label(int i);

  /** {@return a copy of all labels [n]} */
  default int[] labels() {
    int[] labels = new int[size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = label(i);
    }
    return labels;
  }

  /**
   * {@return X of some samples [count x d], row-major, in the network's precision} The array may be
   * longer. It is to be read only, and only until the next call.
   *
   * @param start the first of them, from 0
   * @param count at most {@link #MOST}
   */
  NativeArray inputs(int start, int count);

  /** {@return a copy of X [n x d] in double} */
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
