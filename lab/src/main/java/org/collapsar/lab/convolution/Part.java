package org.collapsar.lab.convolution;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A part of a network on images. Names are the beginnings of those of its tensors. */
public sealed interface Part {
  /**
   * What it makes.
   *
   * @throws Unfitting if it cannot take {@code in}
   */
  Extent after(Extent in);

  /** Tells of its tensors, in their order. */
  default void tensors(Extent in, Consumer<ParameterSpec> each) {}

  /** Multiplications, each with an addition, of a forward pass over a sample. */
  default double products(Extent in) {
    return 0;
  }

  /** A part does not fit what is before it. */
  final class Unfitting extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unfitting(String message) {
      super(message);
    }
  }

  /** Square kernels, the image padded by zeros. */
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

  /** max(x, 0). */
  record Relu() implements Part {
    @Override
    public Extent after(Extent in) {
      return in;
    }
  }

  /** The largest number, or the mean, of squares of {@code side} pixels that do not overlap. */
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

  /** The mean of each channel. */
  record GlobalAverage() implements Part {
    @Override
    public Extent after(Extent in) {
      image(in, "a global average");
      return Extent.vector(in.channels());
    }
  }

  /** An image as a vector, channel by channel and row by row. */
  record Flatten() implements Part {
    @Override
    public Extent after(Extent in) {
      return Extent.vector(in.numbers());
    }
  }

  /** W x, and b. */
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

  /** The sum of a branch and of a shortcut; a shortcut without parts is what comes in. */
  record Residual(List<Part> branch, List<Part> shortcut) implements Part {
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

  /** The channels that come in, and behind them those of a branch. */
  record Concatenation(List<Part> branch) implements Part {
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

  /** What parts make, one after the other. */
  static Extent after(List<Part> parts, Extent in) {
    for (Part part : parts) {
      in = part.after(in);
    }
    return in;
  }

  /** Tells of the tensors of parts, one after the other. */
  static void tensors(List<Part> parts, Extent in, Consumer<ParameterSpec> each) {
    for (Part part : parts) {
      part.tensors(in, each);
      in = part.after(in);
    }
  }

  /** The sum of {@link #products(Extent)}. */
  static double products(List<Part> parts, Extent in) {
    double sum = 0;
    for (Part part : parts) {
      sum += part.products(in);
      in = part.after(in);
    }
    return sum;
  }

  /** Whether batch norm is among parts, or within them. */
  static boolean anyBatchNorm(List<Part> parts) {
    return parts.stream()
        .anyMatch(
            part ->
                part instanceof BatchNorm
                    || (part instanceof Residual r
                        && (anyBatchNorm(r.branch) || anyBatchNorm(r.shortcut)))
                    || (part instanceof Concatenation c && anyBatchNorm(c.branch)));
  }

  /** A part, then batch norm where there is any: what most networks are made of. */
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
