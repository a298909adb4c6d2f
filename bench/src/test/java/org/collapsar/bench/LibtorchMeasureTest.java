package org.collapsar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.assertj.core.data.Percentage;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibtorchMeasureTest {
  private static Engine engine;

  @BeforeAll
  static void load() {
    engine = LibtorchStep.load(2, Path.of("target", "djl"));
  }

  /** Whole, in batches with a rest, and with more classes than dimensions. */
  @ParameterizedTest
  @CsvSource({"1003, 33, 7, 1003", "1003, 33, 7, 100", "3001, 17, 29, 500"})
  void bothMeasureTheSame(int n, int d, int k, int batch) {
    FeatureTable table = new FeatureTable(n, d, k, 5);
    ByteBuffer buffer = LibtorchMeasure.buffer((long) n * d);
    for (float[] row : table.floats()) {
      for (float x : row) {
        buffer.putFloat(x);
      }
    }
    try (LibtorchMeasure peer =
            new LibtorchMeasure(engine, buffer, table.labels(), table.weights(), batch);
        CollapsarMeasure ours =
            new CollapsarMeasure(
                "ours",
                Rows.of(table.floats()),
                table.labels(),
                k,
                table.weights(),
                2,
                Backend.OPENBLAS)) {
      Collapse expected = ours.measure();

      assertThat(peer.measure().nc1()).isCloseTo(expected.nc1(), Percentage.withPercentage(0.05));
      assertThat(peer.measure().mismatches()).isEqualTo(expected.mismatches());
      assertThat(expected.mismatches()).isBetween(1L, n - 1L);
    }
  }
}
