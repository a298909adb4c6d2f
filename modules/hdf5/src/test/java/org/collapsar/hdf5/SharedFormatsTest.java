package org.collapsar.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.collapsar.files.ArrayFormats;
import org.collapsar.files.format.StoredArray;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;

/** Files of real programs, where COLLAPSAR_SHARED names the folder; else SKIPPED. */
class SharedFormatsTest {

  @Test
  void firstNumbersAndSumsAreThoseExpected() throws IOException {
    String shared = System.getenv("COLLAPSAR_SHARED");
    assumeTrue(shared != null, "SKIPPED: COLLAPSAR_SHARED does not name the folder of shared data");
    Path formats = Path.of(shared, "data", "formats");
    List<String[]> lines =
        Files.readAllLines(formats.resolve("expected.tsv")).stream()
            .map(line -> line.split("\t"))
            .filter(cells -> cells[0].endsWith(".h5"))
            .toList();
    assertThat(lines).hasSizeGreaterThan(15);
    for (String[] cells : lines) {
      String name = cells[1].replaceAll("^/| \\(.*", "");
      StoredArray array =
          ArrayFormats.open(formats.resolve(cells[0])).arrays().stream()
              .filter(a -> a.name().equals(name))
              .findFirst()
              .orElseThrow();
      assertThat(array.shape().toString()).isEqualTo(cells[2]);
      try (Rows rows = array.flattened()) {
        double[] numbers = new double[(int) rows.rows() * rows.columns()];
        rows.read(0, (int) rows.rows(), numbers);
        double[] first = Arrays.stream(cells[4].split(", ")).mapToDouble(Double::valueOf).toArray();
        assertThat(Arrays.copyOf(numbers, first.length)).containsExactly(first);
        double sum = Double.parseDouble(cells[5]);
        assertThat(Arrays.stream(numbers).sum()).isCloseTo(sum, within(1e-10 * Math.abs(sum)));
      }
    }
  }
}
