package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelsTest {
  @TempDir Path directory;

  private Path labels(int columns, double... values) {
    Path file = directory.resolve("y.npy");
    Npy.write(file, Rows.of(values, columns), Precision.FLOAT64);
    return file;
  }

  @Test
  void columnsAndOneHot() throws IOException {
    LabelColumn column = Labels.read(labels(1, 2, 0, 2).toString(), null);
    assertThat(column.labels()).containsExactly(2, 0, 2);
    assertThat(column.classes()).isEqualTo(3);
    assertThat(Labels.read(labels(1, 2, 0, 2).toString(), 5).classes()).isEqualTo(5);
    LabelColumn hot = Labels.read(labels(3, 0, 1, 0, 1, 0, 0).toString(), 3);
    assertThat(hot.labels()).containsExactly(1, 0);
    assertThat(hot.classes()).isEqualTo(3);
    Path text = Files.writeString(directory.resolve("y.csv"), "label\n1\n0\n3\n0\n");
    assertThat(Labels.read(text.toString(), null).labels()).containsExactly(1, 0, 3, 0);
  }

  /** MATLAB's lists are rows of a table; one row of a one-hot table is one label. */
  @Test
  void aListMayLieOnItsSide() {
    assertThat(Labels.read(labels(4, 0, 1, 2, 1).toString(), null).labels())
        .containsExactly(0, 1, 2, 1);
    assertThat(Labels.read(labels(4, 0, 1, 0, 1).toString(), 3).labels())
        .containsExactly(0, 1, 0, 1);
    assertThat(Labels.read(labels(4, 0, 0, 1, 0).toString(), null).labels()).containsExactly(2);
  }

  @Test
  void oneHotOfMoreColumnsThanABlock() {
    double[] row = new double[70_001];
    row[70_000] = 1;
    assertThat(Labels.read(labels(70_001, row).toString(), null).labels()).containsExactly(70_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        "1; 3; 0 3; row 1 (counted from 0): expected a label in 0 .. 2, found 3",
        "1; 3; 0 -1; row 1 (counted from 0): expected a label in 0 .. 2, found -1",
        "1; -; 0 -1; row 1 (counted from 0): expected a label, a whole number from 0, found -1",
        "1; -; 0 5.5; row 1 (counted from 0): expected a label, a whole number from 0, found 5.5",
        "1; -; 0 1 999999; row 2 (counted from 0): expected a label below 3, the number of rows,"
            + " unless the number of classes is given (measure --classes), found 999999",
        "1; -; 0 1e300; expected a label below 2, the number of rows, unless the number of classes"
            + " is given (measure --classes), found 1.0E300",
        "4; 3; 0 1 0 0; expected labels in one column, or in 3 columns of 0 and 1, found 4 columns",
        "2; -; 0 1 0 0; row 1 (counted from 0): expected one 1, found none",
        "2; -; 0 1 1 1; row 1 (counted from 0): expected one 1, found one in column 0 and in 1",
        "2; -; 0 1 1 0.5; row 1 (counted from 0): expected 0 or 1, found 0.5 in column 1",
        "2; 3; 0 1 1 0; expected labels in one column, or in 3 columns of 0 and 1, found 2 columns",
        "1; 0; 0 1; at least 1 class, found 0"
      })
  void refusals(int columns, @Nullable Integer classes, String numbers, String why) {
    String[] texts = numbers.split(" ", -1);
    double[] values = new double[texts.length];
    for (int i = 0; i < texts.length; i++) {
      values[i] = Double.parseDouble(texts[i]);
    }
    Path file = labels(columns, values);
    assertThatThrownBy(() -> Labels.read(file.toString(), classes))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n");
  }

  /** A class without samples at the end of a small file has to be said. */
  @Test
  void moreClassesThanRows() {
    assertThat(Labels.read(labels(1, 1, 0, 2).toString(), null).classes()).isEqualTo(3);
    assertThat(Labels.read(labels(1, 1, 0, 7).toString(), 8).classes()).isEqualTo(8);
    assertThat(Labels.read(labels(4, 0, 0, 1, 0).toString(), null).classes()).isEqualTo(4);
  }

  /** As many rows as it takes for the number of rows to allow it. */
  @Test
  void aMillionClassesHaveToBeAskedFor() {
    double[] values = new double[1_000_002];
    values[1_000_001] = 1_000_000;
    Path file = labels(1, values);
    assertThatThrownBy(() -> Labels.read(file.toString(), null))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith(
            "row 1000001 (counted from 0): expected a label below 1000000 unless the number of"
                + " classes is given (measure --classes), found 1000000");
    assertThat(Labels.read(file.toString(), 1_000_001).classes()).isEqualTo(1_000_001);
  }

  @Test
  void asManyAsRows() {
    LabelColumn labels = Labels.read(labels(1, 2, 0, 2).toString(), null);
    labels.requireRowsOf(Rows.of(new double[6], 2));
    assertThatThrownBy(() -> labels.requireRowsOf(Rows.of(new double[4], 2)))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            directory.resolve("y.npy") + ": expected 2 labels, one for each row of ")
        .hasMessageEndingWith(", found 3");
  }
}
