package org.collapsar.spark;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.collapsar.metrics.SecondPass;
import org.jspecify.annotations.Nullable;

/**
 * The pass of each slot over its samples, as tasks get it: made from bytes once per machine, by the
 * task that first needs it.
 */
final class SlotPasses implements Serializable {
  private static final long serialVersionUID = 1;

  private final TreeMap<Integer, byte[]> bytes;
  private transient @Nullable Map<Integer, SecondPass> made;

  SlotPasses(Map<Integer, byte[]> bytes) {
    this.bytes = new TreeMap<>(bytes);
  }

  /** That of a slot, null where it needs none. */
  synchronized @Nullable SecondPass of(int slot) {
    if (made == null) {
      made = new TreeMap<>();
    }
    byte[] its = bytes.get(slot);
    return its == null ? null : made.computeIfAbsent(slot, i -> read(its));
  }

  private static SecondPass read(byte[] bytes) {
    SecondPass pass = SecondPass.fromBytes(bytes);
    pass.tally().toBytes(); // its hash, which tasks take of it at once
    return pass;
  }
}
