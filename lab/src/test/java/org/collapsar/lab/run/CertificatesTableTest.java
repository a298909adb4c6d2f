package org.collapsar.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.collapsar.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificatesTableTest {
  @TempDir Path temp;

  private Path file(String... rows) throws IOException {
    Path file = temp.resolve("certificates.csv");
    Files.writeString(
        file, "epoch,certificate,tier,value,bound\n" + String.join("\n", rows) + "\n");
    return file;
  }

  @Test
  void curvesWithGaps() throws IOException {
    CertificatesTable table =
        CertificatesTable.TABLE.read(
            file(
                "0,a,printed,2.5,",
                "0,a,residual,2.5,3.0",
                "5,a,printed,,",
                "5,a,residual,,4.0",
                "5,b,constants,1.0,-0.5"));
    assertThat(table.epochs()).containsExactly(0, 5);
    assertThat(table.certificates()).containsExactly("a", "b");
    assertThat(table.tiers("a")).containsExactly("printed", "residual");
    assertThat(table.values("a")).containsExactly(2.5, Double.NaN);
    assertThat(table.bounds("a", "printed")).containsExactly(Double.NaN, Double.NaN);
    assertThat(table.bounds("a", "residual")).containsExactly(3, 4);
    assertThat(table.bounds("b", "constants")).containsExactly(Double.NaN, -0.5);
    assertThat(table.tiers("c")).isEmpty();
    assertThat(table.bounds("c", "printed")).containsOnly(Double.NaN).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,a,printed,1      |:2: expected 5 cells, found 4",
        "x,a,printed,1,2    |:2: epoch: expected a whole number, at least 0, found \"x\"",
        "0,,printed,1,2     |:2: expected a certificate, found \"\"",
        "0,a,,1,2           |:2: expected the tier of a bound, found \"\"",
        "0,a,printed,NaN,2  |:2: value: expected a number or an empty cell, found \"NaN\"",
        "0,a,printed,1,two  |:2: bound: expected a number or an empty cell, found \"two\"",
      })
  void namesTheLineOfAMistake(String row, String message) throws IOException {
    Path file = file(row);
    assertThatThrownBy(() -> CertificatesTable.TABLE.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + message);
  }

  @Test
  void refusesDisorderRepetitionAndTwoValues() throws IOException {
    Path disorder = file("3,a,printed,1,2", "0,a,printed,1,2");
    assertThatThrownBy(() -> CertificatesTable.TABLE.read(disorder))
        .hasMessage(disorder + ":3: expected epochs in order, from 3, found \"0\"");
    Path twice = file("3,a,printed,1,2", "3,a,printed,1,2");
    assertThatThrownBy(() -> CertificatesTable.TABLE.read(twice))
        .hasMessage(twice + ":3: expected each bound once for an epoch, found \"3,a,printed\"");
    Path values = file("3,a,printed,1,2", "3,a,residual,1.5,2");
    assertThatThrownBy(() -> CertificatesTable.TABLE.read(values))
        .hasMessage(
            values + ":3: expected the same value for every bound of a certificate, found \"1.5\"");
  }
}
