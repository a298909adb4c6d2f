package org.collapsar.data.images;

/** Pixels after resizing and cropping: 0 to the picture's maximum, whole or not. */
final class Plane {
  private final float[] numbers;
  private final int height;
  private final int width;
  private final int channels;

  private Plane(float[] numbers, int height, int width, int channels) {
    this.numbers = numbers;
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  /** Whether a picture is neither resized nor cropped. */
  static boolean isWhole(Picture picture, Preprocessing p) {
    return p.heightOf(picture.height(), picture.width()) == picture.height()
        && p.widthOf(picture.height(), picture.width()) == picture.width()
        && (p.resize() == null
            || (p.resize().heightOf(picture.height(), picture.width()) == picture.height()
                && p.resize().widthOf(picture.height(), picture.width()) == picture.width()));
  }

  static Plane of(Picture picture, Preprocessing p) {
    int h = picture.height();
    int w = picture.width();
    Resize resize = p.resize();
    int toHeight = resize == null ? h : resize.heightOf(h, w);
    int toWidth = resize == null ? w : resize.widthOf(h, w);
    int cropHeight = p.cropHeight() == 0 ? toHeight : p.cropHeight();
    int cropWidth = p.cropWidth() == 0 ? toWidth : p.cropWidth();
    int top = PixelWork.cropStart("height", toHeight, cropHeight);
    int left = PixelWork.cropStart("width", toWidth, cropWidth);
    return new Plane(
        Resampler.of(p.resampling(), picture, toHeight, toWidth)
            .part(top, left, cropHeight, cropWidth),
        cropHeight,
        cropWidth,
        picture.channels());
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  int channels() {
    return channels;
  }

  /** Scales a channel into every {@code step}-th number of {@code target} from {@code at} on. */
  void scale(int channel, PixelWork.Scale scale, float[] target, int at, int step) {
    int to = at;
    for (int i = channel; i < numbers.length; i += channels) {
      target[to] = scale.of(numbers[i]);
      to += step;
    }
  }

  double get(int pixel, int channel) {
    return numbers[pixel * channels + channel];
  }
}
