package org.collapsar.moments;

import java.util.Arrays;

/**
 * Where what is kept of each class lies, in memory for no more of them than can have samples: a
 * chunk of rows has few of a vocabulary. Where all can have samples each is at its own number.
 */
final class Places {
  private final int classes;
  private final int room;

  /** By class, 0 for none and else the place and 1; empty where each is at its own number. */
  private final int[] taken;

  private int next;

  /**
   * @param most how many will have samples at most
   */
  Places(int classes, int most) {
    this.classes = classes;
    this.room = Math.max(1, Math.min(classes, most));
    this.taken = new int[room < classes ? classes : 0];
  }

  /** How many places there are. */
  int room() {
    return room;
  }

  /** Whether each class is at its own number. */
  boolean areClasses() {
    return room == classes;
  }

  /** The place of a class, which it gets now if it has none. */
  int take(int c) {
    if (room == classes) {
      return c;
    }
    if (taken[c] == 0) {
      taken[c] = ++next;
    }
    return taken[c] - 1;
  }

  /** The place of a class that has one. */
  int of(int c) {
    return room == classes ? c : taken[c] - 1;
  }

  /** No class has a place again. */
  void clear() {
    Arrays.fill(taken, 0);
    next = 0;
  }
}
