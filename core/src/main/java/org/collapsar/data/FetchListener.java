package org.collapsar.data;

/** Callbacks of fetching and reading data, on the thread that asked for them. */
public interface FetchListener {

  /** Hears nothing. */
  FetchListener NONE = new FetchListener() {};

  /** A source is tried next. */
  default void trying(String source) {}

  /** A source did not give what was asked; the next one is tried. */
  default void gaveUp(String source, String reason) {}

  /** Another process is fetching the same data set; this one waits for it. */
  default void waiting() {}

  /**
   * Bytes arrived.
   *
   * @param file what is being fetched
   * @param done bytes of it that are here
   * @param total bytes that it has, or -1 while nobody knows
   */
  default void progress(String file, long done, long total) {}

  /** A file has its final name and the right hash. */
  default void fetched(String file, String source) {}

  /** Something was decided or left out in reading, in a line. */
  default void note(String line) {}
}
