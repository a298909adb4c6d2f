package org.collapsar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.Npy;
import org.collapsar.files.Safetensors;
import org.collapsar.files.Sha256;
import org.collapsar.files.Tensor;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureFilesTest {
  private static final double[][] ROWS = {{1, 2.5}, {-4, 0.1}, {0, 3}, {7, -0.25}};

  @TempDir Path here;
  private Path features;
  private Path labels;

  @BeforeEach
  void write() {
    features = here.resolve("f.npy");
    labels = here.resolve("l.npy");
    Npy.write(features, Rows.of(ROWS), Precision.FLOAT64);
    Npy.write(labels, new int[] {0, 1, 1, 0});
  }

  private DataSplit load() {
    return new FeatureFiles(features.toString(), labels.toString(), null, null)
        .load(FeatureFiles.SOURCE);
  }

  @Test
  void keepsEveryBitOfDoublesAndOfFloats() {
    for (Precision precision : Precision.values()) {
      Npy.write(features, Rows.of(ROWS), precision);
      Dataset data = load().train();
      for (int i = 0; i < ROWS.length; i++) {
        double[] row = new double[3];
        data.copyRow(i, row, 1);
        for (int j = 0; j < 2; j++) {
          double stored = precision == Precision.FLOAT64 ? ROWS[i][j] : (float) ROWS[i][j];
          assertThat(row[1 + j]).isEqualTo(stored);
        }
      }
    }
  }

  @Test
  void namesOfClassesAreTheSameInTheTestSet() throws IOException {
    Path table = Files.writeString(here.resolve("t.csv"), ",a,b\n0,1,2.5\n1,-4,0.1\n2,0,3\n");
    Path names = Files.writeString(here.resolve("n.csv"), "kind\nrye\noat\nspelt\n");
    Path few = Files.writeString(here.resolve("few.csv"), "spelt\nspelt\nrye\n");
    DataSplit split =
        new FeatureFiles(table.toString(), names.toString(), table.toString(), few.toString())
            .load(FeatureFiles.SOURCE);
    assertThat(split.train().dimension()).isEqualTo(2);
    assertThat(split.train().label(0)).isEqualTo(1);
    assertThat(split.train().label(1)).isZero();
    assertThat(split.test().label(0)).isEqualTo(2);
    assertThat(split.test().label(2)).isEqualTo(1);
    assertThat(split.provenance().classNames()).containsExactly("oat", "rye", "spelt");
    Path other = Files.writeString(here.resolve("other.csv"), "spelt\nwheat\nrye\n");
    assertThatThrownBy(
            () ->
                new FeatureFiles(
                        table.toString(), names.toString(), table.toString(), other.toString())
                    .load(FeatureFiles.SOURCE))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("row 1 (counted from 0): expected a class that has samples in ")
        .hasMessageEndingWith("found \"wheat\"");
    assertThatThrownBy(() -> org.collapsar.files.Labels.read(names.toString(), 4))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected a name for each of the 4 classes, found 3 names");
  }

  @Test
  void recordsTheHashOfEachFile() {
    Provenance p = load().provenance();
    assertThat(p.sha256())
        .containsEntry("features " + features, Sha256.of(features))
        .containsEntry("labels " + labels, Sha256.of(labels))
        .hasSize(2);
    assertThat(p.perClass()).containsExactly(2, 2);
    assertThat(p.classNames()).containsExactly("0", "1");
    assertThat(p.featureMaximum()).as("for the scaling unit").isEqualTo(7);
    assertThat(load().test().size()).isZero();
  }

  @Test
  void readsTestFilesAndMembers() {
    Path both = here.resolve("both.safetensors");
    Safetensors.write(
        both,
        Map.of(),
        List.of(
            Tensor.of("x", 2, 2, new double[] {1, 2, 3, 4}, Precision.FLOAT64),
            Tensor.of("y", 2, 1, new double[] {1, 0}, Precision.FLOAT64)));
    DataSplit split =
        new FeatureFiles(features.toString(), labels.toString(), both + ":x", both + ":y")
            .load(FeatureFiles.SOURCE);
    assertThat(split.test().size()).isEqualTo(2);
    assertThat(split.test().label(0)).isEqualTo(1);
    assertThat(split.provenance().sha256())
        .containsEntry("testFeatures " + both + ":x", Sha256.of(both));
  }

  @Test
  void readsText() throws IOException {
    features = Files.writeString(here.resolve("f.csv"), "1,2\n3,4\n5,6\n7,8.5\n");
    double[] row = new double[2];
    load().train().copyRow(3, row, 0);
    assertThat(row).containsExactly(7, 8.5);
  }

  @Test
  void mistakesAreNamed() throws IOException {
    Npy.write(labels, new int[] {0, 1, 1});
    refused("expected 4 labels, one for each row of " + features + ", found 3");
    Npy.write(labels, new int[] {0, 2, 2, 0});
    refused("expected samples of every class 0 .. 2, found none of class 1");
    Npy.write(labels, new int[] {0, 0, 0, 0});
    refused("expected labels of at least 2 classes, found 0 alone");
    Npy.write(labels, new int[] {0, 1, -1, 0});
    refused("row 2 (counted from 0): expected a label");
    write();
    byte[] bytes = Files.readAllBytes(features);
    ByteBuffer.wrap(bytes).putLong(bytes.length - 8, -1); // all bits set are a NaN
    Files.write(features, bytes);
    refused("expected finite numbers, found NaN in row 3, column 1");
    Npy.write(features, Rows.of(new double[4][2]), Precision.FLOAT32);
    refused("expected a feature other than 0, found none");
    features = here.resolve("none.npy");
    refused(features + ": expected a file, found none");
  }

  @Test
  void testFilesHaveToFitTheTrainingFiles() {
    Path wide = here.resolve("wide.npy");
    Npy.write(wide, Rows.of(new double[][] {{1, 2, 3}}), Precision.FLOAT32);
    Path one = here.resolve("one.npy");
    Npy.write(one, new int[] {1});
    assertThatThrownBy(
            () ->
                new FeatureFiles(
                        features.toString(), labels.toString(), wide.toString(), one.toString())
                    .load(FeatureFiles.SOURCE))
        .isInstanceOf(BadInputException.class)
        .hasMessage(wide + ": expected 2 columns, as the training features have, found 3");
    assertThatThrownBy(() -> new FeatureFiles("f", "l", "t", null))
        .isInstanceOf(BadInputException.class)
        .hasMessage("expected test features and test labels or neither, found no test labels");
  }

  private void refused(String message) {
    assertThatThrownBy(this::load)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }
}
