package org.collapsar.metrics;

import org.collapsar.linalg.FloatArray;
import org.collapsar.linalg.RowOperations;
import org.jspecify.annotations.Nullable;

/** Those samples of a block whose class is still to be decided; of one thread. */
final class OpenSamples {
  /** Where in the block they are. */
  private final int[] place;

  /** Their own classes: what is decided, as a rule. */
  final int[] likely;

  private final RowOperations operations = new RowOperations();

  int count;

  /**
   * @param room samples of a block
   */
  OpenSamples(int room) {
    place = new int[room];
    likely = new int[room];
  }

  int place(int i) {
    return place[i];
  }

  /**
   * Begins with all of a block that are not near enough to their mean.
   *
   * @param limits on ||d|| of each class, null for none
   * @param decided receives the classes of those that are near enough
   */
  void begin(SampleBlock block, double @Nullable [] limits, int[] decided) {
    count = 0;
    for (int i = 0; i < block.count; i++) {
      int y = block.label(i);
      if (limits != null && block.lengths[i] < limits[y]) {
        decided[i] = y;
      } else {
        likely[count] = y;
        place[count++] = i;
      }
    }
  }

  /** Whether one of them is decided. */
  interface Settled {
    boolean settles(int place, int label);
  }

  /** Goes on with those that are not settled. */
  void without(Settled settled) {
    int left = 0;
    for (int i = 0; i < count; i++) {
      if (!settled.settles(place[i], likely[i])) {
        place[left] = place[i];
        likely[left++] = likely[i];
      }
    }
    count = left;
  }

  /**
   * Their rows.
   *
   * @param rows of the block [block.count x width]
   * @param room for them where they are not all
   */
  FloatArray rows(FloatArray rows, int width, SampleBlock block, FloatArray room) {
    if (count == block.count) {
      return rows;
    }
    for (int i = 0; i < count; i++) {
      operations.copy(rows, place[i] * width, room, i * width, width);
    }
    return room;
  }

  /** Puts what was found of each to its place in the block. */
  void tell(int[] chosen, int[] decided) {
    for (int i = 0; i < count; i++) {
      decided[place[i]] = chosen[i];
    }
  }
}
