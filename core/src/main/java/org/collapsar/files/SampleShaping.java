package org.collapsar.files;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * {@link Shaping} of samples that have just been computed, float32 to float32: what a layer of a
 * network gives for a batch becomes a row for each sample. Sums are in double, four side by side,
 * so that the result depends on the shape alone.
 */
public final class SampleShaping {
  private final int size;
  private final int columns;
  private final boolean channelsLast;

  private SampleShaping(int size, int columns, boolean channelsLast) {
    this.size = size;
    this.columns = columns;
    this.channelsLast = channelsLast;
  }

  /**
   * Makes the shaping of samples of a shape; {@link Shaping#NONE} is taken for {@link
   * Shaping#MEAN}.
   *
   * @param shaping of features
   * @param shape of one sample, [D], [T x D], [C x H x W], ..; empty for a single number
   * @return rows of as many columns as the shape leaves
   * @throws ArithmeticException if a sample is longer than an array
   */
  public static SampleShaping of(Shaping shaping, List<Integer> shape) {
    int size = shape.stream().reduce(1, Math::multiplyExact);
    if (shaping == Shaping.FLATTEN || shape.size() < 2) {
      return new SampleShaping(size, size, false);
    }
    boolean last =
        shaping == Shaping.CHANNELS_LAST
            || (shaping != Shaping.CHANNELS_FIRST && shape.size() == 2);
    return new SampleShaping(size, shape.get(last ? shape.size() - 1 : 0), last);
  }

  /** {@return the length of a row} */
  public int columns() {
    return columns;
  }

  /**
   * Turns some samples into rows.
   *
   * @param values [count x shape], row-major, from position 0; its position does not move
   * @param count how many samples
   * @param target [count x columns], at least
   */
  public void rows(FloatBuffer values, int count, float[] target) {
    if (columns == size) {
      values.duplicate().rewind().get(target, 0, Math.multiplyExact(count, size));
      return;
    }
    int places = size / columns;
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < columns; c++) {
        int at = i * size + (channelsLast ? c : c * places);
        target[i * columns + c] =
            (float) (sum(values, at, channelsLast ? columns : 1, places) / places);
      }
    }
  }

  private static double sum(FloatBuffer values, int from, int step, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    int at = from;
    for (; i + 3 < count; i += 4) {
      a += values.get(at);
      b += values.get(at + step);
      c += values.get(at + 2 * step);
      d += values.get(at + 3 * step);
      at += 4 * step;
    }
    for (; i < count; i++) {
      a += values.get(at);
      at += step;
    }
    return (a + b) + (c + d);
  }
}
