package org.collapsar.net;

import java.util.Optional;
import org.collapsar.data.Dataset;
import org.collapsar.data.ImageShape;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;

/**
 * A data set in the precision of a network, where its passes read it: X [n x d], row-major, and
 * labels. Close it.
 */
public final class Samples implements SampleSource, AutoCloseable {
  private final NativeArray inputs;
  private final int[] labels;
  private final int dimension;
  private final Optional<ImageShape> image;
  private final int classes;

  private Samples(NativeArray inputs, int[] labels, Dataset data) {
    this.inputs = inputs;
    this.labels = labels;
    this.dimension = data.dimension();
    this.image = data.image();
    this.classes = data.classes();
  }

  /**
   * Copies a data set.
   *
   * @param data [n x d] with labels
   * @param precision of the network that is to read it
   * @return the samples, which the caller closes
   */
  public static Samples of(Dataset data, Precision precision) {
    int n = data.size();
    int d = data.dimension();
    NativeArray inputs = NativeArray.allocate(precision, (long) n * d);
    int[] labels = new int[n];
    double[] row = new double[d];
    for (int i = 0; i < n; i++) {
      data.copyRow(i, row, 0);
      inputs.write(i * d, row, 0, d);
      labels[i] = data.label(i);
    }
    return new Samples(inputs, labels, data);
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public Optional<ImageShape> image() {
    return image;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int label(int i) {
    return labels[i];
  }

  @Override
  public int[] labels() {
    return labels.clone();
  }

  @Override
  public NativeArray inputs(int start, int count) {
    return inputs.slice(start * dimension, count * dimension);
  }

  /** {@return X [n x d], not a copy} */
  public NativeArray inputs() {
    return inputs;
  }

  @Override
  public void close() {
    inputs.close();
  }
}
