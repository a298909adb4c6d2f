package org.collapsar.lab.live;

/** Starts servers of live runs; a module has one. */
public interface LiveServer {

  /**
   * Starts one. It answers when this returns.
   *
   * @throws org.collapsar.BadInputException if the address or the port cannot be had
   * @throws org.collapsar.FailedException if a directory cannot be made
   */
  Running start(ServeSettings settings);

  /** A server that answers. */
  interface Running extends AutoCloseable {
    /** The address of its page, for example {@code http://127.0.0.1:8470/}. */
    String url();

    /** What changes demand. */
    String token();

    /** Waits until it ends. */
    void await() throws InterruptedException;

    /** Ends it; runs that it started go on. */
    @Override
    void close();
  }
}
