package org.collapsar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.collapsar.BadInputException;
import org.collapsar.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {
  @TempDir Path directory;

  @Test
  void listsWhatThereIs() {
    assertThat(DataSets.names())
        .containsExactly(
            "mnist", "fashion-mnist", "cifar10", "cifar100", "cifar100-coarse", "digits");
    for (String name : DataSets.names()) {
      DataSetInfo info = DataSets.info(name);
      assertThat(info.name()).isEqualTo(name);
      assertThat(info.classNames()).doesNotHaveDuplicates();
      assertThat(info.classes())
          .isEqualTo(name.equals("cifar100") ? 100 : name.equals("cifar100-coarse") ? 20 : 10);
      assertThat(info.licence()).isNotBlank();
      assertThat(DataSets.isPresent(name, new DataDirectory(directory))).isEqualTo(info.builtIn());
    }
  }

  @Test
  void namesWhatThereIsWhenAskedForSomethingElse() {
    assertThatThrownBy(() -> DataSets.info("mnits"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "data set: expected one of mnist, fashion-mnist, cifar10, cifar100, cifar100-coarse,"
                + " digits, found 'mnits'");
  }

  @Test
  void digitsComeFromInside() {
    DataSplit digits = load("digits");
    DataSetInfo info = DataSets.info("digits");
    assertThat(digits.train().size()).isEqualTo(info.trainSamples()).isEqualTo(1438);
    assertThat(digits.test().size()).isEqualTo(info.testSamples()).isEqualTo(359);
    assertThat(digits.train().dimension()).isEqualTo(64);
    // Four fifths of 178, 182, 177, 183, 181, 182, 181, 179, 174 and 180.
    assertThat(digits.provenance().perClass())
        .containsExactly(142, 146, 142, 146, 145, 146, 145, 143, 139, 144);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void digitsHaveSixteenLevelsAndNoImageInBothHalves() {
    DataSplit digits = load("digits").scaled(Scaling.UNIT);
    Set<String> seen = new HashSet<>();
    double largest = 0;
    double[] row = new double[64];
    for (Dataset half : new Dataset[] {digits.train(), digits.test()}) {
      for (int i = 0; i < half.size(); i++) {
        half.copyRow(i, row, 0);
        seen.add(Arrays.toString(row));
        for (double x : row) {
          assertThat(x).isBetween(0.0, 1.0);
          largest = Math.max(largest, x);
        }
      }
    }
    assertThat(largest).isEqualTo(1);
    // All 1797 images of the file differ.
    assertThat(seen).hasSize(1797);
  }

  @Test
  void digitsAreCappedAndSaySo() {
    DataSplit split = load("digits").relabelModulo(3).subsample(2000, Seed.of(1));
    assertThat(split.train().size()).isEqualTo(3 * 427);
    assertThat(split.provenance().cap())
        .isEqualTo("asked 2000 a class, the smallest class has 427: 427 of each class taken");
  }

  @Test
  void digitsTakeNoPath() {
    assertThatThrownBy(
            () ->
                DataSets.load(
                    "digits", directory, new DataDirectory(directory), FetchListener.NONE))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("digits are built in");
  }

  /** A path that the user gives is the only place looked at: nothing is fetched. */
  @Test
  void aPathWithoutTheFilesIsRefused() {
    DataDirectory elsewhere = new DataDirectory(directory.resolve("cache"));
    assertThatThrownBy(() -> DataSets.load("mnist", directory, elsewhere, FetchListener.NONE))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(directory + ": expected the four files of mnist, found no ");
    assertThat(elsewhere.root()).doesNotExist();
  }

  @Test
  void aWrongFileInTheDataDirectoryIsNamedAndLeft() throws IOException {
    DataDirectory data = new DataDirectory(directory);
    Files.createDirectories(data.of("mnist"));
    for (String name :
        new String[] {
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte"
        }) {
      Files.writeString(data.of("mnist").resolve(name), "not MNIST");
    }
    Path first = data.of("mnist").resolve("train-images-idx3-ubyte");
    assertThatThrownBy(() -> DataSets.fetch("mnist", data, FetchListener.NONE))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(first + ": expected an IDX file");
    assertThat(first).hasContent("not MNIST");
  }

  private DataSplit load(String name) {
    return DataSets.load(name, null, new DataDirectory(directory), FetchListener.NONE);
  }
}
