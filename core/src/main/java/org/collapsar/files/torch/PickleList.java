package org.collapsar.files.torch;

import java.util.ArrayList;
import java.util.List;

/** A list or a tuple. A list may hold itself. Equal only to itself. */
final class PickleList {
  private final boolean tuple;
  private final List<Object> items;

  PickleList(boolean tuple, List<Object> items) {
    this.tuple = tuple;
    this.items = items;
  }

  static PickleList empty(boolean tuple) {
    return new PickleList(tuple, tuple ? List.of() : new ArrayList<>(0));
  }

  boolean isTuple() {
    return tuple;
  }

  /** The items; those of a list may be added to. */
  List<Object> items() {
    return items;
  }
}
