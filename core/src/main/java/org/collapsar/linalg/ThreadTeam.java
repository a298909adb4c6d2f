package org.collapsar.linalg;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A few threads that run numbered tasks together, again and again with microseconds between: the
 * threads of a training step.
 *
 * <p>Tasks are taken in order by whichever thread is free, so results must not depend on who runs
 * what: every task writes to its own place, and sums are reduced in task order afterwards. Waiting
 * threads spin for some microseconds and then park, so that an idle team costs nothing. Not
 * reentrant; one thread at a time may call {@link #run}, and takes part.
 *
 * <p>A team's threads come from those that earlier teams have left, which wait some seconds for the
 * next one. The kernel may start a new thread on the core of its creator, where it shares that core
 * for a time slice or two: as long as the smaller measurements take.
 */
public final class ThreadTeam implements AutoCloseable {
  private static final int SPINS = 20_000;

  private static final long IDLE_SECONDS = 10;

  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** Threads that belong to no team now. There is no limit: a team never waits for another's. */
  private static final Executor IDLE =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          ThreadTeam::newThread);

  /** A numbered task. */
  @FunctionalInterface
  public interface Task {
    /**
     * Does one task.
     *
     * @param index which task, 0 .. tasks-1
     * @param thread which thread of the team runs it, 0 .. threads-1: for scratch memory
     */
    void run(int index, int thread);
  }

  /** Null until it has come. */
  private final AtomicReferenceArray<@Nullable Thread> workers;

  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private @Nullable Task task;
  private int tasks;
  private final AtomicInteger round = new AtomicInteger();
  private volatile boolean closed;

  /**
   * Forms a team.
   *
   * @param threads at least 1, the thread that calls {@link #run} included
   * @throws IllegalArgumentException if there is to be no thread
   */
  public ThreadTeam(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: expected at least 1, found " + threads);
    }
    workers = new AtomicReferenceArray<>(threads - 1);
    for (int thread = 1; thread < threads; thread++) {
      int number = thread;
      IDLE.execute(() -> work(number));
    }
  }

  /** Outlives its team, so it holds nothing of whoever made that. */
  private static Thread newThread(Runnable work) {
    String name = "collapsar-" + NUMBER.incrementAndGet();
    Thread thread = new Thread(null, work, name, 0, false);
    thread.setContextClassLoader(ThreadTeam.class.getClassLoader());
    thread.setDaemon(true);
    return thread;
  }

  /** {@return the number of threads, the caller of {@link #run} included} */
  public int threads() {
    return workers.length() + 1;
  }

  /**
   * Runs tasks 0 .. tasks-1 and returns when all are done.
   *
   * @param tasks number of tasks; without any nothing is run
   * @param task runs each of them
   * @throws RuntimeException or Error, the first that a task threw; the other tasks are still run
   */
  public void run(int tasks, Task task) {
    if (workers.length() == 0 || tasks == 1) {
      for (int i = 0; i < tasks; i++) {
        task.run(i, 0);
      }
      return;
    }
    this.task = task;
    this.tasks = tasks;
    next.setPlain(0);
    busy.setPlain(workers.length());
    round.incrementAndGet();
    wake();
    share(0);
    for (int spins = 0; busy.get() > 0; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, 20_000);
      }
    }
    Throwable thrown = failure.getAndSet(null);
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
  }

  private void share(int thread) {
    Task mine = task;
    if (mine == null) {
      return;
    }
    try {
      for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
        mine.run(i, thread);
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  /** Whoever has not come yet sees the round, or the end, when it does. */
  private void wake() {
    for (int i = 0; i < workers.length(); i++) {
      LockSupport.unpark(workers.get(i));
    }
  }

  private void work(int thread) {
    workers.set(thread - 1, Thread.currentThread());
    int seen = 0;
    while (true) {
      for (int spins = 0; round.get() == seen && !closed; spins++) {
        if (spins < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      if (closed) {
        return;
      }
      seen = round.get();
      share(thread);
      busy.decrementAndGet();
    }
  }

  /** Lets the threads go. */
  @Override
  public void close() {
    closed = true;
    wake();
  }
}
