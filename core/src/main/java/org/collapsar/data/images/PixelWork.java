package org.collapsar.data.images;

import org.collapsar.BadInputException;

/** The arithmetic of {@link Preprocessing}, a picture at a time. */
final class PixelWork {
  private static final int BYTE = 0xff;

  private PixelWork() {}

  static void apply(Preprocessing p, Picture picture, float[] target, int offset) {
    Picture coloured = coloured(p, picture);
    boolean whole = Plane.isWhole(coloured, p) && picture.maximum() == BYTE;
    Plane plane = whole ? null : Plane.of(coloured, p);
    int pixels =
        plane == null ? picture.height() * picture.width() : plane.height() * plane.width();
    int channels = p.colour().channels();
    int[] order = p.channelOrder();
    boolean planes = p.layout() == Layout.NCHW;
    for (int c = 0; c < channels; c++) {
      int from = coloured.channels() == 1 ? 0 : order[c];
      int at = planes ? offset + c * pixels : offset + c;
      int step = planes ? 1 : channels;
      Scale scale = new Scale(p, c, picture.maximum());
      if (plane == null) {
        coloured.put(from, scale.ofBytes(), target, at, step);
      } else {
        plane.scale(from, scale, target, at, step);
      }
    }
  }

  /** Of one channel: from 0 .. maximum to what the network takes, as factor v + shift. */
  static final class Scale {
    private final double factor;
    private final double shift;

    Scale(Preprocessing p, int channel, int maximum) {
      factor = (p.high() - p.low()) / (maximum * p.std(channel));
      shift = (p.low() - p.mean(channel)) / p.std(channel);
    }

    float of(double v) {
      return (float) (factor * v + shift);
    }

    /** Of every number that a byte has. */
    float[] ofBytes() {
      float[] all = new float[BYTE + 1];
      for (int v = 0; v <= BYTE; v++) {
        all[v] = of(v);
      }
      return all;
    }
  }

  static Picture seen(Preprocessing p, Picture picture) {
    Plane plane = Plane.of(coloured(p, picture), p);
    int channels = plane.channels();
    byte[] bytes = new byte[plane.height() * plane.width() * channels];
    double scale = 255.0 / picture.maximum();
    for (int i = 0; i < plane.height() * plane.width(); i++) {
      for (int c = 0; c < channels; c++) {
        bytes[i * channels + c] = (byte) Math.round(plane.get(i, c) * scale);
      }
    }
    return Picture.ofBytes(plane.height(), plane.width(), channels, bytes);
  }

  /** Grey where the network takes one channel; in all else as it is. */
  private static Picture coloured(Preprocessing p, Picture picture) {
    if (p.colour() != Colour.GREY || picture.channels() == 1) {
      return picture;
    }
    int pixels = picture.height() * picture.width();
    boolean wide = picture.maximum() > 0xff;
    byte[] bytes = new byte[wide ? 0 : pixels];
    short[] shorts = new short[wide ? pixels : 0];
    for (int i = 0; i < pixels; i++) {
      long grey =
          (19595L * picture.get(3 * i)
                  + 38470L * picture.get(3 * i + 1)
                  + 7471L * picture.get(3 * i + 2)
                  + 0x8000)
              >> 16;
      if (wide) {
        shorts[i] = (short) grey;
      } else {
        bytes[i] = (byte) grey;
      }
    }
    return wide
        ? Picture.ofShorts(picture.height(), picture.width(), 1, shorts)
        : Picture.ofBytes(picture.height(), picture.width(), 1, bytes);
  }

  /** The first pixel of the centre: torchvision rounds half to even. */
  static int cropStart(String side, int own, int crop) {
    if (crop > own) {
      throw new BadInputException(
          "crop: expected a picture of at least " + crop + " pixels of " + side + ", found " + own);
    }
    return (int) Math.rint((own - crop) / 2.0);
  }
}
