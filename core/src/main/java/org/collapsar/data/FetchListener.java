package org.collapsar.data;

/**
 * Receiver of what happens while data are fetched and read, on the thread that asked for them. Each
 * method does nothing, unless it is overridden.
 */
public interface FetchListener {

  /** Hears nothing. */
  FetchListener NONE = new FetchListener() {};

  /**
   * Hears that a source is tried next.
   *
   * @param source its address
   */
  default void trying(String source) {}

  /**
   * Hears that a source did not give what was asked; the next one is tried.
   *
   * @param source its address
   * @param reason in words
   */
  default void gaveUp(String source, String reason) {}

  /** Hears that another process is fetching the same data set; this one waits for it. */
  default void waiting() {}

  /**
   * Hears that bytes arrived.
   *
   * @param file what is being fetched
   * @param done bytes of it that are here
   * @param total bytes that it has, or -1 while nobody knows
   */
  default void progress(String file, long done, long total) {}

  /**
   * Hears that a file has its final name and the right hash.
   *
   * @param file what was fetched
   * @param source where it came from
   */
  default void fetched(String file, String source) {}

  /**
   * Hears that something was decided or left out in reading.
   *
   * @param line that says so
   */
  default void note(String line) {}
}
