package org.collapsar.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** parity.csv as it is written and read back. */
class ParityTableTest {
  private static final String HEADER = "epoch,sample,feature,actual,predicted\n";

  @TempDir Path here;

  private static String text(int epoch, Matrix actual, Matrix predicted) {
    EpochRecord measured =
        new EpochRecord(
            epoch,
            Map.of(),
            null,
            Map.of(),
            null,
            null,
            new EpochRecord.Parity(actual, predicted),
            0,
            0);
    return HEADER + ParityTable.TABLE.rows(measured, List.of());
  }

  private Path written(String text) throws IOException {
    Path file = here.resolve("parity.csv");
    Files.writeString(file, text);
    return file;
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Matrix actual = new Matrix(2, 3, new double[] {1, -2.5, 1e-17, 0, 4, 5});
    Matrix predicted = new Matrix(2, 3, new double[] {0.5, 1, 2, 3, -4, 1.0 / 3});
    ParityTable table = ParityTable.TABLE.read(written(text(40, actual, predicted)));
    assertThat(table.epoch()).isEqualTo(40);
    assertThat(table.actual()).isEqualTo(actual.data());
    assertThat(table.predicted()).isEqualTo(predicted.data());
  }

  /** 125 of 1000 samples with 16 features: 0, 8, 16, .. */
  @Test
  void manySamplesAreThinnedEvenly() throws IOException {
    Matrix many = new Matrix(1000, 16);
    String text = text(3, many, many);
    ParityTable table = ParityTable.TABLE.read(written(text));
    assertThat(table.entries()).isEqualTo(2000);
    assertThat(text.lines().filter(line -> line.startsWith("3,8,"))).hasSize(16);
    assertThat(text.lines().filter(line -> line.startsWith("3,9,"))).isEmpty();
    assertThat(text).isEqualTo(text(3, many, many));
  }

  @Test
  void aRunWithoutTheFileHasNoEntries() {
    ParityTable none = ParityTable.TABLE.ofUnfinished(here, 7);
    assertThat(none.entries()).isZero();
    assertThat(none.epoch()).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4,0,0,1|expected 5 cells, found 4",
        "x,0,0,1,2|epoch: expected a whole number",
        "4,0,-1,1,2|feature: expected a whole number",
        "4,0,0,,2|actual to be a finite number",
        "4,0,0,1,Infinity|predicted to be a finite number",
        "4,0,0,1,2;5,0,1,1,2|expected one epoch, 4",
        "4,0,1,1,2;4,0,1,1,2|samples and their features in order",
        "4,1,0,1,2;4,0,1,1,2|samples and their features in order"
      })
  void mistakesAreNamedWithTheirLine(String rows, String message) throws IOException {
    String text = HEADER + rows.replace(';', '\n') + "\n";
    Path file = written(text);
    assertThatThrownBy(() -> ParityTable.TABLE.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("parity.csv:" + (rows.contains(";") ? 3 : 2));
  }

  @Test
  void anotherHeaderIsRefused() throws IOException {
    Path file = written("epoch,sample,actual,predicted\n");
    assertThatThrownBy(() -> ParityTable.TABLE.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("parity.csv:1: expected the header");
  }
}
