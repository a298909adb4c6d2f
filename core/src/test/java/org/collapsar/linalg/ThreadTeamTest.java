package org.collapsar.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
