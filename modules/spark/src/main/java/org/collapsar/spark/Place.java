package org.collapsar.spark;

import java.io.Serializable;

/**
 * Where a partial result belongs: what it is of, and which part of the data it is from.
 *
 * @param slot of a group and a layer; {@link #BAD} for a message about bad input
 * @param part of the data, in order: a partition, or a run of partitions that are merged
 */
record Place(int slot, int part) implements Comparable<Place>, Serializable {
  /** The slot of messages, before all others. */
  static final int BAD = -1;

  @Override
  public int compareTo(Place other) {
    int bySlot = Integer.compare(slot, other.slot);
    return bySlot != 0 ? bySlot : Integer.compare(part, other.part);
  }
}
