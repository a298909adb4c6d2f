package org.collapsar.data.images;

import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;

/**
 * The numbers of a decoded raster. Not by BufferedImage.getRGB or by drawing it: these take one
 * band for linear light and brighten it (128 becomes 188), and apply colour profiles.
 */
final class Rasters {
  private Rasters() {}

  static Picture of(Raster raster, ColorModel colours) {
    if (colours instanceof IndexColorModel palette) {
      return indexed(raster, palette);
    }
    boolean whole =
        raster.getTransferType() == DataBuffer.TYPE_BYTE
            || raster.getTransferType() == DataBuffer.TYPE_USHORT;
    if (colours instanceof ComponentColorModel && whole) {
      int channels = colours.getNumColorComponents() >= 3 ? 3 : 1;
      return raster.getTransferType() == DataBuffer.TYPE_BYTE
          ? bytes(raster, channels)
          : shorts(raster, channels);
    }
    return packed(raster, colours);
  }

  private static Picture bytes(Raster raster, int channels) {
    int height = raster.getHeight();
    int width = raster.getWidth();
    byte[] numbers = new byte[height * width * channels];
    if (raster.getSampleModel() instanceof PixelInterleavedSampleModel model
        && raster.getDataBuffer() instanceof DataBufferByte buffer
        && buffer.getNumBanks() == 1
        && raster.getMinX() == 0
        && raster.getMinY() == 0
        && raster.getSampleModelTranslateX() == 0
        && raster.getSampleModelTranslateY() == 0) {
      byte[] data = buffer.getData();
      int[] bands = model.getBandOffsets();
      int at = 0;
      int pixel = model.getPixelStride();
      for (int y = 0; y < height; y++) {
        int from = buffer.getOffset() + y * model.getScanlineStride();
        if (channels == 3) {
          int red = from + bands[0];
          int green = from + bands[1];
          int blue = from + bands[2];
          for (int x = 0; x < width; x++) {
            numbers[at] = data[red];
            numbers[at + 1] = data[green];
            numbers[at + 2] = data[blue];
            at += 3;
            red += pixel;
            green += pixel;
            blue += pixel;
          }
        } else {
          for (int x = 0; x < width; x++) {
            numbers[at++] = data[from + bands[0]];
            from += pixel;
          }
        }
      }
    } else {
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (byte) sample(raster, i, channels);
      }
    }
    return Picture.ofBytes(height, width, channels, numbers);
  }

  private static Picture shorts(Raster raster, int channels) {
    short[] numbers = new short[raster.getHeight() * raster.getWidth() * channels];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (short) sample(raster, i, channels);
    }
    return Picture.ofShorts(raster.getHeight(), raster.getWidth(), channels, numbers);
  }

  private static int sample(Raster raster, int i, int channels) {
    int pixel = i / channels;
    return raster.getSample(
        raster.getMinX() + pixel % raster.getWidth(),
        raster.getMinY() + pixel / raster.getWidth(),
        i % channels);
  }

  /** Through the palette; grey where all of its entries are. */
  private static Picture indexed(Raster raster, IndexColorModel palette) {
    int[] rgb = new int[palette.getMapSize()];
    palette.getRGBs(rgb);
    boolean grey = true;
    for (int colour : rgb) {
      grey &= (colour & 0xff) == (colour >> 8 & 0xff) && (colour & 0xff) == (colour >> 16 & 0xff);
    }
    int channels = grey ? 1 : 3;
    byte[] numbers = new byte[raster.getHeight() * raster.getWidth() * channels];
    for (int i = 0; i < numbers.length; i += channels) {
      int index = sample(raster, i / channels, 1);
      int colour = index < rgb.length ? rgb[index] : 0;
      for (int c = 0; c < channels; c++) {
        numbers[i + c] = (byte) (colour >> (8 * (channels - 1 - c)));
      }
    }
    return Picture.ofBytes(raster.getHeight(), raster.getWidth(), channels, numbers);
  }

  /** Pixels in one number each, such as 5 bits a colour, which are scaled to 8. */
  private static Picture packed(Raster raster, ColorModel colours) {
    byte[] numbers = new byte[raster.getHeight() * raster.getWidth() * 3];
    for (int i = 0; i < numbers.length; i += 3) {
      int pixel = i / 3;
      int colour =
          colours.getRGB(
              raster.getDataElements(
                  raster.getMinX() + pixel % raster.getWidth(),
                  raster.getMinY() + pixel / raster.getWidth(),
                  null));
      for (int c = 0; c < 3; c++) {
        numbers[i + c] = (byte) (colour >> (8 * (2 - c)));
      }
    }
    return Picture.ofBytes(raster.getHeight(), raster.getWidth(), 3, numbers);
  }
}
