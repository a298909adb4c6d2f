package org.collapsar.lab.measure;

/**
 * Receiver of what happens while something is measured; calls may come from several threads, one at
 * a time.
 */
@FunctionalInterface
public interface MeasureListener {
  /** Hears nothing. */
  MeasureListener NONE = (task, done, total) -> {};

  /**
   * Hears that bytes were read.
   *
   * @param task the file, and which reading of it this is
   * @param done bytes of this reading so far
   * @param total bytes of this reading
   */
  void progress(String task, long done, long total);

  /**
   * Hears that images went through a network. Does nothing, unless it is overridden.
   *
   * @param task what the images are from
   * @param done images so far
   * @param total images in all
   */
  default void images(String task, long done, long total) {}

  /**
   * Hears that something was decided or left out in reading; may be said more than once. Does
   * nothing, unless it is overridden.
   *
   * @param line that says so
   */
  default void note(String line) {}

  /**
   * Hears of something to know before it is waited for. Does nothing, unless it is overridden.
   *
   * @param line that says so
   */
  default void announce(String line) {}

  /**
   * Hears that something is most likely wrong. Does nothing, unless it is overridden.
   *
   * @param line that says so
   */
  default void warning(String line) {}
}
