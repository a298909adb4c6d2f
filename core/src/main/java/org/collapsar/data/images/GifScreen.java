package org.collapsar.data.images;

import java.awt.image.BufferedImage;

/** The size that a GIF states for all of its frames. */
final class GifScreen {
  private GifScreen() {}

  static void require(String label, byte[] file, BufferedImage frame) {
    int width = (file[6] & 0xff) | ((file[7] & 0xff) << 8);
    int height = (file[8] & 0xff) | ((file[9] & 0xff) << 8);
    if (frame.getWidth() != width || frame.getHeight() != height) {
      throw new BrokenImageException(
          "%s: expected a first frame of the whole GIF, %d x %d, found one of %d x %d"
              .formatted(label, height, width, frame.getHeight(), frame.getWidth()));
    }
  }
}
