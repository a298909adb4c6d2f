package org.collapsar.lab.measure;

/** Callbacks of measuring; calls may come from several threads, one at a time. */
@FunctionalInterface
public interface MeasureListener {
  /** Hears nothing. */
  MeasureListener NONE = (task, done, total) -> {};

  /**
   * Bytes were read.
   *
   * @param task the file, and which reading of it this is
   * @param done bytes of this reading so far
   * @param total bytes of this reading
   */
  void progress(String task, long done, long total);

  /**
   * Images went through a network.
   *
   * @param task what the images are from
   */
  default void images(String task, long done, long total) {}

  /** Something was decided or left out in reading, in a line; may be said more than once. */
  default void note(String line) {}

  /** Something to know before it is waited for, in a line. */
  default void announce(String line) {}

  /** Something is most likely wrong, in a line. */
  default void warning(String line) {}
}
