package org.collapsar.data.images;

/**
 * A picture in another size, numbers 0 to its maximum.
 *
 * <p>Enlarging: pixel i of the result takes s = max((i + 0.5) h / H - 0.5, 0), the neighbours
 * floor(s) and min(floor(s) + 1, h - 1), and nothing is rounded to whole numbers. That is
 * torch.nn.functional.interpolate (align_corners false), TensorFlow's resize with half-pixel
 * centres, and Pillow's but for Pillow's rounding.
 *
 * <p>Where a side shrinks: Pillow's resize with BILINEAR, to the bit for pixels of 8 bits (Pillow
 * 9.4, Resample.c). The triangle is widened by the scale, weights are normalised and rounded to 22
 * bits, columns go before rows, and each pass rounds.
 */
final class Resampler {
  /** Of a weight behind the point, as Pillow has them. */
  private static final int BITS = 22;

  private final float[] numbers;
  private final int width;
  private final int channels;

  private Resampler(float[] numbers, int width, int channels) {
    this.numbers = numbers;
    this.width = width;
    this.channels = channels;
  }

  static Resampler of(Resampling by, Picture picture, int height, int width) {
    boolean same = height == picture.height() && width == picture.width();
    boolean shrinks = height < picture.height() || width < picture.width();
    float[] numbers =
        same
            ? copy(picture)
            : by == Resampling.NEAREST
                ? nearest(picture, height, width)
                : shrinks && by == Resampling.BILINEAR
                    ? triangle(picture, height, width)
                    : fourPixels(picture, height, width);
    return new Resampler(numbers, width, picture.channels());
  }

  /** The pixels from a row and a column on, [height x width x C]. */
  float[] part(int top, int left, int partHeight, int partWidth) {
    int row = partWidth * channels;
    if (row * partHeight == numbers.length) {
      return numbers;
    }
    float[] part = new float[row * partHeight];
    for (int y = 0; y < partHeight; y++) {
      System.arraycopy(numbers, ((top + y) * width + left) * channels, part, y * row, row);
    }
    return part;
  }

  private static float[] copy(Picture picture) {
    float[] numbers = new float[picture.height() * picture.width() * picture.channels()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = picture.get(i);
    }
    return numbers;
  }

  private static float[] nearest(Picture picture, int height, int width) {
    int channels = picture.channels();
    float[] numbers = new float[height * width * channels];
    int at = 0;
    for (int y = 0; y < height; y++) {
      int row = (int) ((y + 0.5) * picture.height() / height);
      for (int x = 0; x < width; x++) {
        int column = (int) ((x + 0.5) * picture.width() / width);
        for (int c = 0; c < channels; c++) {
          numbers[at++] = picture.get(row, column, c);
        }
      }
    }
    return numbers;
  }

  private static float[] fourPixels(Picture picture, int height, int width) {
    int channels = picture.channels();
    int ownWidth = picture.width();
    float[] source = copy(picture);
    float[] numbers = new float[height * width * channels];
    int[] left = new int[width];
    int[] right = new int[width];
    double[] share = new double[width];
    for (int x = 0; x < width; x++) {
      double s = place(x, ownWidth, width);
      left[x] = (int) s * channels;
      right[x] = Math.min((int) s + 1, ownWidth - 1) * channels;
      share[x] = s - (int) s;
    }
    int at = 0;
    for (int y = 0; y < height; y++) {
      double s = place(y, picture.height(), height);
      int above = (int) s * ownWidth * channels;
      int below = Math.min((int) s + 1, picture.height() - 1) * ownWidth * channels;
      double down = s - (int) s;
      for (int x = 0; x < width; x++) {
        double across = share[x];
        for (int c = 0; c < channels; c++) {
          double upper =
              (1 - across) * source[above + left[x] + c] + across * source[above + right[x] + c];
          double lower =
              (1 - across) * source[below + left[x] + c] + across * source[below + right[x] + c];
          numbers[at++] = (float) ((1 - down) * upper + down * lower);
        }
      }
    }
    return numbers;
  }

  /** Where pixel i of the result lies among the pixels of the picture. */
  private static double place(int i, int from, int to) {
    return Math.max((i + 0.5) * from / to - 0.5, 0);
  }

  private static float[] triangle(Picture picture, int height, int width) {
    int[] source = new int[picture.height() * picture.width() * picture.channels()];
    for (int i = 0; i < source.length; i++) {
      source[i] = picture.get(i);
    }
    int channels = picture.channels();
    int maximum = picture.maximum();
    int[] across =
        width == picture.width()
            ? source
            : pass(source, picture.height(), picture.width(), channels, width, maximum);
    int row = width * channels;
    // Rows are resized as one row of pixels whose numbers are whole rows.
    int[] down =
        height == picture.height()
            ? across
            : pass(across, 1, picture.height(), row, height, maximum);
    float[] numbers = new float[height * row];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = down[i];
    }
    return numbers;
  }

  /** Resizes each of {@code rows} rows from {@code from} to {@code to} items of {@code numbers}. */
  private static int[] pass(int[] source, int rows, int from, int numbers, int to, int maximum) {
    int[] target = new int[rows * to * numbers];
    double scale = (double) from / to;
    double widened = Math.max(scale, 1);
    long[] sums = new long[numbers];
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * scale;
      int first = Math.max((int) (centre - widened + 0.5), 0);
      int end = Math.min((int) (centre + widened + 0.5), from);
      long[] weights = weights(first, end, centre, widened);
      for (int r = 0; r < rows; r++) {
        java.util.Arrays.fill(sums, 1L << (BITS - 1));
        for (int k = first; k < end; k++) {
          long weight = weights[k - first];
          int at = (r * from + k) * numbers;
          for (int c = 0; c < numbers; c++) {
            sums[c] += weight * source[at + c];
          }
        }
        int at = (r * to + i) * numbers;
        for (int c = 0; c < numbers; c++) {
          target[at + c] = (int) Math.min(Math.max(sums[c] >> BITS, 0), maximum);
        }
      }
    }
    return target;
  }

  private static long[] weights(int first, int end, double centre, double widened) {
    double[] exact = new double[end - first];
    double inverse = 1 / widened;
    double sum = 0;
    for (int k = 0; k < exact.length; k++) {
      exact[k] = Math.max(1 - Math.abs((k + first - centre + 0.5) * inverse), 0);
      sum += exact[k];
    }
    long[] weights = new long[exact.length];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = (long) (0.5 + exact[k] / sum * (1 << BITS));
    }
    return weights;
  }
}
