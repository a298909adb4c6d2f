package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.collapsar.files.text.TextOptions;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels that are whole numbers in arrays of text: by code points 10 would come before 2. */
class NumbersAsTextTest {
  private static final int N = 24;

  @TempDir private Path here;

  @BeforeEach
  void write() throws IOException {
    Npy.write(
        here.resolve("h.npy"),
        Rows.of(IntStream.range(0, 2 * N).asDoubleStream().toArray(), 2),
        Precision.FLOAT64);
  }

  /** As numpy.array(.., dtype='U3') is saved. */
  private String texts(String name, List<String> texts) throws IOException {
    StringBuilder letters = new StringBuilder();
    texts.forEach(text -> letters.append(text).append("\0".repeat(3 - text.length())));
    byte[] data = letters.toString().getBytes(Charset.forName("UTF-32LE"));
    Path file = here.resolve(name);
    Files.write(file, NpyBytes.of("<U3", false, "(" + texts.size() + ",)", data, 1));
    return file.toString();
  }

  private List<String> strings(String before) {
    return IntStream.range(0, N).mapToObj(i -> before + i % 12).toList();
  }

  @Test
  void wholeNumbersAreNumbers() throws IOException {
    String labels = texts("y.npy", strings(""));
    LabelledTables read = open(labels, TableRules.DEFAULT);
    assertThat(read.labels().column().labels())
        .containsExactly(IntStream.range(0, N).map(i -> i % 12).toArray());
    read.tables().close();
  }

  @Test
  void othersAreNames() throws IOException {
    for (String before : List.of("c", "0")) {
      RawLabels raw =
          RawLabels.read(texts("n.npy", strings(before)), TextOptions.DEFAULT, false).asNumbers();
      assertThat(raw.texts()).hasSize(12).contains(before + "10");
    }
  }

  private LabelledTables open(String labels, TableRules rules) {
    return LabelledTables.open(
        List.of(here.resolve("h.npy").toString()),
        List.of(labels),
        rules,
        raw -> ClassLabels.of(raw, rules.labels(), 0),
        line -> {});
  }
}
