package org.collapsar.files.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.collapsar.files.MatrixFile;
import org.collapsar.files.format.StoredArray;
import org.junit.jupiter.api.Test;

/**
 * Files that PyTorch 1.13 and NumPy 1.24 wrote, against the values that these read back. The files
 * are no part of the repository: they are read where the environment variable COLLAPSAR_SHARED
 * names the folder that holds them, elsewhere the test is skipped.
 */
class TorchReferenceTest {

  private static Path data() {
    String shared = System.getenv("COLLAPSAR_SHARED");
    return shared == null
        ? abort("SKIPPED: COLLAPSAR_SHARED does not name the folder of shared data")
        : Path.of(shared, "data");
  }

  @Test
  void everyValueIsThatOfTheLibrary() throws IOException {
    Path formats = data().resolve("formats");
    int checked = 0;
    for (String line : Files.readAllLines(formats.resolve("expected.tsv")).subList(1, 98)) {
      String[] cells = line.split("\t", -1);
      if (cells[0].endsWith(".pt") || cells[0].endsWith(".pkl")) {
        check(formats.resolve(cells[0]), cells);
        checked++;
      }
    }
    assertThat(checked).isEqualTo(61);
  }

  /** The legacy layout of PyTorch 0.3: four-argument tensors of "cuda:0". */
  @Test
  void aPublishedCheckpointIsRead() {
    Path file = data().resolve("resnet20_cifar10.th");
    List<StoredArray> arrays = TorchArrays.open(file);
    assertThat(arrays).hasSize(97).allMatch(array -> array.refusal() == null);
    double sum = 0;
    int count = 0;
    for (StoredArray array : arrays) {
      List<Double> values = TorchArrays.values(array);
      sum += values.stream().collect(Collectors.summingDouble(Double::doubleValue));
      count += values.size();
    }
    assertThat(count).isEqualTo(271_098);
    assertThat(sum).isCloseTo(139.78264955982084, within(1e-9));
    assertThat(MatrixFile.read(file + ":module.linear.weight").get(0, 0))
        .isEqualTo(-1.0598125457763672);
    assertThat(MatrixFile.readVector(file + ":linear.bias")).hasSize(10);
  }

  private static void check(Path file, String[] cells) {
    String what = cells[0] + ":" + cells[1];
    StoredArray array =
        TorchArrays.open(file).stream()
            .filter(candidate -> candidate.name().equals(cells[1]))
            .findFirst()
            .orElseThrow(() -> new AssertionError(what));
    assertThat(array.shape().toString()).as(what).isEqualTo(cells[2]);
    assertThat(array.typeText()).as(what).isEqualTo(cells[3]);
    if (array.shape().contains(0L)) {
      return;
    }
    List<Double> values = TorchArrays.values(array);
    List<Double> first =
        Arrays.stream(cells[4].split(", "))
            .map(
                text -> text.equals("true") ? 1.0 : text.equals("false") ? 0 : Double.valueOf(text))
            .toList();
    assertThat(values.subList(0, first.size())).as(what).isEqualTo(first);
    assertThat(values.stream().collect(Collectors.summingDouble(Double::doubleValue)))
        .as(what)
        .isCloseTo(Double.valueOf(cells[5]), within(1e-9));
  }
}
