package org.collapsar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import org.collapsar.linalg.Precision;
import org.junit.jupiter.api.Test;

class ResultTableTest {

  @Test
  void theRatioIsTheMedianOfTheRoundsRatiosNotTheRatioOfMedians() {
    // Medians 20 and 10, but the ratios of the rounds are 1, 2 and 3.
    CaseResult result =
        result(List.of("peer", "ours"), new double[][] {{10, 20, 60}, {10, 10, 20}});

    assertThat(result.time(0).median()).isEqualTo(20);
    assertThat(result.time(1).median()).isEqualTo(10);
    assertThat(result.ratio()).isEqualTo(new Sample(2, 1, 3));
  }

  @Test
  void sharesAndFloorsFollowFromThePeak() {
    CaseResult result = result(List.of("peer", "ours"), new double[][] {{20, 20}, {10, 8}});

    // Two products of 2 * 64 * 784 * 6272 operations at 100 GFLOP/s; 6272 * 800 floats read and
    // written at 10 GB/s.
    assertThat(result.arithmeticFloor()).isCloseTo(12.588154880, offset(1e-9));
    assertThat(result.productFloor()).isCloseTo(25.176309760, offset(1e-9));
    assertThat(result.trafficFloor()).isCloseTo(4.014080, offset(1e-9));
    assertThat(result.share(0)).isCloseTo(12.588154880 / 20, offset(1e-9));
    assertThat(result.share(1)).isCloseTo(12.588154880 / 9, offset(1e-9));
  }

  @Test
  void aRowHasEveryNumber() {
    CaseResult result = result(List.of("peer", "ours"), new double[][] {{20, 21}, {16, 16}});

    assertThat(ResultTable.of(List.of(result)))
        .containsExactly(
            "| case | peer, ms | ours, ms | ratio | share of peak, peer | share of peak, ours"
                + " | peak, GFLOP/s | floor: arithmetic, ms | floor: OpenBLAS, ms"
                + " | floor: traffic, ms |",
            "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
            "| W1 | 20.50 (20.00 to 21.00) | 16.00 (16.00 to 16.00) | 1.28 (1.25 to 1.31)"
                + " | 61% | 79% | 100 | 12.6 | 25.2 | 4.0 |");
  }

  @Test
  void oneEngineAloneHasNoRatio() {
    CaseResult result = result(List.of("ours"), new double[][] {{16}});

    assertThat(ResultTable.of(List.of(result)).get(0)).doesNotContain("ratio");
  }

  @Test
  void operationsOfADeepStackAreThoseOfItsLargeProducts() {
    // Two products of the first layer, three of each of the other seven; the last is narrow.
    double expected = 2.0 * 128 * 512 * (2 * 784 + 7 * 3 * 512);

    assertThat(Workload.w2(Precision.FLOAT32).gemmFlops()).isEqualTo(expected);
    assertThat(Workload.w2(Precision.FLOAT64).weightBytes())
        .isEqualTo(8L * 512 * (784 + 7 * 512 + 10));
  }

  private static CaseResult result(List<String> engines, double[][] millis) {
    return new CaseResult(
        "W1",
        Workload.w1(0, Precision.FLOAT32),
        new MachinePeak(100e9, 50e9, 10e9),
        engines,
        new Timings(millis, 0, 0));
  }
}
