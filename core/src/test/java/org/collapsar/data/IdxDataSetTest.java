package org.collapsar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
