package org.collapsar.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.collapsar.files.ArrayFormats;
import org.collapsar.files.MatrixFile;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.StoredTexts;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that h5py writes, in every layout that the library of HDF5 has: read as h5py reads them.
 * Where no Python with h5py is (Debian: python3-h5py) they are SKIPPED.
 */
class H5pyTest {
  @TempDir private static Path directory;

  @BeforeAll
  static void write() throws IOException, InterruptedException {
    Path script = directory.resolve("h5py_files.py");
    try (InputStream in = H5pyTest.class.getResourceAsStream("h5py_files.py")) {
      Files.copy(in, script);
    }
    // Debian's has the packages of Debian; another on the path may hide it.
    boolean written = run("/usr/bin/python3", script) || run("python3", script);
    assumeTrue(written, "SKIPPED: no python3 with h5py");
  }

  private static boolean run(String python, Path script) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(python, script.toString(), directory.toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("output.txt").toFile())
              .start();
      return process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (IOException none) {
      return false;
    }
  }

  @Test
  void everyNumberIsThatOfH5py() throws IOException {
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    try (var files = Files.newDirectoryStream(directory, "*.npy")) {
      for (Path expected : files) {
        String[] names = expected.getFileName().toString().replace(".npy", "").split("--", 2);
        String member = names[1].replace('+', '/');
        StoredArray found =
            arrays(names[0]).stream().filter(a -> a.name().equals(member)).findFirst().orElse(null);
        StoredArray wanted = ArrayFormats.open(expected).arrays().get(0);
        if (found == null || found.refusal() != null || !found.shape().equals(wanted.shape())) {
          wrong.add(names[0] + ":" + member + " " + found);
        } else if (!Arrays.equals(numbers(found), numbers(wanted))) {
          wrong.add(names[0] + ":" + member);
        }
        compared++;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(compared).isGreaterThan(400);
  }

  private static List<StoredArray> arrays(String name) {
    return ArrayFormats.open(directory.resolve(name + (name.equals("matlab") ? ".mat" : ".h5")))
        .arrays();
  }

  /** From the last block to the first, so that no band is there when it is wanted. */
  private static double[] numbers(StoredArray array) {
    try (Rows rows = array.flattened()) {
      double[] numbers = new double[(int) rows.rows() * rows.columns()];
      int step = 70;
      for (int first = (int) ((rows.rows() - 1) / step * step); first >= 0; first -= step) {
        int count = (int) Math.min(step, rows.rows() - first);
        double[] block = new double[count * rows.columns()];
        rows.read(first, count, block);
        System.arraycopy(block, 0, numbers, first * rows.columns(), block.length);
      }
      return numbers;
    }
  }

  /** A dataset that cannot be read costs nobody else of its group. */
  @Test
  void whatIsNoNumberIsRefusedByName() {
    for (String file : List.of("types_first", "types_latest")) {
      List<StoredArray> refused =
          arrays(file).stream().filter(a -> a.name().startsWith("refused")).toList();
      assertThat(refused)
          .hasSize(13)
          .allSatisfy(a -> assertThat(a.refusal()).as(a.name()).startsWith("expected "));
      assertThat(refused.stream().map(a -> a.name() + ": " + a.refusal()))
          .contains(
              "refused_bits: expected numbers, found integers of 17 bits in 4 bytes",
              "refused_committed: expected numbers, found a type that stands elsewhere in the file"
                  + " (committed)",
              "refused_complex: expected numbers, found complex numbers",
              "refused_compound: expected numbers, found a compound of several types; numpy.save"
                  + " the columns as one table (pandas: read_hdf(FILE).to_numpy())",
              "refused_dangling: expected a dataset at /nowhere, to which it links, found none",
              "refused_external: expected the numbers in this file, found a dataset whose numbers"
                  + " are in others; h5py reads it",
              "refused_filter: expected the filters gzip, shuffle, fletcher32, lzf, lz4,"
                  + " bitshuffle, blosc or zstd, found scaleoffset (6); h5repack -f GZIP=4 OLD NEW"
                  + " changes it",
              "refused_float: expected numbers, found floating point of 6 + 9 bits in 2 bytes",
              "refused_outside: expected the numbers in this file, found a link to layouts.h5"
                  + " /contiguous",
              "refused_texts: expected numbers, found lists or text of varying length",
              "refused_virtual: expected the numbers in this file, found a virtual dataset, made of"
                  + " others; h5py reads it");
    }
  }

  @Test
  void textsAreLabels() {
    for (String file : List.of("types_first", "types_latest")) {
      for (String name :
          List.of("texts_fixed", "texts_fixed_chunks", "texts_any", "texts_any_chunks")) {
        StoredArray array =
            arrays(file).stream().filter(a -> a.name().equals(name)).findFirst().orElseThrow();
        assertThat(array.shapeText()).isEqualTo("20");
        StoredTexts.Indexed read = ((StoredTexts) array).read();
        assertThat(read.texts()).as(file + name).containsExactly("cat", "\u00e9meu", "dog");
        assertThat(read.places()).startsWith(0, 1, 2, 0, 0, 1).hasSize(20);
      }
    }
  }

  @Test
  void membersComeInTheOrderOfCreationWhereItIsKeptElseByName() {
    for (String file : List.of("order_first", "order_latest")) {
      List<String> names = arrays(file).stream().map(StoredArray::name).toList();
      assertThat(names).containsExactlyElementsOf(new TreeSet<>(names)).hasSize(43);
    }
    for (String file : List.of("tracked_first", "tracked_latest")) {
      assertThat(arrays(file).stream().map(StoredArray::name))
          .startsWith("zeta", "alpha", "mid", "n00", "n01")
          .hasSize(43);
    }
  }

  @Test
  void aGroupMayHaveManyLinks() {
    List<StoredArray> all = arrays("links");
    assertThat(all).hasSize(30_001).allMatch(a -> a.refusal() == null);
    assertThat(all.get(29_999).name()).isEqualTo("many links to one dataset/29999");
  }

  /** Their numbers are compared above: rows are those that MATLAB shows. */
  @Test
  void variablesOfMatlabHaveItsDimensions() {
    assertThat(arrays("matlab").stream().map(StoredArray::summary))
        .containsExactly(
            "features (200 x 64 F64)",
            "images (20 x 5 x 2 x 64 F32)",
            "images_plain (20 x 5 x 2 x 64 F32)",
            "labels (1 x 200 F64)",
            "plain (200 x 64 F64)",
            "refused_cell (not readable)",
            "refused_empty (not readable)",
            "refused_text (not readable)",
            "s/inner (3 x 64 F32)",
            "single (200 x 64 F32)",
            "truth (200 x 64 BOOL)");
    assertThat(arrays("matlab").stream().filter(a -> a.refusal() != null).map(StoredArray::refusal))
        .containsExactly(
            "expected numbers, found a cell array of MATLAB",
            "expected at least one number, found an empty array of MATLAB",
            "expected numbers, found text of MATLAB");
  }

  @Test
  void kernelsOfKerasAreFoundAndSayThatTheyAreTransposed() {
    assertThat(arrays("keras").stream().map(StoredArray::name))
        .containsExactly(
            "model_weights/dense/dense/bias:0",
            "model_weights/dense/dense/kernel:0",
            "model_weights/head/head/bias:0",
            "model_weights/head/head/kernel:0");
    assertThat(arrays("keras").get(1).layout())
        .isEqualTo(
            "row-major, little-endian, a kernel of Keras [D x K]: W with --transpose-weights");
    double[] kernel = numbers(arrays("keras").get(1));
    for (String archive : List.of("stored.keras", "deflated.keras")) {
      List<StoredArray> weights = ArrayFormats.open(directory.resolve(archive)).arrays();
      assertThat(weights.stream().map(StoredArray::summary))
          .containsExactly(
              "layers/batch_normalization/vars/0 (64 F32)",
              "layers/dense/vars/0 (64 x 10 F32)",
              "layers/dense/vars/1 (10 F32)",
              "layers/sequential/layers/dense/vars/0 (3 x 3 F32)",
              "optimizer/vars/0 (a single number I64)");
      assertThat(weights.get(1).layout()).endsWith(": W with --transpose-weights");
      assertThat(numbers(weights.get(1))).containsExactly(kernel);
      assertThat(weights.get(1).layout()).contains(", also layers/head/vars/0, a kernel of Keras");
      for (String bias : List.of("layers/dense/vars/1", "head/vars/1", "layers/head/vars/1")) {
        assertThat(MatrixFile.readVector(directory.resolve(archive) + ":" + bias))
            .containsExactly(Arrays.copyOf(kernel, 10));
      }
      assertThat(weights.get(3).alias()).isEqualTo("layers/block/layers/inner/vars/0");
      assertThat(MatrixFile.read(directory.resolve(archive) + ":inner/vars/0").rows()).isEqualTo(3);
    }
  }

  @Test
  void layersOfKerasAreCalledAsConfigJsonSaysWhereTheWeightsDoNot() {
    for (String archive : List.of("config-stored.keras", "config-deflated.keras")) {
      List<StoredArray> weights = ArrayFormats.open(directory.resolve(archive)).arrays();
      assertThat(weights.stream().map(w -> w.name() + " = " + w.alias()))
          .containsExactly(
              "layers/conv2d/vars/0 = layers/stem/vars/0",
              "layers/dense/vars/0 = layers/wide/vars/0",
              "layers/dense/vars/1 = layers/wide/vars/1",
              "layers/dense_1/vars/0 = ",
              "layers/dense_2/vars/0 = layers/head/vars/0",
              "layers/functional/layers/dense/vars/0 = layers/block/layers/inner/vars/0");
      assertThat(weights.get(4).layout())
          .endsWith(
              ", also layers/head/vars/0, a kernel of Keras [D x K]: W with --transpose-weights");
      assertThat(MatrixFile.read(directory.resolve(archive) + ":head/vars/0").columns())
          .isEqualTo(4);
    }
    for (String archive : List.of("config-none.keras", "config-other.keras")) {
      assertThat(ArrayFormats.open(directory.resolve(archive)).arrays())
          .hasSize(6)
          .allMatch(w -> w.alias().isEmpty());
    }
  }

  /** As keras.src.utils.naming does. */
  @Test
  void groupsAreNamedByClasses() {
    assertThat(
            List.of("Dense", "Conv2D", "BatchNormalization", "LSTM", "MultiHeadAttention").stream()
                .map(KerasConfig::group))
        .containsExactly("dense", "conv2d", "batch_normalization", "lstm", "multi_head_attention");
  }

  @Test
  void typesAreThoseOfTheFile() {
    assertThat(arrays("types_first").stream().map(a -> a.name() + " " + a.typeText()))
        .contains(
            "brain BF16", "f2_big F16", "truth BOOL", "u8 U64", "named I16", "groups/inner/x F32");
  }
}
