package org.collapsar.data.images;

import java.util.Arrays;
import java.util.List;
import org.collapsar.data.Dataset;
import org.collapsar.data.ImageShape;

/** Images of a data set that is in memory, whose features are bytes. */
final class DatasetImages implements ImageSet {
  private final Dataset data;
  private final ImageShape shape;
  private final ClassChoice choice;
  private final ImageSetInfo info;

  DatasetImages(Dataset data, ImageShape shape, ClassChoice choice, ImageSetInfo info) {
    this.data = data;
    this.shape = shape;
    this.choice = choice;
    this.info = info;
  }

  @Override
  public int size() {
    return choice.taken().length;
  }

  @Override
  public List<String> classes() {
    return choice.classes();
  }

  @Override
  public int label(int i) {
    return choice.labels()[i];
  }

  @Override
  public String name(int i) {
    return info.argument() + " image " + choice.taken()[i];
  }

  @Override
  public Picture read(int i) {
    double[] row = new double[data.dimension()];
    data.copyRow(choice.taken()[i], row, 0);
    byte[] bytes = new byte[row.length];
    for (int j = 0; j < row.length; j++) {
      bytes[j] = (byte) row[j];
    }
    return Picture.ofPlanes(shape, bytes);
  }

  @Override
  public ImageSetInfo info() {
    return info;
  }

  @Override
  public void close() {}

  /** The classes of all samples. */
  static int[] labels(Dataset data) {
    int[] labels = new int[data.size()];
    Arrays.setAll(labels, data::label);
    return labels;
  }
}
