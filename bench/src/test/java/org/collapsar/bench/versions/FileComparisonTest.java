package org.collapsar.bench.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileComparisonTest {
  @TempDir Path base;
  @TempDir Path now;

  private final FileComparison comparison = new FileComparison();

  @BeforeEach
  void makeCase() throws IOException {
    Files.createDirectories(base.resolve("c"));
    Files.createDirectories(now.resolve("c"));
  }

  private List<String> compare(String name, String before, String after) throws IOException {
    Files.writeString(base.resolve("c").resolve(name), before);
    Files.writeString(now.resolve("c").resolve(name), after);
    comparison.compare(base, now, "c");
    return comparison.differences().stream().map(Difference::toString).toList();
  }

  @Test
  void cellsAreNamedByColumnAndRow() throws IOException {
    assertThat(compare("m.csv", "epoch,loss\n0,1.5\n1,2\n", "epoch,loss\n0,1.5\n1,2.0\n"))
        .containsExactly("c/m.csv#[loss]2  base 2  now 2.0");
  }

  @Test
  void rowsWithNamesByThese() throws IOException {
    assertThat(compare("c.csv", "e,id,v\n0,t.1,3\n", "e,id,v\n0,t.1,\n"))
        .containsExactly("c/c.csv#[t.1][v]1  base 3  now empty");
  }

  @Test
  void aNewColumnOrRowIsADifference() throws IOException {
    assertThat(compare("m.csv", "a\n1\n", "a,b\n1,2\n"))
        .containsExactly("c/m.csv#head  base a  now a,b");
    assertThat(compare("m.csv", "a\n1\n", "a\n1\n2\n")).contains("c/m.csv#lines  base 2  now 3");
  }

  @Test
  void bytesOfALineEndCount() throws IOException {
    assertThat(compare("m.csv", "a\n1\n", "a\r\n1\r\n"))
        .containsExactly("c/m.csv#bytes  base some  now others");
  }

  @Test
  void timesPagesAndMessagesOnlyHaveToBeThere() throws IOException {
    assertThat(compare("timing.csv", "1", "2")).isEmpty();
    assertThat(compare("report.html", "1", "2")).isEmpty();
    assertThat(compare("1.err", "1", "2")).isEmpty();
    Files.delete(now.resolve("c/report.html"));
    assertThat(compare("1.out", "text", "another"))
        .containsExactly("c/report.html  base there  now missing");
  }

  @Test
  void documentsOnStandardOutputAreCompared() throws IOException {
    assertThat(compare("1.out", "{\"a\": 1}", "{\"a\": 2}"))
        .containsExactly("c/1.out#[a]  base 1  now 2");
    assertThat(compare("1.out", "{\"a\": 1}", "failed")).hasSize(2);
  }

  @Test
  void otherFilesByTheirBytes() throws IOException {
    assertThat(compare("state.safetensors", "abc", "abd"))
        .containsExactly("c/state.safetensors#byte2  base 3 bytes  now 3 bytes");
  }
}
