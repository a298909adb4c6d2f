package org.collapsar.data.images;

import org.collapsar.BadInputException;

/** The arithmetic of {@link Preprocessing}, a picture at a time. */
final class PixelWork {
  private PixelWork() {}

  static void apply(Preprocessing p, Picture picture, float[] target, int offset) {
    Plane plane = Plane.of(coloured(p, picture), p);
    int pixels = plane.height() * plane.width();
    int channels = p.colour().channels();
    int[] order = p.channelOrder();
    boolean planes = p.layout() == Layout.NCHW;
    for (int c = 0; c < channels; c++) {
      int from = plane.channels() == 1 ? 0 : order[c];
      int at = planes ? offset + c * pixels : offset + c;
      plane.scale(from, new Scale(p, c, picture.maximum()), target, at, planes ? 1 : channels);
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
