package org.collapsar.data.images;

import java.awt.image.Raster;

/**
 * JPEGs of four components, by libjpeg's and Pillow's arithmetic: YCCK to CMYK (jdcolor.c), the
 * inversion undone that Adobe began and Pillow takes for granted, then R = (255 - K)(255 - C) / 255
 * and so on. No colour profile is asked: the result is what Pillow's {@code convert("RGB")} gives,
 * not what a printer would.
 */
final class Cmyk {
  private static final int ADOBE_YCCK = 2;
  private static final int HALF = 1 << 15;

  private Cmyk() {}

  static Picture of(Raster raster, JpegFrame frame) {
    int height = raster.getHeight();
    int width = raster.getWidth();
    byte[] numbers = new byte[height * width * 3];
    int[] row = new int[width * 4];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int at = 4 * x;
        if (frame.adobe() == ADOBE_YCCK) {
          inverted(row, at);
        }
        for (int c = 0; c < 4; c++) {
          row[at + c] = 255 - row[at + c];
        }
        int light = 255 - row[at + 3];
        for (int c = 0; c < 3; c++) {
          numbers[(y * width + x) * 3 + c] = (byte) clip(light - divided(row[at + c] * light));
        }
      }
    }
    return Picture.ofBytes(height, width, 3, numbers);
  }

  /** YCbCr to 255 - RGB, which is CMY. */
  private static void inverted(int[] row, int at) {
    int y = row[at];
    int cb = row[at + 1] - 128;
    int cr = row[at + 2] - 128;
    row[at] = 255 - clip(y + ((fixed(1.40200) * cr + HALF) >> 16));
    row[at + 1] = 255 - clip(y + ((-fixed(0.34414) * cb + HALF - fixed(0.71414) * cr) >> 16));
    row[at + 2] = 255 - clip(y + ((fixed(1.77200) * cb + HALF) >> 16));
  }

  private static int fixed(double number) {
    return (int) (number * (1 << 16) + 0.5);
  }

  /** Pillow's MULDIV255: x / 255, rounded. */
  private static int divided(int x) {
    int shifted = x + 128;
    return ((shifted >> 8) + shifted) >> 8;
  }

  private static int clip(int x) {
    return Math.min(Math.max(x, 0), 255);
  }
}
