package org.collapsar.lab.model;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.collapsar.FailedException;

/** What another thread computes. */
final class Later {
  private Later() {}

  /** Begins to compute something on a thread of its own. */
  static <T> Future<T> begin(String name, Supplier<T> what) {
    FutureTask<T> task = new FutureTask<>(what::get);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  /**
   * Waits for what comes out; what was thrown there is thrown here.
   *
   * @throws FailedException if the thread is interrupted
   */
  static <T> T await(Future<T> what) {
    try {
      return what.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedException("waiting for the network was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
