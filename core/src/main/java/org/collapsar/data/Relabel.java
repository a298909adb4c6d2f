package org.collapsar.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.collapsar.BadInputException;

/** Views of data with other labels, for all samples or for those of some classes. */
public final class Relabel {
  private Relabel() {}

  /**
   * Relabels samples: class c becomes c mod k.
   *
   * @param data with at least k classes
   * @param k 2 to the number of classes
   * @return a view with k classes
   * @throws BadInputException for any other k
   */
  public static Dataset modulo(Dataset data, int k) {
    if (k < 2 || k > data.classes()) {
      throw new BadInputException(
          "relabelling: expected a modulus of 2 to "
              + data.classes()
              + ", the number of classes, found "
              + k);
    }
    return new Modulo(data, k);
  }

  /**
   * Chooses the samples of some classes: class {@code classes.get(k)} becomes k.
   *
   * @param data any
   * @param classes at least two different ones
   * @return a view with as many classes
   * @throws BadInputException for any others
   */
  public static Dataset classes(Dataset data, List<Integer> classes) {
    int[] renumbered = new int[data.classes()];
    Arrays.fill(renumbered, -1);
    for (int k = 0; k < classes.size(); k++) {
      int c = classes.get(k);
      if (c < 0 || c >= data.classes() || renumbered[c] >= 0) {
        throw new BadInputException(
            "classes: expected different ones of 0 to "
                + (data.classes() - 1)
                + ", found "
                + classes);
      }
      renumbered[c] = k;
    }
    if (classes.size() < 2) {
      throw new BadInputException("classes: expected at least two, found " + classes);
    }
    int[] indices =
        IntStream.range(0, data.size()).filter(i -> renumbered[data.label(i)] >= 0).toArray();
    return new Chosen(new SelectedDataset(data, indices), renumbered, classes.size());
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Chosen(Dataset base, int[] renumbered, int classes) implements DatasetView {
    @Override
    public int label(int i) {
      return renumbered[base.label(i)];
    }
  }

  private record Modulo(Dataset base, int classes) implements DatasetView {
    @Override
    public int label(int i) {
      return base.label(i) % classes;
    }
  }
}
