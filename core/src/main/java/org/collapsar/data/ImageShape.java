package org.collapsar.data;

/**
 * Shape of an image whose d numbers are a sample: channel after channel, in each the rows from
 * above, in each the pixels from the left, d = channels height width.
 *
 * @param channels C, 1 for grey and 3 for red, green and blue
 * @param height H
 * @param width W
 */
public record ImageShape(int channels, int height, int width) {
  /**
   * Checks the sides.
   *
   * @param channels C, 1 for grey and 3 for red, green and blue
   * @param height H
   * @param width W
   * @throws IllegalArgumentException unless every side is at least 1 and their product an int
   */
  public ImageShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "image: expected sides of at least 1, found " + words(channels, height, width));
    }
    long numbers = (long) channels * height;
    if (numbers > Integer.MAX_VALUE / width) {
      throw new IllegalArgumentException(
          "image: expected fewer than 2^31 numbers, found " + words(channels, height, width));
    }
  }

  /** {@return C H W, the dimension d of a sample} */
  public int dimension() {
    return channels * height * width;
  }

  /** {@return the sides, for example "3 x 32 x 32"} */
  @Override
  public String toString() {
    return words(channels, height, width);
  }

  private static String words(int channels, int height, int width) {
    return channels + " x " + height + " x " + width;
  }
}
