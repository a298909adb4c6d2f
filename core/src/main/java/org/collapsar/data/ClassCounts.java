package org.collapsar.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Counts of the samples of each class. */
public final class ClassCounts {
  private ClassCounts() {}

  /**
   * Counts the samples of each class.
   *
   * @param data any
   * @return one number per class 0, 1, .., q - 1; zeros included
   */
  public static List<Integer> of(Dataset data) {
    List<Integer> counts = new ArrayList<>(Collections.nCopies(data.classes(), 0));
    for (int i = 0; i < data.size(); i++) {
      counts.set(data.label(i), counts.get(data.label(i)) + 1);
    }
    return List.copyOf(counts);
  }
}
