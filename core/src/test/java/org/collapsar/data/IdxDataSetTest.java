package org.collapsar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.collapsar.BadInputException;
import org.collapsar.files.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxDataSetTest {
  private static final String LABELS = "train-labels-idx1-ubyte";

  @TempDir Path directory;
  private final MadeUpData data = new MadeUpData();
  private final IdxDataSet set = data.from();

  @BeforeEach
  void write() throws IOException {
    data.writePlain(directory);
  }

  @Test
  void readsImagesLabelsAndProvenance() {
    DataSplit split = set.read(directory);
    byte[] images = data.plain("train-images-idx3-ubyte");
    assertThat(split.train().size()).isEqualTo(MadeUpData.TRAIN);
    assertThat(split.test().size()).isEqualTo(MadeUpData.TEST);
    assertThat(split.train().dimension()).isEqualTo(64);
    assertThat(split.train().classes()).isEqualTo(4);
    double[] row = new double[66];
    split.train().copyRow(17, row, 1);
    assertThat(row[0]).isZero();
    assertThat(row[65]).isZero();
    for (int j = 0; j < 64; j++) {
      assertThat(row[1 + j]).isEqualTo(images[16 + 17 * 64 + j] & 0xff);
    }
    assertThat(split.train().label(17)).isEqualTo(1);
    assertThat(split.provenance().perClass()).containsExactly(75, 75, 75, 75);
    assertThat(split.provenance().sha256())
        .hasSize(4)
        .containsEntry(LABELS, Sha256.of(data.plain(LABELS)));
    assertThat(split.provenance().source()).contains("nobody").contains(directory.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".gz"})
  void takesEveryNameInUse(String ending) throws IOException {
    for (String name : data.names()) {
      Files.delete(directory.resolve(name));
      Files.write(
          directory.resolve(name.replace("-idx", ".idx") + ending),
          ending.isEmpty() ? data.plain(name) : data.packed(name));
    }
    assertThat(set.read(directory).test().size()).isEqualTo(MadeUpData.TEST);
  }

  @Test
  void takesTorchvisionsFolders() throws IOException {
    Path root = directory.resolve("root");
    data.writePlain(root.resolve("Madeup").resolve("raw"));
    assertThat(set.read(root).test().size()).isEqualTo(MadeUpData.TEST);
    assertThat(set.read(root.resolve("Madeup")).test().size()).isEqualTo(MadeUpData.TEST);
  }

  /** An NPZ file of four arrays of bytes, as numpy.savez writes it. */
  private byte[] npz(byte[] trainImages) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : data.names()) {
        boolean images = name.contains("images");
        byte[] idx = data.plain(name);
        byte[] numbers = Arrays.copyOfRange(idx, images ? 16 : 8, idx.length);
        String shape = images ? "(" + numbers.length / 64 + ", 8, 8)" : "(" + numbers.length + ",)";
        String header = "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }";
        zip.putNextEntry(
            new ZipEntry(
                (images ? "x_" : "y_") + (name.startsWith("t10k") ? "test" : "train") + ".npy"));
        zip.write(
            ("\u0093NUMPY\u0001\0v\0" + header + " ".repeat(117 - header.length()) + "\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        zip.write(name.startsWith("train-images") ? trainImages : numbers);
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  @Test
  void takesKerasFileAndChecksItsNumbers() throws IOException {
    byte[] idx = data.plain("train-images-idx3-ubyte");
    byte[] images = Arrays.copyOfRange(idx, 16, idx.length);
    Path keras = Files.createDirectories(directory.resolve("keras"));
    Path file = Files.write(keras.resolve("made-up.npz"), npz(images));
    for (Path path : List.of(keras, file)) {
      DataSplit split = set.read(path);
      double[] row = new double[64];
      split.train().copyRow(299, row, 0);
      for (int j = 0; j < 64; j++) {
        assertThat(row[j]).isEqualTo(images[299 * 64 + j] & 0xff);
      }
      assertThat(split.train().label(299)).isEqualTo(3);
      assertThat(split.test().size()).isEqualTo(MadeUpData.TEST);
      assertThat(split.provenance().sha256()).containsEntry(LABELS, Sha256.of(data.plain(LABELS)));
    }
    images[77] ^= 1;
    Files.write(file, npz(images));
    idx[16 + 77] ^= 1;
    assertThatThrownBy(() -> set.read(keras))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            file
                + ":x_train: expected the numbers of train-images-idx3-ubyte of Made-up (sha256 "
                + set.trainImages().sha256()
                + " with their header), found others (sha256 "
                + Sha256.of(idx)
                + ")");
  }

  @Test
  void namesTheFileThatIsMissing() throws IOException {
    Files.delete(directory.resolve(LABELS));
    assertThatThrownBy(() -> set.read(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            directory
                + ": expected the four files of made-up, found no train-labels-idx1-ubyte,"
                + " train-labels-idx1-ubyte.gz, train-labels.idx1-ubyte,"
                + " train-labels.idx1-ubyte.gz");
  }

  @Test
  void namesAFileThatIsCutAndLeavesIt() throws IOException {
    byte[] cut = Arrays.copyOf(data.plain(LABELS), 100);
    Files.write(directory.resolve(LABELS), cut);
    assertThatThrownBy(() -> set.read(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(directory.resolve(LABELS) + ": expected 308 bytes")
        .hasMessageEndingWith("found 100");
    assertThat(directory.resolve(LABELS)).hasBinaryContent(cut);
  }

  @Test
  void namesAFileOfOtherContentAndLeavesIt() throws IOException {
    byte[] other = data.plain(LABELS);
    other[50] ^= 1;
    Files.write(directory.resolve(LABELS), other);
    assertThatThrownBy(() -> set.read(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(directory.resolve(LABELS) + ": expected ")
        .hasMessageContaining(Sha256.of(data.plain(LABELS)))
        .hasMessageContaining(Sha256.of(other));
    assertThat(directory.resolve(LABELS)).hasBinaryContent(other);
  }

  @Test
  void refusesLabelsThatCannotBe() {
    assertThatThrownBy(() -> new ByteDataset("x", new byte[4], new byte[] {0, 3}, 2, 3))
        .isInstanceOf(BadInputException.class)
        .hasMessage("x: expected labels 0 to 2, found 3 at sample 1");
    assertThatThrownBy(() -> new ByteDataset("x", new byte[4], new byte[3], 2, 3))
        .isInstanceOf(BadInputException.class)
        .hasMessage("x: expected 2 labels, one for each row of 2 features, found 3");
  }
}
