package org.collapsar.data;

import org.collapsar.BadInputException;

/** Other labels for the same samples, as views. */
public final class Relabel {
  private Relabel() {}

  /**
   * Class c becomes c mod k; the data set then has k classes.
   *
   * @param k 2 to the number of classes
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

  private record Modulo(Dataset base, int classes) implements Dataset {
    @Override
    public int size() {
      return base.size();
    }

    @Override
    public int dimension() {
      return base.dimension();
    }

    @Override
    public int label(int i) {
      return base.label(i) % classes;
    }

    @Override
    public void copyRow(int i, double[] target, int offset) {
      base.copyRow(i, target, offset);
    }
  }
}
