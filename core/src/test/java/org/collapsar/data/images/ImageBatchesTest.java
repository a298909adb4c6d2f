package org.collapsar.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageBatchesTest {
  private static final int IMAGES = 150;

  @TempDir Path here;

  /** In each class 75 images, of which the first number is the place. */
  private Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < IMAGES; i++) {
      files.put((i < 75 ? "a/" : "b/") + "%03d.png".formatted(i), Pictures.png(i));
    }
    return files;
  }

  private ImageSet set(Map<String, byte[]> files) {
    return Pictures.open(Pictures.folder(here.resolve("set"), files), ImageSetOptions.DEFAULT);
  }

  private static List<String> rows(ImageSet set, int batch, int threads, boolean skip) {
    List<String> rows = new ArrayList<>();
    Preprocessing plain = Preprocessing.NONE.withRange(0, 255);
    try (ImageBatches batches = ImageBatches.of(set, plain, batch, threads, skip)) {
      for (ImageBatch b = batches.next(); b != null; b = batches.next()) {
        assertThat(b.first()).isEqualTo(rows.size());
        assertThat(new int[] {b.channels(), b.height(), b.width()}).containsExactly(3, 4, 6);
        assertThat(b.values()).hasSize(batch * 72);
        for (int i = 0; i < b.count(); i++) {
          float[] one = Arrays.copyOfRange(b.values(), i * 72, (i + 1) * 72);
          rows.add(b.indices()[i] + " " + b.labels()[i] + " " + Arrays.toString(one));
        }
        for (int i = b.count() * 72; i < batch * 72; i++) {
          assertThat(b.values()[i]).isZero();
        }
      }
      assertThat(batches.next()).isNull();
    }
    return rows;
  }

  @Test
  void resultDependsOnNeitherThreadsNorBatch() {
    try (ImageSet set = set(files())) {
      List<String> one = rows(set, 1, 1, false);
      assertThat(one).hasSize(IMAGES);
      assertThat(one.get(77)).startsWith("77 1 [77.0, 77.0");
      for (int batch : new int[] {7, 64, 150, 1000}) {
        for (int threads : new int[] {1, 3}) {
          assertThat(rows(set, batch, threads, false)).isEqualTo(one);
        }
      }
    }
  }

  @Test
  void brokenImagesAreNamedOrLeftOut() {
    Map<String, byte[]> files = files();
    byte[] cut = Arrays.copyOf(Pictures.png(40, 40, 1, 2, 3), 60);
    files.put("a/003.png", cut);
    files.put("b/100.png", "text".getBytes(StandardCharsets.US_ASCII));
    files.put("b/149.png", new byte[0]);
    try (ImageSet set = set(files)) {
      assertThatThrownBy(() -> rows(set, 64, 2, false))
          .isInstanceOf(BrokenImageException.class)
          .hasMessageStartingWith(
              here.resolve("set") + ":a/003.png: expected a whole PNG, found a damaged one (");
      List<String> rows = rows(set, 64, 2, true);
      assertThat(rows).hasSize(IMAGES - 3);
      assertThat(rows.get(3)).startsWith("4 0 [4.0");
      assertThat(rows.get(IMAGES - 4)).startsWith("148 1 [148.0");
      assertThat(rows(set, 5, 3, true)).isEqualTo(rows);
      try (ImageBatches batches = ImageBatches.of(set, Preprocessing.NONE, 200, 2, true)) {
        assertThat(batches.next()).isNotNull();
        assertThat(batches.skipped()).isEqualTo(3);
        assertThat(batches.broken().subList(1, 3))
            .containsExactly(
                here.resolve("set")
                    + ":b/100.png: expected a picture (PNG, JPEG, BMP or GIF), found other bytes",
                here.resolve("set")
                    + ":b/149.png: expected a picture (PNG, JPEG, BMP or GIF), found an empty"
                    + " file");
      }
    }
  }

  @Test
  void picturesOfTwoSizesNeedOne() {
    Map<String, byte[]> files = files();
    files.put("b/090.png", Pictures.png(5, 6, 0, 0, 0));
    try (ImageSet set = set(files)) {
      assertThatThrownBy(() -> rows(set, 64, 2, true))
          .isInstanceOf(BadInputException.class)
          .hasMessage(
              here.resolve("set")
                  + ":b/090.png: expected 4 x 6 pixels, as "
                  + here.resolve("set")
                  + ":a/000.png has, found 5 x 6; --input-size, or data.resize in a preset,"
                  + " brings all to one size");
      Preprocessing crop = Preprocessing.NONE.withCrop(5, 5);
      try (ImageBatches batches = ImageBatches.of(set, crop, 64, 2, true)) {
        assertThatThrownBy(batches::next)
            .hasMessage(
                here.resolve("set")
                    + ":a/000.png: crop: expected a picture of at least 5 pixels of height,"
                    + " found 4");
      }
    }
  }

  /** What one consumer leaves early, another reads whole. */
  @Test
  void stoppingLeavesTheSetOpen() {
    byte[] raw = new byte[3072 * 500];
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("a.bin", raw);
    files.put("b.bin", raw);
    Path zip = Pictures.write(here.resolve("a.zip"), Pictures.zip(files));
    try (ImageSet set = Pictures.open(zip, ImageSetOptions.DEFAULT)) {
      for (int k = 0; k < 20; k++) {
        try (ImageBatches batches = ImageBatches.of(set, Preprocessing.NONE, 8, 3, false)) {
          assertThat(batches.next()).isNotNull();
        }
      }
      int n = 0;
      try (ImageBatches batches = ImageBatches.of(set, Preprocessing.NONE, 64, 2, false)) {
        for (ImageBatch b = batches.next(); b != null; b = batches.next()) {
          n += b.count();
        }
      }
      assertThat(n).isEqualTo(1000);
    }
  }

  @Test
  void aHeaderThatClaimsTooManyPixelsIsRefusedBeforeDecoding() {
    byte[] png = Pictures.png(1);
    // Width and height of the header, which begin at byte 16, and its CRC, which readers skip.
    png[17] = 1;
    png[21] = 1;
    Map<String, byte[]> files = files();
    files.put("a/000.png", png);
    try (ImageSet set = set(files)) {
      assertThatThrownBy(() -> set.read(0))
          .isInstanceOf(BrokenImageException.class)
          .hasMessage(
              here.resolve("set")
                  + ":a/000.png: expected at most "
                  + PictureDecoder.mostPixels()
                  + " pixels, found 65540 x 65542");
      assertThat(PictureDecoder.mostPixels()).isBetween(1L << 20, 1L << 26);
    }
  }
}
