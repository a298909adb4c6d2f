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

class LayersTableTest {
  @TempDir Path temp;

  private Path file(String name, String... lines) throws IOException {
    Path file = temp.resolve(name);
    Files.writeString(file, String.join("\n", lines) + "\n");
    return file;
  }

  private Path layers(String... rows) throws IOException {
    String[] lines = new String[rows.length + 1];
    lines[0] = "epoch,layer,metric,value";
    System.arraycopy(rows, 0, lines, 1, rows.length);
    return file("layers.csv", lines);
  }

  @Test
  void keepsTheOrderOfMetricsAndTheGapsOfCurves() throws IOException {
    LayersTable table =
        LayersTable.TABLE.read(
            layers(
                "0,1,nc2.kappa,3.5",
                "0,2,nc2.kappa,",
                "0,1,balancedness,0.1",
                "5,1,nc2.kappa,0.12345678901234568",
                "5,2,nc2.kappa,Infinity",
                "7,3,nc2.kappa,2.0E-7"));
    assertThat(table.metrics()).containsExactly("nc2.kappa", "balancedness");
    assertThat(table.epochs()).containsExactly(0, 5, 7);
    assertThat(table.layers("nc2.kappa")).containsExactly(1, 2, 3);
    assertThat(table.layers("balancedness")).containsExactly(1);
    assertThat(table.layers("loss")).isEmpty();
    assertThat(table.values("nc2.kappa", 1)).containsExactly(3.5, 0.12345678901234568, Double.NaN);
    assertThat(table.values("nc2.kappa", 2))
        .containsExactly(Double.NaN, Double.POSITIVE_INFINITY, Double.NaN);
    assertThat(table.values("nc2.kappa", 3)).containsExactly(Double.NaN, Double.NaN, 2e-7);
    assertThat(table.values("loss", 1)).containsOnly(Double.NaN).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,1,nc2.kappa      |:2: expected 4 cells, found 3",
        "x,1,nc2.kappa,1    |:2: epoch: expected a whole number, at least 0, found \"x\"",
        "0,0,nc2.kappa,1    |:2: layer: expected a whole number, at least 1, found \"0\"",
        "0,1,nc2.kappa,NaN  |:2: nc2.kappa: expected a number or an empty cell, found \"NaN\"",
        "0,1,,1             |:2: expected a metric, found \"\"",
      })
  void namesTheLineOfAMistake(String row, String message) throws IOException {
    Path file = layers(row);
    assertThatThrownBy(() -> LayersTable.TABLE.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + message);
  }

  @Test
  void refusesDisorderAndRepetition() throws IOException {
    Path disorder = layers("1,1,nc2.kappa,1", "0,1,nc2.kappa,1");
    assertThatThrownBy(() -> LayersTable.TABLE.read(disorder))
        .hasMessage(disorder + ":3: expected epochs in order, from 1, found \"0\"");
    Path twice = layers("1,1,nc2.kappa,", "1,1,nc2.kappa,2");
    assertThatThrownBy(() -> LayersTable.TABLE.read(twice))
        .hasMessage(
            twice
                + ":3: expected each metric once for a layer and epoch, found"
                + " \"1,1,nc2.kappa,2\"");
    Path header = file("header.csv", "epoch,metric,layer,value");
    assertThatThrownBy(() -> LayersTable.TABLE.read(header))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            header
                + ":1: expected the header \"epoch,layer,metric,value\", found"
                + " \"epoch,metric,layer,value\"");
  }

  @Test
  void readsBothTrianglesOfGramMatrices() throws IOException {
    MatrixTable table =
        MatrixTable.TABLE.read(
            file(
                "gram.csv",
                "epoch,layer,row,column,value",
                "0,2,0,0,1.5",
                "0,2,0,1,-2.5",
                "0,2,1,1,",
                "9,2,0,0,3.0",
                "9,4,1,1,7.0"));
    assertThat(table.epochs()).containsExactly(0, 9);
    assertThat(table.layers()).containsExactly(2, 4);
    assertThat(table.matrix("gram@2", 0)).hasDimensions(2, 2);
    assertThat(table.matrix("gram@2", 0)[0]).containsExactly(1.5, -2.5);
    assertThat(table.matrix("gram@2", 0)[1]).containsExactly(-2.5, Double.NaN);
    assertThat(table.matrix("gram@4", 0)).isEmpty();
    assertThat(table.matrix("gram@4", 1)[1]).containsExactly(Double.NaN, 7);
    assertThatThrownBy(() -> table.matrix("gram@3", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesTheLowerTriangle() throws IOException {
    Path gram = file("gram.csv", "epoch,layer,row,column,value", "0,1,2,1,1.0");
    assertThatThrownBy(() -> MatrixTable.TABLE.read(gram))
        .isInstanceOf(BadInputException.class)
        .hasMessage(gram + ":2: column: expected a whole number, at least 2, found \"1\"");
  }

  @Test
  void aRunHasThemWhereTheFilesAre() throws IOException {
    Path run = new SyntheticRuns().write(temp.resolve("seed-1"), 1);
    RunRecord without = RunRecord.read(run);
    assertThat(without.layers().metrics()).isEmpty();
    assertThat(without.layers().epochs()).isEmpty();
    assertThat(without.table(MatrixTable.TABLE).layers()).isEmpty();
    assertThat(without.activations()).isEmpty();
    Files.copy(layers("0,1,nc2.kappa,3.5"), run.resolve("layers.csv"));
    Files.writeString(run.resolve("gram.csv"), "epoch,layer,row,column,value\n0,1,0,0,2.0\n");
    Path json = run.resolve("run.json");
    Files.writeString(
        json,
        Files.readString(json)
            .replaceFirst(
                "\"message\"",
                "\"layers\":[{\"width\":4,\"activation\":\"relu\"},"
                    + "{\"width\":3,\"activation\":\"identity\"}],\"message\""));
    RunRecord with = RunRecord.read(run);
    assertThat(with.layers().values("nc2.kappa", 1)).containsExactly(3.5);
    assertThat(with.table(MatrixTable.TABLE).matrix("gram@1", 0))
        .isDeepEqualTo(new double[][] {{2}});
    assertThat(with.activations()).containsExactly("relu", "identity");
  }
}
