package org.collapsar.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlaceNamesTest {

  @Test
  void whatTellsFilesApartIsTheTick() {
    PlaceNames names = of("runs/epoch_5.npy", "runs/epoch_10.npy", "runs/epoch_15.npy");
    assertThat(names.ticks()).containsExactly("5", "10", "15");
    assertThat(names.title()).isEqualTo("checkpoint epoch_*.npy");
  }

  @Test
  void neitherWordsNorNumbersAreCut() {
    assertThat(of("first.npy", "fist.npy").ticks()).containsExactly("first", "fist");
    assertThat(of("h-10.npy", "h-100.npy").ticks()).containsExactly("10", "100");
    assertThat(of("lr0.1.npy", "lr0.01.npy").ticks()).containsExactly("0.1", "0.01");
    assertThat(of("a/h.npy", "b/h.npy").title()).isEqualTo("checkpoint */h.npy");
  }

  @Test
  void aNameThatIsWithinTheOthersIsNotLeftEmpty() {
    assertThat(of("h.npy", "h-2.npy").ticks()).containsExactly("h.npy", "h-2.npy");
    assertThat(of("h.npy", "h.npy").ticks()).containsExactly("h.npy", "h.npy");
    assertThat(of("h.npy").ticks()).containsExactly("h.npy");
  }

  @Test
  void longNamesAreNumbers() {
    PlaceNames names = of("before the training.npy", "half way through.npy");
    assertThat(names.numbered()).isTrue();
    assertThat(names.title()).isEqualTo("checkpoint, numbered as in the table");
    List<String> twelve = Collections.nCopies(12, "a long name of a file.npy");
    assertThat(PlaceNames.of("checkpoint", twelve).numbered()).isTrue();
  }

  @Test
  void theTitleDoesNotRepeatItself() {
    PlaceNames layers = PlaceNames.of("layer", List.of("layer-01", "layer-02"));
    assertThat(layers.title()).isEqualTo("layer");
    assertThat(layers.ticks()).containsExactly("01", "02");
    assertThat(PlaceNames.of("layer", List.of("relu1", "relu2")).title()).isEqualTo("layer relu*");
  }

  @Test
  void manyShortOnesKeepTheirs() {
    List<String> files = IntStream.range(0, 40).mapToObj(i -> "h" + 5 * i + ".npy").toList();
    assertThat(PlaceNames.of("checkpoint", files).ticks()).hasSize(40).contains("0", "195");
  }

  private static PlaceNames of(String... names) {
    return PlaceNames.of("checkpoint", List.of(names));
  }
}
