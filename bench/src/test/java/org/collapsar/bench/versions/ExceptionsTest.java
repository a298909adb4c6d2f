package org.collapsar.bench.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExceptionsTest {
  @TempDir Path directory;

  private Exceptions read(String text) throws IOException {
    return Exceptions.read(Files.writeString(directory.resolve("exceptions"), text));
  }

  @Test
  void aPatternIsThatOfTheWholePlace() throws IOException {
    Exceptions exceptions = read("# remark\n\na/*[x.y]*  any  a fault\n");
    assertThat(exceptions.allows(new Difference("a/f.csv#[x.y]3", "1", "2"))).isTrue();
    assertThat(exceptions.allows(new Difference("a/f.csv#[xzy]3", "1", "2"))).isFalse();
    assertThat(exceptions.allows(new Difference("b/a/f.csv#[x.y]3", "1", "2"))).isFalse();
  }

  @Test
  void aLimitIsThatOfTwoNumbers() throws IOException {
    Exceptions exceptions = read("* 1e-9 rounding");
    assertThat(exceptions.allows(new Difference("a", "1", "1.0000000005"))).isTrue();
    assertThat(exceptions.allows(new Difference("a", "1", "1.000000002"))).isFalse();
    assertThat(exceptions.allows(new Difference("a", "1", "nothing"))).isFalse();
    assertThat(exceptions.allows(new Difference("a", "0", "-0.0"))).isTrue();
  }

  @Test
  void whatIsNotNeededIsReported() throws IOException {
    Exceptions exceptions = read("a any one fault\nb any another\n");
    assertThat(exceptions.allows(new Difference("a", "1", "2"))).isTrue();
    assertThat(exceptions.allows(new Difference("a", "1", "3"))).isTrue();
    assertThat(exceptions.report())
        .containsExactly("2 times: a any one fault", "unused: b any another");
  }

  @Test
  void aLineWithoutItsFaultIsRefused() {
    assertThatThrownBy(() -> read("a any"))
        .hasMessageEndingWith("expected PATTERN HOW FAULT, found a any");
  }
}
