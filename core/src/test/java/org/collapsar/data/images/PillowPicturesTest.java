package org.collapsar.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** Against what Pillow and PyTorch make of the same files; pillow.py says how they were made. */
class PillowPicturesTest {
  private static final Map<String, byte[]> FILES = files();

  private static Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (InputStream raw =
            Objects.requireNonNull(PillowPicturesTest.class.getResourceAsStream("pillow.zip"));
        ZipInputStream zip = new ZipInputStream(raw)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return files;
  }

  private static byte[] file(String name) {
    return Objects.requireNonNull(FILES.get(name), name);
  }

  private static byte[] rgb(Picture picture) {
    byte[] rgb = new byte[picture.height() * picture.width() * 3];
    for (int i = 0; i < rgb.length; i++) {
      int number = picture.get(picture.channels() == 3 ? i : i / 3);
      // Pillow keeps the high byte of 16 bits.
      rgb[i] = (byte) (picture.maximum() > 255 ? number >> 8 : number);
    }
    return rgb;
  }

  @Test
  void everyKindOfPictureHasPillowsPixels() {
    PictureDecoder decoder = new PictureDecoder();
    int compared = 0;
    for (Map.Entry<String, byte[]> entry : FILES.entrySet()) {
      String name = entry.getKey();
      if (!name.contains("@") && !name.endsWith(".rgb")) {
        byte[] pixels = rgb(decoder.decode(name, entry.getValue()));
        assertThat(pixels).as(name).isEqualTo(file(name + ".rgb"));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(42);
  }

  /** Whatever a reader of ImageIO throws becomes one line, and the next picture is read. */
  @Test
  void damagedBytesAreBrokenPicturesAndNothingElse() {
    SplittableRandom random = new SplittableRandom(16);
    List<String> names =
        FILES.keySet().stream().filter(n -> !n.contains("@") && !n.endsWith(".rgb")).toList();
    PictureDecoder decoder = new PictureDecoder();
    int broken = 0;
    for (int k = 0; k < 1500; k++) {
      String name = names.get(k % names.size());
      byte[] bytes = file(name).clone();
      int changes = 1 + random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        int within = random.nextBoolean() ? Math.min(64, bytes.length) : bytes.length;
        bytes[random.nextInt(within)] = (byte) random.nextInt(256);
      }
      if (random.nextInt(8) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      try {
        assertThat(decoder.decode(name, bytes).height()).isPositive();
      } catch (BrokenImageException e) {
        assertThat(e.getMessage()).startsWith(name + ": expected ").doesNotContain("\n");
        broken++;
      }
    }
    assertThat(broken).isBetween(300, 1400);
  }

  @Test
  void sixteenBitsStay() {
    Picture wide = new PictureDecoder().decode("rgb16.png", file("rgb16.png"));
    assertThat(wide.maximum()).isEqualTo(65535);
    Picture bytes = new PictureDecoder().decode("rgb.png", file("rgb.png"));
    for (int i = 0; i < 13 * 17 * 3; i++) {
      assertThat(wide.get(i)).isEqualTo(Math.min(bytes.get(i) * 257 + 3, 65535));
    }
    float[] one = Preprocessing.NONE.apply(wide);
    assertThat(one[0]).isEqualTo((float) (wide.get(0) / 65535.0));
  }

  @Test
  void smallerPicturesArePillowsToTheBit() {
    Picture picture = new PictureDecoder().decode("rgb.png", file("rgb.png"));
    int compared = 0;
    for (String name : FILES.keySet()) {
      if (name.startsWith("rgb.png@") && name.endsWith(".rgb")) {
        int[] size = size(name);
        boolean enlarges = size[0] >= 13 && size[1] >= 17;
        Picture seen =
            Preprocessing.NONE
                .withResize(Resize.exactly(size[0], size[1]))
                .withRange(0, 255)
                .seen(picture);
        byte[] right = file(name);
        byte[] found = rgb(seen);
        for (int i = 0; i < right.length; i++) {
          // Where nothing shrinks Pillow rounds between its passes and we do not.
          assertThat(Math.abs((found[i] & 0xff) - (right[i] & 0xff)))
              .as(name + " " + i)
              .isLessThanOrEqualTo(enlarges ? 1 : 0);
        }
        compared++;
      }
    }
    assertThat(compared).isEqualTo(7);
  }

  @Test
  void largerPicturesAreTorchsInFloatingPoint() {
    Picture picture = new PictureDecoder().decode("rgb.png", file("rgb.png"));
    int compared = 0;
    for (String name : FILES.keySet()) {
      if (name.endsWith(".f32")) {
        int[] size = size(name);
        float[] found =
            Preprocessing.NONE
                .withResize(Resize.exactly(size[0], size[1]))
                .withRange(0, 255)
                .withLayout(Layout.NHWC)
                .apply(picture);
        ByteBuffer right = ByteBuffer.wrap(file(name)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(found.length * 4).isEqualTo(right.remaining());
        for (float number : found) {
          // Torch computes in float.
          assertThat((double) Math.abs(number - right.getFloat())).as(name).isLessThan(1e-4);
        }
        compared++;
      }
    }
    assertThat(compared).isEqualTo(4);
  }

  private static int[] size(String name) {
    String[] sides = name.replaceFirst("\\.(rgb|f32)$", "").replaceFirst(".*@", "").split("x");
    return new int[] {Integer.parseInt(sides[0]), Integer.parseInt(sides[1])};
  }

  @Test
  void whatAReaderIsGivenKeepsNothingOfThePictureBefore() {
    PictureDecoder decoder = new PictureDecoder();
    for (String name : new String[] {"quality75.jpg", "grey.jpg", "cmyk.jpg", "quality75.jpg"}) {
      assertThat(rgb(decoder.decode(name, file(name)))).as(name).isEqualTo(file(name + ".rgb"));
      byte[] cut = Arrays.copyOf(file(name), file(name).length - 100);
      assertThat(catchThrowable(() -> decoder.decode("cut", cut)))
          .isInstanceOf(BrokenImageException.class)
          .hasMessage("cut: expected a whole JPEG, found a cut one");
    }
  }
}
