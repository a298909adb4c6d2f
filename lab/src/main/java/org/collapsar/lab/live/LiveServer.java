package org.collapsar.lab.live;

/** Starter of servers of live runs; a module has one. */
public interface LiveServer {

  /**
   * Starts a server, which answers when this returns.
   *
   * @param settings of the server
   * @return the server; has to be closed
   * @throws org.collapsar.BadInputException if the address or the port cannot be had
   * @throws org.collapsar.FailedException if a directory cannot be made
   */
  Running start(ServeSettings settings);

  /** Server that answers. */
  interface Running extends AutoCloseable {
    /** {@return the address of its page, for example {@code http://127.0.0.1:8470/}} */
    String url();

    /** {@return the token that a request needs which changes something} */
    String token();

    /**
     * Waits until the server ends.
     *
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    void await() throws InterruptedException;

    /** Ends the server; runs that it started go on. */
    @Override
    void close();
  }
}
