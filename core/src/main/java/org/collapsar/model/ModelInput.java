package org.collapsar.model;

import java.util.List;
import org.collapsar.files.format.TensorType;

/**
 * Input of a network.
 *
 * @param name of the tensor
 * @param shape with the batch in front; -1 where any size goes
 * @param type of its numbers in the file; they are given as float32 all the same
 * @param layout where the channels are
 */
public record ModelInput(String name, List<Long> shape, TensorType type, Layout layout) {

  /** Meanings of the dimensions behind the batch. */
  public enum Layout {
    /** Images, channel after channel: PyTorch's. */
    NCHW,
    /** Images, pixel after pixel: TensorFlow's. */
    NHWC,
    /** No images: a row of numbers. */
    ROWS
  }

  /**
   * Keeps a copy of the shape.
   *
   * @param name of the tensor
   * @param shape with the batch in front; -1 where any size goes
   * @param type of its numbers in the file; they are given as float32 all the same
   * @param layout where the channels are
   */
  public ModelInput {
    shape = List.copyOf(shape);
  }

  /** {@return the channels of an image, or -1 where any number goes; -1 of rows} */
  public long channels() {
    return switch (layout) {
      case NCHW -> shape.get(1);
      case NHWC -> shape.get(3);
      case ROWS -> -1;
    };
  }

  /** {@return the height of an image, or -1 where any goes; -1 of rows} */
  public long height() {
    return switch (layout) {
      case NCHW -> shape.get(2);
      case NHWC -> shape.get(1);
      case ROWS -> -1;
    };
  }

  /** {@return the width of an image, or -1 where any goes; -1 of rows} */
  public long width() {
    return switch (layout) {
      case NCHW -> shape.get(3);
      case NHWC -> shape.get(2);
      case ROWS -> -1;
    };
  }

  /**
   * Computes how many numbers a sample has.
   *
   * @param sample its shape
   * @return the product of its sides
   * @throws ArithmeticException if it passes an int
   */
  public static int size(List<Integer> sample) {
    int size = 1;
    for (int side : sample) {
      size = Math.multiplyExact(size, side);
    }
    return size;
  }
}
