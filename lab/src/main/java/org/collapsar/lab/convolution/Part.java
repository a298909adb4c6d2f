package org.collapsar.lab.convolution;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Part of a network on images. Names are the beginnings of those of its tensors. */
public sealed interface Part {
  /**
   * Tells what it makes.
   *
   * @param in what it takes
   * @return the form of its output
   * @throws Unfitting if it cannot take {@code in}
   */
  Extent after(Extent in);

  /**
   * Tells of its tensors, in their order.
   *
   * @param in what it takes
   * @param each hears of each tensor
   */
  default void tensors(Extent in, Consumer<ParameterSpec> each) {}

  /**
   * {@return the multiplications, each with an addition, of a forward pass over a sample}
   *
   * @param in what it takes
   */
  default double products(Extent in) {
    return 0;
  }

  /** Thrown where a part does not fit what is before it. */
  final class Unfitting extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unfitting(String message) {
      super(message);
    }
  }

  /**
   * Convolution with square kernels, the image padded by zeros.
   *
   * @param name beginning of the names of its tensors
   * @param channels that it makes
   * @param kernel side of a kernel, in pixels
   * @param stride in pixels, both ways
   * @param padding in pixels, on all sides
   * @param bias whether it has one
   * @param startsAtZero whether its kernels are 0 at first
   */
  record Convolution(
      String name,
      int channels,
      int kernel,
      int stride,
      int padding,
      boolean bias,
      boolean startsAtZero)
      implements Part {
    /** A 3 x 3 convolution that keeps the image's sides, or divides them by its stride. */
    static Convolution three(String name, int channels, int stride, boolean bias) {
      return new Convolution(name, channels, 3, stride, 1, bias, false);
    }

    @Override
    public Extent after(Extent in) {
      image(in, "a convolution");
      int height = (in.height() + 2 * padding - kernel) / stride + 1;
      int width = (in.width() + 2 * padding - kernel) / stride + 1;
      if (in.height() + 2 * padding < kernel || in.width() + 2 * padding < kernel) {
        throw new Unfitting("a kernel of " + kernel + " on an image of " + in);
      }
      // One pixel cannot be halved: what follows would be the same network without the stride.
      if (in.height() < stride || in.width() < stride) {
        throw new Unfitting("a stride of " + stride + " on an image of " + in);
      }
      return new Extent(channels, height, width, false);
    }

    @Override
    public void tensors(Extent in, Consumer<ParameterSpec> each) {
      each.accept(
          new ParameterSpec(
              name + ".weight",
              List.of((long) channels, (long) in.channels(), (long) kernel, (long) kernel),
              ParameterSpec.Role.KERNEL,
              in.channels() * kernel * kernel,
              startsAtZero));
      if (bias) {
        each.accept(new ParameterSpec(name + ".bias", ParameterSpec.Role.BIAS, channels));
      }
    }

    @Override
    public double products(Extent in) {
      return (double) after(in).numbers() * in.channels() * kernel * kernel;
    }
  }

  /**
   * Batch norm of each channel: (x - mean)/sqrt(variance + 1e-5) scale + shift, by the moments of
   * the batch in training, by running ones, of which a batch replaces a tenth, in evaluation.
   *
   * @param name beginning of the names of its tensors
   */
  record BatchNorm(String name) implements Part {
    /** Added to the variance. */
    public static final double EPSILON = 1e-5;

    /** Share of the running moments that a batch replaces. */
    public static final double SHARE = 0.1;

    @Override
    public Extent after(Extent in) {
      return in;
    }

    @Override
    public void tensors(Extent in, Consumer<ParameterSpec> each) {
      each.accept(new ParameterSpec(name + ".weight", ParameterSpec.Role.SCALE, in.channels()));
      each.accept(new ParameterSpec(name + ".bias", ParameterSpec.Role.SHIFT, in.channels()));
      each.accept(
          new ParameterSpec(name + ".running_mean", ParameterSpec.Role.MEAN, in.channels()));
      each.accept(
          new ParameterSpec(name + ".running_var", ParameterSpec.Role.VARIANCE, in.channels()));
    }
  }

  /** The function max(x, 0) of each number. */
  record Relu() implements Part {
    @Override
    public Extent after(Extent in) {
      return in;
    }
  }

  /**
   * Pooling: the largest number, or the mean, of squares of pixels that do not overlap.
   *
   * @param largest whether the largest is taken; else the mean
   * @param side of a square, in pixels
   */
  record Pool(boolean largest, int side) implements Part {
    @Override
    public Extent after(Extent in) {
      image(in, "pooling");
      if (in.height() < side || in.width() < side) {
        throw new Unfitting("pooling by " + side + " of an image of " + in);
      }
      return new Extent(in.channels(), in.height() / side, in.width() / side, false);
    }
  }

  /** Mean of each channel over all pixels. */
  record GlobalAverage() implements Part {
    @Override
    public Extent after(Extent in) {
      image(in, "a global average");
      return Extent.vector(in.channels());
    }
  }

  /** Image as a vector, channel by channel and row by row. */
  record Flatten() implements Part {
    @Override
    public Extent after(Extent in) {
      return Extent.vector(in.numbers());
    }
  }

  /**
   * Linear layer W x + b.
   *
   * @param name beginning of the names of its tensors
   * @param width neurons
   * @param bias whether there is b
   */
  record Linear(String name, int width, boolean bias) implements Part {
    @Override
    public Extent after(Extent in) {
      if (!in.vector()) {
        throw new Unfitting("a linear layer on an image of " + in);
      }
      return Extent.vector(width);
    }

    @Override
    public void tensors(Extent in, Consumer<ParameterSpec> each) {
      each.accept(
          new ParameterSpec(
              name + ".weight",
              List.of((long) width, (long) in.channels()),
              ParameterSpec.Role.MATRIX,
              in.channels(),
              false));
      if (bias) {
        each.accept(new ParameterSpec(name + ".bias", ParameterSpec.Role.BIAS, width));
      }
    }

    @Override
    public double products(Extent in) {
      return (double) width * in.channels();
    }
  }

  /**
   * Every {@code stride}-th pixel of every {@code stride}-th row, and zero channels on both sides:
   * the shortcut without parameters, option A of He et al. (CVPR 2016).
   *
   * @param channels that it makes, at least those that it takes
   * @param stride in pixels, both ways
   */
  record Subsample(int channels, int stride) implements Part {
    @Override
    public Extent after(Extent in) {
      image(in, "a shortcut");
      if (in.channels() > channels) {
        throw new Unfitting("a shortcut from " + in.channels() + " channels to " + channels);
      }
      return new Extent(
          channels, (in.height() - 1) / stride + 1, (in.width() - 1) / stride + 1, false);
    }
  }

  /**
   * Sum of a branch and of a shortcut; a shortcut without parts is what comes in.
   *
   * @param branch parts, one after the other
   * @param shortcut parts, one after the other
   */
  record Residual(List<Part> branch, List<Part> shortcut) implements Part {
    /**
     * Keeps copies of the lists.
     *
     * @param branch parts, one after the other
     * @param shortcut parts, one after the other
     */
    public Residual {
      branch = List.copyOf(branch);
      shortcut = List.copyOf(shortcut);
    }

    @Override
    public Extent after(Extent in) {
      Extent made = Part.after(branch, in);
      Extent beside = Part.after(shortcut, in);
      if (!made.equals(beside)) {
        throw new Unfitting("a block of " + made + " beside its shortcut of " + beside);
      }
      return made;
    }

    @Override
    public void tensors(Extent in, Consumer<ParameterSpec> each) {
      Part.tensors(branch, in, each);
      Part.tensors(shortcut, in, each);
    }

    @Override
    public double products(Extent in) {
      return Part.products(branch, in) + Part.products(shortcut, in);
    }
  }

  /**
   * Channels that come in, and behind them those of a branch.
   *
   * @param branch parts, one after the other
   */
  record Concatenation(List<Part> branch) implements Part {
    /**
     * Keeps a copy of the branch.
     *
     * @param branch parts, one after the other
     */
    public Concatenation {
      branch = List.copyOf(branch);
    }

    @Override
    public Extent after(Extent in) {
      return in.withChannels(in.channels() + Part.after(branch, in).channels());
    }

    @Override
    public void tensors(Extent in, Consumer<ParameterSpec> each) {
      Part.tensors(branch, in, each);
    }

    @Override
    public double products(Extent in) {
      return Part.products(branch, in);
    }
  }

  /**
   * Tells what parts make, one after the other.
   *
   * @param parts at least none
   * @param in what the first takes
   * @return the form of the last one's output
   * @throws Unfitting if one does not fit what is before it
   */
  static Extent after(List<Part> parts, Extent in) {
    for (Part part : parts) {
      in = part.after(in);
    }
    return in;
  }

  /**
   * Tells of the tensors of parts, one after the other.
   *
   * @param parts at least none
   * @param in what the first takes
   * @param each hears of each tensor
   * @throws Unfitting if one does not fit what is before it
   */
  static void tensors(List<Part> parts, Extent in, Consumer<ParameterSpec> each) {
    for (Part part : parts) {
      part.tensors(in, each);
      in = part.after(in);
    }
  }

  /**
   * {@return the sum of {@link #products(Extent)} of parts, one after the other}
   *
   * @param parts at least none
   * @param in what the first takes
   * @throws Unfitting if one does not fit what is before it
   */
  static double products(List<Part> parts, Extent in) {
    double sum = 0;
    for (Part part : parts) {
      sum += part.products(in);
      in = part.after(in);
    }
    return sum;
  }

  /**
   * {@return whether batch norm is among parts, or within them}
   *
   * @param parts at least none
   */
  static boolean anyBatchNorm(List<Part> parts) {
    return parts.stream()
        .anyMatch(
            part ->
                part instanceof BatchNorm
                    || (part instanceof Residual r
                        && (anyBatchNorm(r.branch) || anyBatchNorm(r.shortcut)))
                    || (part instanceof Concatenation c && anyBatchNorm(c.branch)));
  }

  /**
   * Makes a part, then batch norm where there is any: what most networks are made of.
   *
   * @param part whose outputs are normed
   * @param norm name of the batch norm
   * @param batchNorm whether there is any
   * @return one or two parts, a list that may be changed
   */
  static List<Part> normed(Part part, String norm, boolean batchNorm) {
    List<Part> parts = new ArrayList<>(List.of(part));
    if (batchNorm) {
      parts.add(new BatchNorm(norm));
    }
    return parts;
  }

  private static void image(Extent in, String what) {
    if (in.vector()) {
      throw new Unfitting(what + " on a vector of " + in);
    }
  }
}
