package org.collapsar.data;

import java.util.Objects;
import java.util.Optional;
import org.collapsar.BadInputException;

/**
 * Samples whose features are unsigned bytes, such as pixels: one byte per feature in memory (47 MB
 * for MNIST's training images), turned into doubles 0 .. 255 row by row.
 */
public final class ByteDataset implements Dataset {
  private final byte[] features;
  private final byte[] labels;
  private final int dimension;
  private final Optional<ImageShape> image;
  private final int classes;

  /**
   * Takes the arrays as they are, without copying: whoever passes them leaves them alone.
   *
   * @param name what error messages call the labels: a file or a data set
   * @param features [n x d], row-major
   * @param labels n of them, each 0..classes-1
   * @param dimension d
   * @param classes q, with or without samples
   * @throws BadInputException when sizes disagree or a label is out of range
   */
  public ByteDataset(String name, byte[] features, byte[] labels, int dimension, int classes) {
    this(name, features, labels, dimension, Optional.empty(), classes);
  }

  /**
   * Takes images, whose bytes come as {@link ImageShape} says, without copying them.
   *
   * @param name what error messages call the labels: a file or a data set
   * @param features [n x d], row-major
   * @param labels n of them, each 0..classes-1
   * @param image the shape of a sample
   * @param classes q, with or without samples
   * @throws BadInputException when sizes disagree or a label is out of range
   */
  public ByteDataset(String name, byte[] features, byte[] labels, ImageShape image, int classes) {
    this(name, features, labels, image.dimension(), Optional.of(image), classes);
  }

  private ByteDataset(
      String name,
      byte[] features,
      byte[] labels,
      int dimension,
      Optional<ImageShape> image,
      int classes) {
    if (features.length != (long) labels.length * dimension) {
      throw new BadInputException(
          name
              + ": expected "
              + features.length / dimension
              + " labels, one for each row of "
              + dimension
              + " features, found "
              + labels.length);
    }
    for (int i = 0; i < labels.length; i++) {
      if ((labels[i] & 0xff) >= classes) {
        throw new BadInputException(
            name
                + ": expected labels 0 to "
                + (classes - 1)
                + ", found "
                + (labels[i] & 0xff)
                + " at sample "
                + i);
      }
    }
    this.features = features;
    this.labels = labels;
    this.dimension = dimension;
    this.image = image;
    this.classes = classes;
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
  public void copyRow(int i, double[] target, int offset) {
    int from = Objects.checkIndex(i, labels.length) * dimension;
    for (int j = 0; j < dimension; j++) {
      target[offset + j] = features[from + j] & 0xff;
    }
  }
}
