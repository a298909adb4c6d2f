package org.collapsar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
  private static final List<String> KEYS = List.of("width", "features", "activation", "gamma");

  @Test
  void countsEdits() {
    assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestName.distance("widht", "width")).as("a swap is one edit").isEqualTo(1);
    assertThat(NearestName.distance("", "abc")).isEqualTo(3);
    assertThat(NearestName.distance("abc", "abc")).isZero();
  }

  @Test
  void findsASlip() {
    assertThat(NearestName.of("widht", KEYS)).contains("width");
    assertThat(NearestName.of("Feature", KEYS)).contains("features");
    assertThat(NearestName.of("act", KEYS)).as("a prefix").contains("activation");
  }

  @Test
  void findsNothingInSomethingElse() {
    assertThat(NearestName.of("momentum", KEYS)).isEmpty();
    assertThat(NearestName.hint("momentum", KEYS)).isEmpty();
    assertThat(NearestName.of("width", List.of())).isEmpty();
  }
}
