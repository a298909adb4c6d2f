package org.collapsar.data.images;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.collapsar.data.ImageShape;

/**
 * Pixels of an image, [H x W x C]: row by row from above, in each the pixels from the left, of a
 * pixel red, green and blue, or grey alone. As stored in the file: no colour profile, no gamma and
 * no orientation is applied, alpha is dropped. Immutable by agreement: the arrays are not copied.
 */
public final class Picture {
  private final int height;
  private final int width;
  private final int channels;
  private final byte[] bytes;
  private final short[] shorts;

  private Picture(int height, int width, int channels, byte[] bytes, short[] shorts) {
    long numbers = (long) height * width * channels;
    if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException(
          "picture: expected 1 or 3 channels and sides of at least 1, found %d x %d x %d"
              .formatted(height, width, channels));
    }
    if (bytes.length + (long) shorts.length != numbers) {
      throw new IllegalArgumentException(
          "picture: expected %d numbers, found %d"
              .formatted(numbers, bytes.length + shorts.length));
    }
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.bytes = bytes;
    this.shorts = shorts;
  }

  /**
   * Makes a picture of numbers 0..255.
   *
   * @param height H, pixels
   * @param width W, pixels
   * @param channels C, 1 or 3
   * @param numbers [H x W x C]
   * @return a picture over this array
   * @throws IllegalArgumentException unless there are H W C of them, and 1 or 3 channels
   */
  public static Picture ofBytes(int height, int width, int channels, byte[] numbers) {
    return new Picture(height, width, channels, numbers, new short[0]);
  }

  /**
   * Makes a picture of numbers 0..65535, without a sign.
   *
   * @param height H, pixels
   * @param width W, pixels
   * @param channels C, 1 or 3
   * @param numbers [H x W x C]
   * @return a picture over this array
   * @throws IllegalArgumentException unless there are H W C of them, and 1 or 3 channels
   */
  public static Picture ofShorts(int height, int width, int channels, short[] numbers) {
    return new Picture(height, width, channels, new byte[0], numbers);
  }

  /**
   * Makes a picture of bytes that come channel after channel, as {@link ImageShape} says.
   *
   * @param shape C, H and W
   * @param planes [C x H x W], copied
   * @return a picture of numbers 0..255
   * @throws IllegalArgumentException unless there are as many as the shape has, of 1 or 3 channels
   */
  public static Picture ofPlanes(ImageShape shape, byte[] planes) {
    int pixels = shape.height() * shape.width();
    byte[] numbers = new byte[planes.length];
    for (int c = 0; c < shape.channels(); c++) {
      for (int i = 0; i < pixels; i++) {
        numbers[i * shape.channels() + c] = planes[c * pixels + i];
      }
    }
    return ofBytes(shape.height(), shape.width(), shape.channels(), numbers);
  }

  /** {@return H, in pixels} */
  public int height() {
    return height;
  }

  /** {@return W, in pixels} */
  public int width() {
    return width;
  }

  /** {@return C: 3 for red, green and blue, 1 for grey} */
  public int channels() {
    return channels;
  }

  /** {@return the number that stands for white, 255 or 65535} */
  public int maximum() {
    return bytes.length > 0 ? 0xff : 0xffff;
  }

  /**
   * {@return a number of [H x W x C], 0 to {@link #maximum()}}
   *
   * @param at place, from 0
   */
  public int get(int at) {
    return bytes.length > 0 ? bytes[at] & 0xff : shorts[at] & 0xffff;
  }

  /**
   * Puts what stands for the numbers of a channel into every {@code step}-th number of {@code
   * target} from {@code at} on. For 8 bits.
   *
   * @param values for each byte, [256]
   */
  void put(int channel, float[] values, float[] target, int at, int step) {
    byte[] numbers = bytes;
    int to = at;
    for (int i = channel; i < numbers.length; i += channels) {
      target[to] = values[numbers[i] & 0xff];
      to += step;
    }
  }

  /**
   * {@return a number of one pixel, 0 to {@link #maximum()}}
   *
   * @param y row, from 0 above
   * @param x column, from 0 on the left
   * @param c channel, from 0
   */
  public int get(int y, int x, int c) {
    return get((y * width + x) * channels + c);
  }

  /** {@return the picture as a file of PNG, 8 bits} */
  public byte[] png() {
    int[] numbers = new int[width * height * channels];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = maximum() > 0xff ? (get(i) + 128) / 257 : get(i);
    }
    int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
    BufferedImage image = new BufferedImage(width, height, type);
    // The raster takes numbers as they are; setRGB would convert grey.
    image.getRaster().setPixels(0, 0, width, height, numbers);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      if (!ImageIO.write(image, "png", stream)) {
        throw new IllegalStateException("every Java platform with java.desktop writes PNG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
    return out.toByteArray();
  }

  /** {@return height, width and channels, for example "32 x 48 RGB"} */
  @Override
  public String toString() {
    return height
        + " x "
        + width
        + (channels == 1 ? " grey" : " RGB")
        + (maximum() > 255 ? " of 16 bits" : "");
  }
}
