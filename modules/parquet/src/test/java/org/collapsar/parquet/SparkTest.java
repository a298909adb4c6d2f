package org.collapsar.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.collapsar.BadInputException;
import org.collapsar.files.ArrayFormats;
import org.collapsar.files.ArrayUse;
import org.collapsar.files.FileContents;
import org.collapsar.files.Globs;
import org.collapsar.files.Labels;
import org.collapsar.files.MatrixFile;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.StoredTexts;
import org.junit.jupiter.api.Test;

/**
 * Files that Spark 4.1.0 wrote, by SparkFiles.java.txt beside them. Row i is a = i / 4 and b = 1 /
 * (i + 1), its class i mod 3. Spark's vectors are structures (type, size, indices, values): dense
 * ones have values alone, sparse ones all four.
 */
class SparkTest {
  private static final int ROWS = 12;
  private static final int[] CLASSES = IntStream.range(0, ROWS).map(i -> i % 3).toArray();

  private final Path files = files();

  private static Path files() {
    try {
      URL all = Objects.requireNonNull(SparkTest.class.getResource("spark/all.parquet"));
      return Objects.requireNonNull(Path.of(all.toURI()).getParent());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private double[] numbers(String file) {
    return MatrixFile.read(files + "/" + file).data();
  }

  private static double[] expected(boolean zero, boolean single) {
    return IntStream.range(0, ROWS)
        .boxed()
        .flatMap(
            i -> {
              double a = i / 4.0;
              double b = single ? (float) (1 / (i + 1.0)) : 1 / (i + 1.0);
              return (zero ? List.of(i % 2 == 0 ? a : 0, 0.0, b) : List.of(a, b)).stream();
            })
        .mapToDouble(x -> x)
        .toArray();
  }

  @Test
  void listsVectorsAndColumns() {
    assertThat(numbers("all.parquet:floats")).containsExactly(expected(false, true));
    assertThat(numbers("all.parquet:doubles")).containsExactly(expected(false, false));
    assertThat(numbers("all.parquet:vector")).containsExactly(expected(true, false));
    assertThat(numbers("legacy.parquet:floats")).containsExactly(expected(false, true));
    // Numbers in a column each: a, b and target, which measure leaves out where it is the label.
    double[] columns = numbers("all.parquet:columns");
    assertThat(columns).hasSize(3 * ROWS).startsWith(0, 1, 0, 0.25, 0.5, 1, 0.5, 1 / 3.0, 2);
    for (String labels : List.of("label", "target")) {
      assertThat(Labels.read(files + "/all.parquet:" + labels, null).labels())
          .containsExactly(CLASSES);
    }
    StoredTexts names = (StoredTexts) array(files.resolve("all.parquet"), "name");
    assertThat(names.read().texts()).containsExactly("class 0", "class 1", "class 2");
  }

  /** The label of Spark's classifiers is a double: no list of integers, and the only list. */
  @Test
  void aLabelOfTypeDouble() {
    FileContents contents = FileContents.open(files + "/ml.parquet");
    assertThat(contents.taken().get(ArrayUse.FEATURES).names()).containsExactly("vector");
    assertThat(contents.taken().get(ArrayUse.LABELS).names()).containsExactly("label");
    assertThat(Labels.read(files + "/ml.parquet", null).labels()).containsExactly(CLASSES);
  }

  @Test
  void columnsInTheNamesOfFolders() {
    List<String> parts = Globs.expand(files + "/partitioned/*/*");
    assertThat(parts).hasSize(3).allMatch(part -> part.endsWith("/part-00000.snappy.parquet"));
    for (int k = 0; k < 3; k++) {
      FileContents contents = FileContents.open(parts.get(k));
      assertThat(contents.taken().get(ArrayUse.FEATURES).names()).containsExactly("floats");
      assertThat(contents.taken().get(ArrayUse.LABELS).names()).containsExactly("label");
      assertThat(Labels.read(parts.get(k) + ":label", null).labels()).containsExactly(k, k, k, k);
      double a = k / 4.0;
      assertThat(MatrixFile.read(parts.get(k)).data()).hasSize(8).startsWith(a);
    }
    Path two = files.resolve("two/seed=1/kind=a%3A1/part-00000.snappy.parquet");
    assertThat(ArrayFormats.open(two).arrays().stream().map(StoredArray::summary))
        .containsExactly("vector (4 x 3 F64)", "seed (4 I64)", "kind (4 texts)");
    StoredTexts kind = (StoredTexts) array(two, "kind");
    assertThat(kind.read().texts()).containsExactly("a:1");
    assertThat(kind.read().places()).containsExactly(0, 0, 0, 0);
  }

  @Test
  void aFolderIsAnsweredWithItsFiles() {
    for (String part : List.of("partitioned", "partitioned/label=1")) {
      Path folder = files.resolve(part);
      String below = part.endsWith("1") ? "/*.parquet" : "/*/*.parquet";
      assertThatThrownBy(() -> ArrayFormats.open(folder))
          .isInstanceOf(BadInputException.class)
          .hasMessage(
              folder
                  + ": expected a file, found a directory; '"
                  + folder
                  + below
                  + "' with --join is one table of its files");
    }
  }

  private static StoredArray array(Path file, String name) {
    return ArrayFormats.open(file).arrays().stream()
        .filter(array -> array.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
