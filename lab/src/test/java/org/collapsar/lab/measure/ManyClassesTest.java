package org.collapsar.lab.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.BadInputException;
import org.junit.jupiter.api.Test;

class ManyClassesTest {
  private static final List<String> OF_MODELS =
      List.of("nc1.quotient", "nc1.total", "nc3.cosine", "nc4.mismatch");

  private final List<String> said = new ArrayList<>();

  private final MeasureListener listener =
      new MeasureListener() {
        @Override
        public void announce(String line) {
          said.add(line);
        }

        @Override
        public void progress(String task, long done, long total) {}
      };

  @Test
  void whatIsOfPairsSaysSoWithItsSize() {
    ManyClasses.announce(30_000, OF_MODELS, false, listener);
    ManyClasses.announce(9_999, List.of("nc2.etf_error.means"), false, listener);
    assertThat(said).isEmpty();
    ManyClasses.announce(12_000, List.of("nc1.total", "nc2.etf_error.means"), false, listener);
    assertThat(said)
        .containsExactly("nc2.etf_error.means: K x K = 12000 x 12000 numbers, 1.2 GB each");
    assertThatThrownBy(() -> ManyClasses.announce(30_000, List.of("nc2.of_error"), false, listener))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "expected at most 16383 classes for metrics that keep K x K numbers (nc2.of_error),"
                + " found 30000: K x K = 30000 x 30000 numbers, 7.2 GB each; --metrics names"
                + " others");
  }

  /** 2 x 983 MB, and a third array of what rounding took: 3 GB, of a heap half as large again. */
  @Test
  void whatDoesNotFitIsRefusedBeforeItIsRead() {
    assertThatThrownBy(() -> ManyClasses.requireRoom(30_000, 4096, true, 2_000_000_000))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "expected memory for 30000 classes x 4096 dimensions of class means and of W, 2.0 GB,"
                + " found a heap of 2.0 GB; COLLAPSAR_JAVA_OPTS=-Xmx5g gives enough");
    assertThatCode(() -> ManyClasses.requireRoom(30_000, 4096, true, 2_200_000_000L))
        .doesNotThrowAnyException();
    assertThatCode(() -> ManyClasses.requireRoom(30_000, 4096, false, 1_200_000_000))
        .doesNotThrowAnyException();
  }
}
