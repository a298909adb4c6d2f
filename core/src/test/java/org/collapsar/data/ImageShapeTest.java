package org.collapsar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.collapsar.linalg.Precision;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ImageShapeTest {
  private static final ImageShape SHAPE = new ImageShape(3, 2, 2);

  /** Four images of bytes that tell sample and place. */
  private static DataSplit images() {
    byte[] pixels = new byte[4 * SHAPE.dimension()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (1 + i);
    }
    Dataset data = new ByteDataset("t", pixels, new byte[] {0, 1, 2, 3}, SHAPE, 4);
    return new DataSplit(
        data,
        data,
        new Provenance(
            "t",
            "s",
            Map.of("f", "h"),
            "l",
            List.of("a", "b", "c", "d"),
            ClassCounts.of(data),
            null,
            255));
  }

  @ParameterizedTest
  @CsvSource({"mnist, 28", "fashion-mnist, 28", "digits, 8"})
  void ofRegisteredData(String name, int side) {
    DataSetInfo info = DataSets.info(name);
    assertThat(info.image()).contains(new ImageShape(1, side, side));
    assertThat(info.dimension()).isEqualTo(side * side);
  }

  @Test
  void digitsAreRead() {
    DataSplit digits = Digits.load();
    assertThat(digits.train().image()).contains(new ImageShape(1, 8, 8));
    assertThat(digits.test().image()).contains(new ImageShape(1, 8, 8));
  }

  @ParameterizedTest
  @EnumSource(Scaling.class)
  void everyViewOfImagesIsOneOfImages(Scaling scaling) {
    DataSplit seen =
        images()
            .ofClasses(List.of(3, 1, 0))
            .relabelModulo(2)
            .subsample(1, Seed.of(1))
            .scaled(scaling);
    assertThat(seen.train().image()).contains(SHAPE);
    assertThat(seen.test().image()).contains(SHAPE);
    try (Samples samples = Samples.of(seen.train(), Precision.FLOAT64)) {
      assertThat(samples.image()).contains(SHAPE);
    }
  }

  @Test
  void vectorsHaveNone() {
    assertThat(new ByteDataset("t", new byte[12], new byte[] {0}, 12, 1).image()).isEmpty();
    assertThat(new SeparableLaw(4, 2, 0.01, 1, 0).draw(3, 3, Seed.of(1)).train().image())
        .isEqualTo(Optional.empty());
  }

  @Test
  void refusesWhatIsNoImage() {
    assertThatThrownBy(() -> new ImageShape(3, 0, 2))
        .hasMessage("image: expected sides of at least 1, found 3 x 0 x 2");
    assertThatThrownBy(() -> new ImageShape(3, 65_536, 65_536))
        .hasMessage("image: expected fewer than 2^31 numbers, found 3 x 65536 x 65536");
    assertThatThrownBy(
            () ->
                new DataSetInfo(
                    "x", "X", 11, Optional.of(SHAPE), List.of(), 0, 0, 1, true, "", "", ""))
        .hasMessage("x: expected images of 11 numbers, found 3 x 2 x 2");
  }
}
