package org.collapsar.lab.convolution;

import org.collapsar.data.ImageShape;

/**
 * Form of what a part of a network takes or makes of a sample: an image, or a vector.
 *
 * @param channels of the image, or the length of the vector
 * @param height of the image, 1 for a vector
 * @param width of the image, 1 for a vector
 * @param vector whether it is one; a map of one pixel is none until it is flattened
 */
public record Extent(int channels, int height, int width, boolean vector) {
  /**
   * Takes the form of an image.
   *
   * @param image C, H and W
   * @return a form that is no vector
   */
  public static Extent of(ImageShape image) {
    return new Extent(image.channels(), image.height(), image.width(), false);
  }

  /**
   * Makes the form of a vector.
   *
   * @param length of the vector
   * @return a form of one pixel
   */
  public static Extent vector(int length) {
    return new Extent(length, 1, 1, true);
  }

  /** An image of the same form with other channels. */
  Extent withChannels(int other) {
    return new Extent(other, height, width, vector);
  }

  /**
   * {@return how many numbers a sample of the form has}
   *
   * @throws ArithmeticException if they pass an int
   */
  public int numbers() {
    return Math.multiplyExact(Math.multiplyExact(channels, height), width);
  }

  /** {@return the form in words, for example "64 x 8 x 8", or "64"} */
  @Override
  public String toString() {
    return vector ? Integer.toString(channels) : channels + " x " + height + " x " + width;
  }
}
