package org.collapsar.lab.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SignsTest {

  @Test
  void signsThatStandAloneAreShown() {
    assertThat(Signs.shown("a <= b >= c != d")).isEqualTo("a \u2264 b \u2265 c \u2260 d");
    assertThat(Signs.shown("<=")).isEqualTo("\u2264");
    assertThat(Signs.shown("run<=3.npy <=4 x=>y")).isEqualTo("run<=3.npy <=4 x=>y");
  }

  @Test
  void terminalsWithoutThemGetTheText() {
    assertThat(Signs.shown("<= 1", StandardCharsets.US_ASCII)).isEqualTo("<= 1");
    assertThat(Signs.shown("<= 1", StandardCharsets.ISO_8859_1)).isEqualTo("<= 1");
    assertThat(Signs.shown("<= 1", StandardCharsets.UTF_8)).isEqualTo("\u2264 1");
  }
}
