package org.collapsar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.LabelRules;
import org.collapsar.files.Npy;
import org.collapsar.files.Safetensors;
import org.collapsar.files.Sha256;
import org.collapsar.files.Shaping;
import org.collapsar.files.TableRules;
import org.collapsar.files.Tensor;
import org.collapsar.files.text.TextOptions;
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
        .load(FeatureFiles.SOURCE, FetchListener.NONE);
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
            .load(FeatureFiles.SOURCE, FetchListener.NONE);
    assertThat(split.train().dimension()).isEqualTo(2);
    assertThat(split.train().label(0)).isEqualTo(1);
    assertThat(split.train().label(1)).isZero();
    assertThat(split.test().label(0)).isEqualTo(2);
    assertThat(split.test().label(2)).isEqualTo(1);
    assertThat(split.provenance().classNames()).containsExactly("oat", "rye", "spelt");
    Path other = Files.writeString(here.resolve("other.csv"), "spelt\nwheat\nrye\n");
    List<String> notes = new ArrayList<>();
    DataSplit fewer =
        new FeatureFiles(table.toString(), names.toString(), table.toString(), other.toString())
            .load(FeatureFiles.SOURCE, listener(notes));
    assertThat(fewer.test().size()).isEqualTo(2);
    assertThat(fewer.test().label(1)).isEqualTo(1);
    double[] row = new double[2];
    fewer.test().copyRow(1, row, 0);
    assertThat(row).containsExactly(0, 3);
    assertThat(notes)
        .containsOnlyOnce(
            other
                + ": 1 of 3 samples is left out, of classes that are not among those of "
                + names
                + ": \"wheat\"");
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
            .load(FeatureFiles.SOURCE, FetchListener.NONE);
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
                    .load(FeatureFiles.SOURCE, FetchListener.NONE))
        .isInstanceOf(BadInputException.class)
        .hasMessage(wide + ": expected 2 columns, as the training features have, found 3");
    assertThatThrownBy(() -> new FeatureFiles("f", "l", "t", null))
        .isInstanceOf(BadInputException.class)
        .hasMessage("expected test features and test labels or neither, found no test labels");
  }

  @Test
  void theClassesAreThoseThatOccur() {
    Npy.write(labels, new int[] {7, 3, 10, 7});
    DataSplit split = load();
    assertThat(split.provenance().classNames()).containsExactly("3", "7", "10");
    assertThat(split.train().classes()).isEqualTo(3);
    assertThat(split.train().label(0)).isEqualTo(1);
    // Numbers of classes are labels.
    DataSplit chosen = split.ofClasses(List.of(10, 7));
    assertThat(chosen.train().size()).isEqualTo(3);
    assertThat(chosen.train().label(0)).isEqualTo(1);
    assertThat(chosen.provenance().classNames()).containsExactly("10", "7");
  }

  @Test
  void rulesLeaveSamplesOut() {
    Npy.write(labels, new int[] {255, 4, 5, 5});
    Path test = here.resolve("t.npy");
    Npy.write(test, new int[] {5, 4, 255, 5});
    LabelRules rules = new LabelRules(null, List.of("255"), 1, false, null);
    List<String> notes = new ArrayList<>();
    DataSplit split =
        new FeatureFiles(
                features.toString(),
                labels.toString(),
                features.toString(),
                test.toString(),
                new TableRules(TextOptions.DEFAULT, Shaping.NONE, rules, false))
            .load(FeatureFiles.SOURCE, listener(notes));
    assertThat(split.train().size()).isEqualTo(3);
    assertThat(split.test().size()).isEqualTo(3);
    double[] row = new double[2];
    split.train().copyRow(0, row, 0);
    assertThat(row).containsExactly(-4, 0.1);
    assertThat(notes).contains(labels + ": 1 of 4 samples are left out");
  }

  @Test
  void aColumnOfTheTableIsTheLabels() throws IOException {
    Path table = Files.writeString(here.resolve("t.csv"), "a,kind,b\n1,oat,2.5\n-4,rye,0.1\n");
    TextOptions text = new TextOptions(TextOptions.BY_CONTENT, List.of(), "kind");
    TableRules rules = new TableRules(text, Shaping.NONE, LabelRules.DEFAULT, false);
    DataSplit split =
        new FeatureFiles(table.toString(), null, table.toString(), null, rules)
            .load(FeatureFiles.SOURCE, FetchListener.NONE);
    assertThat(split.train().dimension()).isEqualTo(2);
    assertThat(split.train().label(1)).isEqualTo(1);
    assertThat(split.test().size()).isEqualTo(2);
    assertThatThrownBy(() -> new FeatureFiles("f", "l", null, null, rules))
        .isInstanceOf(BadInputException.class)
        .hasMessage("expected labels or a column for them, found both");
  }

  @Test
  void partsAreJoined() {
    Npy.write(here.resolve("g.npy"), Rows.of(new double[][] {{9, 8}}), Precision.FLOAT64);
    Npy.write(here.resolve("m.npy"), new int[] {1});
    DataSplit split =
        new FeatureFiles(
                features + "+" + here.resolve("g.npy"),
                labels + "+" + here.resolve("m.npy"),
                null,
                null)
            .load(FeatureFiles.SOURCE, FetchListener.NONE);
    double[] row = new double[2];
    split.train().copyRow(4, row, 0);
    assertThat(row).containsExactly(9, 8);
    assertThat(split.train().label(4)).isEqualTo(1);
    assertThat(split.provenance().sha256()).hasSize(4);
    features = here.resolve("[fg].npy");
    refused(
        features
            + ": expected one file, found 2; --join (in YAML join: true) makes one table of them");
  }

  private static FetchListener listener(List<String> notes) {
    return new FetchListener() {
      @Override
      public void note(String line) {
        notes.add(line);
      }
    };
  }

  private void refused(String message) {
    assertThatThrownBy(this::load)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }
}
