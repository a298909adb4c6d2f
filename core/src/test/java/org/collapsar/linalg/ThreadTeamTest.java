package org.collapsar.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class ThreadTeamTest {

  @Test
  void everyTaskRunsOnceInEveryOfManyRounds() {
    for (int threads : new int[] {1, 2, 4}) {
      try (ThreadTeam team = new ThreadTeam(threads)) {
        assertThat(team.threads()).isEqualTo(threads);
        for (int round = 0; round < 3000; round++) {
          int tasks = round % 9;
          AtomicIntegerArray runs = new AtomicIntegerArray(9);
          team.run(
              tasks,
              (i, thread) -> {
                assertThat(thread).isBetween(0, threads - 1);
                runs.incrementAndGet(i);
              });
          for (int i = 0; i < 9; i++) {
            assertThat(runs.get(i)).isEqualTo(i < tasks ? 1 : 0);
          }
        }
      }
    }
  }

  @Test
  void whatATaskThrowsReachesTheCallerAndTheTeamGoesOn() {
    try (ThreadTeam team = new ThreadTeam(3)) {
      for (int failing = 0; failing < 6; failing++) {
        int which = failing;
        assertThatThrownBy(
                () ->
                    team.run(
                        6,
                        (i, thread) -> {
                          if (i == which) {
                            throw new IllegalStateException("task " + i);
                          }
                        }))
            .hasMessage("task " + which);
        AtomicIntegerArray runs = new AtomicIntegerArray(6);
        team.run(6, (i, thread) -> runs.incrementAndGet(i));
        for (int i = 0; i < 6; i++) {
          assertThat(runs.get(i)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void aTeamThatSleptWakes() throws InterruptedException {
    try (ThreadTeam team = new ThreadTeam(2)) {
      for (int round = 0; round < 5; round++) {
        Thread.sleep(20);
        AtomicIntegerArray runs = new AtomicIntegerArray(4);
        team.run(4, (i, thread) -> runs.incrementAndGet(i));
        assertThat(runs.toString()).isEqualTo("[1, 1, 1, 1]");
      }
    }
  }

  @Test
  void threadsServeOneTeamAfterAnother() throws InterruptedException {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 20; i++) {
      try (ThreadTeam team = new ThreadTeam(3)) {
        CountDownLatch all = new CountDownLatch(3);
        team.run(
            3,
            (index, thread) -> {
              all.countDown();
              await(all);
              seen.add(Thread.currentThread());
            });
      }
      Thread.sleep(10);
    }
    // The caller's, and of the others as many as a slow machine has not let go in time.
    assertThat(seen).hasSizeLessThan(21);
  }

  @Test
  void teamsAtTheSameTimeDoNotWaitForEachOthersThreads() {
    try (ThreadTeam outer = new ThreadTeam(3)) {
      AtomicIntegerArray runs = new AtomicIntegerArray(3);
      outer.run(
          3,
          (i, thread) -> {
            try (ThreadTeam inner = new ThreadTeam(3)) {
              inner.run(5, (j, inside) -> runs.incrementAndGet(i));
            }
          });
      assertThat(runs.toString()).isEqualTo("[5, 5, 5]");
    }
  }

  @Test
  void aTeamMayBeClosedBeforeItsThreadsCome() {
    for (int i = 0; i < 500; i++) {
      new ThreadTeam(3).close();
    }
    try (ThreadTeam team = new ThreadTeam(3)) {
      AtomicIntegerArray runs = new AtomicIntegerArray(3);
      team.run(3, (i, thread) -> runs.incrementAndGet(i));
      assertThat(runs.toString()).isEqualTo("[1, 1, 1]");
    }
  }

  /** A thread holds nothing that would keep its team's owner in memory. */
  @Test
  void threadsInheritNothing() {
    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
    local.set("the caller's");
    ClassLoader mine = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(new ClassLoader() {});
    // More than other tests have left.
    int many = 40;
    try (ThreadTeam team = new ThreadTeam(many)) {
      CountDownLatch all = new CountDownLatch(many);
      team.run(
          many,
          (i, thread) -> {
            all.countDown();
            await(all);
            if (thread > 0) {
              assertThat(local.get()).isNull();
              assertThat(Thread.currentThread().isDaemon()).isTrue();
              assertThat(Thread.currentThread().getContextClassLoader())
                  .isSameAs(ThreadTeam.class.getClassLoader());
            }
          });
    } finally {
      Thread.currentThread().setContextClassLoader(mine);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
