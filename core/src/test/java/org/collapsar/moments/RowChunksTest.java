package org.collapsar.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.junit.jupiter.api.Test;

class RowChunksTest {
  private static final Rows TABLE = Rows.of(new double[103], 1);

  @Test
  void resultsComeInTheOrderOfTheChunksWhoeverIsFaster() {
    for (int threads = 1; threads <= 3; threads++) {
      List<Long> firsts = new ArrayList<>();
      AtomicBoolean beside = new AtomicBoolean();
      try (ThreadTeam team = new ThreadTeam(threads)) {
        RowChunks.forEach(
            TABLE,
            5,
            team,
            (first, rows, thread) -> {
              assertThat(rows).isEqualTo(first == 100 ? 3 : 5);
              if (first % 10 == 0) {
                Thread.onSpinWait();
              }
              return first;
            },
            firsts::add,
            () -> beside.set(true));
      }
      assertThat(firsts)
          .containsExactlyElementsOf(IntStream.range(0, 21).mapToObj(i -> 5L * i).toList());
      assertThat(beside).isTrue();
    }
  }

  /** Of several mistakes always the first is told, and nothing after it is counted. */
  @Test
  void theFirstMistakeIsReported() {
    for (int threads = 1; threads <= 3; threads++) {
      List<Long> firsts = new ArrayList<>();
      try (ThreadTeam team = new ThreadTeam(threads)) {
        assertThatThrownBy(
                () ->
                    RowChunks.forEach(
                        TABLE,
                        5,
                        team,
                        (first, rows, thread) -> {
                          if (first >= 50) {
                            throw new IllegalStateException("chunk " + first);
                          }
                          return first;
                        },
                        firsts::add))
            .hasMessage("chunk 50");
      }
      assertThat(firsts).hasSize(10);
    }
  }
}
