package org.collapsar.data;

import java.util.Optional;

/** Another data set seen in some way; whatever a view does not change is that of its base. */
interface DatasetView extends Dataset {
  /** What is seen. */
  Dataset base();

  @Override
  default int size() {
    return base().size();
  }

  @Override
  default int dimension() {
    return base().dimension();
  }

  @Override
  default Optional<ImageShape> image() {
    return base().image();
  }

  @Override
  default int classes() {
    return base().classes();
  }

  @Override
  default int label(int i) {
    return base().label(i);
  }

  @Override
  default void copyRow(int i, double[] target, int offset) {
    base().copyRow(i, target, offset);
  }
}
