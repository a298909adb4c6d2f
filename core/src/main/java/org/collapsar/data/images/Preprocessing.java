package org.collapsar.data.images;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * The preprocessing of a picture before a network sees it, in this order: colour, resize, crop of
 * the centre, then for each channel x = ((low + (high - low) p / maximum) - mean) / std in double,
 * rounded to float once. Pixels between those of the picture are floats before that. Longer than
 * other files because every part has its method with Javadoc.
 *
 * @param preset the name it began with: none, imagenet, imagenet-tf or cifar10
 * @param resize null to keep the size
 * @param resampling how the pixels of a resized picture are computed
 * @param cropHeight pixels; 0 to crop nothing
 * @param cropWidth pixels; 0 to crop nothing
 * @param low what black becomes before mean and deviation
 * @param high what white becomes before mean and deviation
 * @param mean one number, or one for each channel as the network takes them
 * @param std likewise, positive
 * @param colour the channels that the network takes
 * @param layout the order in which the network takes the numbers
 */
public record Preprocessing(
    String preset,
    @Nullable Resize resize,
    Resampling resampling,
    int cropHeight,
    int cropWidth,
    double low,
    double high,
    List<Double> mean,
    List<Double> std,
    Colour colour,
    Layout layout) {

  /** Black 0, white 1, at the size that the pictures have. */
  public static final Preprocessing NONE =
      new Preprocessing(
          "none",
          null,
          Resampling.BILINEAR,
          0,
          0,
          0,
          1,
          List.of(0.0),
          List.of(1.0),
          Colour.RGB,
          Layout.NCHW);

  /** torchvision's for ImageNet: shorter side 256, centre 224 x 224, its mean and deviation. */
  public static final Preprocessing IMAGENET =
      NONE.named("imagenet")
          .withResize(Resize.shortSide(256))
          .withCrop(224, 224)
          .withMean(List.of(0.485, 0.456, 0.406))
          .withStd(List.of(0.229, 0.224, 0.225));

  /** Keras's for MobileNet, Inception, Xception: 224 x 224, p / 127.5 - 1. */
  public static final Preprocessing IMAGENET_TF =
      NONE.named("imagenet-tf").withResize(Resize.exactly(224, 224)).withRange(-1, 1);

  /** 32 x 32, mean and deviation of CIFAR-10's training images. */
  public static final Preprocessing CIFAR10 =
      NONE.named("cifar10")
          .withResize(Resize.exactly(32, 32))
          .withMean(List.of(0.4914, 0.4822, 0.4465))
          .withStd(List.of(0.2470, 0.2435, 0.2616));

  /** All presets, in the order to be listed. */
  public static final List<Preprocessing> PRESETS = List.of(NONE, IMAGENET, IMAGENET_TF, CIFAR10);

  /**
   * Checks the numbers.
   *
   * @param preset the name it began with: none, imagenet, imagenet-tf or cifar10
   * @param resize null to keep the size
   * @param resampling how the pixels of a resized picture are computed
   * @param cropHeight pixels; 0 to crop nothing
   * @param cropWidth pixels; 0 to crop nothing
   * @param low what black becomes before mean and deviation
   * @param high what white becomes before mean and deviation
   * @param mean one number, or one for each channel as the network takes them
   * @param std likewise, positive
   * @param colour the channels that the network takes
   * @param layout the order in which the network takes the numbers
   * @throws BadInputException unless mean and std have one number or one per channel, std is
   *     positive, all are finite, and black is not white
   * @throws IllegalArgumentException unless the crop has both sides or none
   */
  public Preprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    requireNumbers("mean", mean, colour);
    requireNumbers("std", std, colour);
    for (double s : std) {
      if (!(s > 0)) {
        throw new BadInputException("std: expected numbers above 0, found " + plain(s));
      }
    }
    if (!Double.isFinite(low) || !Double.isFinite(high) || low == high) {
      throw new BadInputException(
          "range: expected two different numbers, found " + plain(low) + ", " + plain(high));
    }
    if ((cropHeight > 0) != (cropWidth > 0) || cropHeight < 0 || cropWidth < 0) {
      throw new IllegalArgumentException("crop: expected both sides or none");
    }
  }

  private static void requireNumbers(String what, List<Double> numbers, Colour colour) {
    if (numbers.size() != 1 && numbers.size() != colour.channels()) {
      throw new BadInputException(
          what
              + ": expected "
              + (colour.channels() == 1 ? "1 number" : "1 number or " + colour.channels())
              + " ("
              + colour.title()
              + "), found "
              + numbers.size());
    }
    for (double number : numbers) {
      if (!Double.isFinite(number)) {
        throw new BadInputException(what + ": expected finite numbers, found " + number);
      }
    }
  }

  /**
   * Looks up a preset.
   *
   * @param preset one of the names of {@link #PRESETS}
   * @return the preset of that name
   * @throws BadInputException when there is none
   */
  public static Preprocessing of(String preset) {
    for (Preprocessing p : PRESETS) {
      if (p.preset().equals(preset)) {
        return p;
      }
    }
    throw new BadInputException(
        "preprocessing: expected one of "
            + PRESETS.stream().map(Preprocessing::preset).collect(Collectors.joining(", "))
            + ", found '"
            + preset
            + "'");
  }

  /**
   * {@return the mean of a channel}
   *
   * @param c channel as the network takes them, from 0
   */
  public double mean(int c) {
    return mean.get(mean.size() == 1 ? 0 : c);
  }

  /**
   * {@return the deviation of a channel}
   *
   * @param c channel as the network takes them, from 0
   */
  public double std(int c) {
    return std.get(std.size() == 1 ? 0 : c);
  }

  private Preprocessing named(String name) {
    return new Preprocessing(
        name, resize, resampling, cropHeight, cropWidth, low, high, mean, std, colour, layout);
  }

  /**
   * Makes the same with another resize.
   *
   * @param to the size before the crop; null to keep the picture's
   * @return a copy that differs in this alone
   */
  public Preprocessing withResize(@Nullable Resize to) {
    return new Preprocessing(
        preset, to, resampling, cropHeight, cropWidth, low, high, mean, std, colour, layout);
  }

  /**
   * Makes the same with another method of resizing.
   *
   * @param by the method
   * @return a copy that differs in this alone
   */
  public Preprocessing withResampling(Resampling by) {
    return new Preprocessing(
        preset, resize, by, cropHeight, cropWidth, low, high, mean, std, colour, layout);
  }

  /**
   * Makes the same with another crop of the centre.
   *
   * @param height pixels; 0 for all of the picture
   * @param width pixels; 0 for all of the picture
   * @return a copy that differs in this alone
   * @throws IllegalArgumentException if one side alone is 0, or one is negative
   */
  public Preprocessing withCrop(int height, int width) {
    return new Preprocessing(
        preset, resize, resampling, height, width, low, high, mean, std, colour, layout);
  }

  /**
   * Makes the same for the size that a network takes. Where there is a crop it becomes the crop,
   * and the resize keeps its proportion to it; else pictures are resized to it.
   *
   * @param height pixels, at least 1
   * @param width pixels, at least 1
   * @return a copy that differs in this alone
   */
  public Preprocessing withInputSize(int height, int width) {
    if (cropHeight == 0) {
      return withResize(Resize.exactly(height, width));
    }
    Preprocessing cropped = withCrop(height, width);
    if (resize == null) {
      return cropped;
    }
    if (resize.shortSide() > 0) {
      double scale = resize.shortSide() / (double) Math.min(cropHeight, cropWidth);
      int shorter = (int) Math.round(scale * Math.min(height, width));
      return cropped.withResize(Resize.shortSide(Math.max(shorter, Math.max(height, width))));
    }
    return cropped.withResize(
        Resize.exactly(
            (int) Math.round(resize.height() / (double) cropHeight * height),
            (int) Math.round(resize.width() / (double) cropWidth * width)));
  }

  /**
   * Makes the same with other numbers for black and white, before mean and deviation.
   *
   * @param black what 0 becomes
   * @param white what the picture's maximum becomes
   * @return a copy that differs in this alone
   * @throws BadInputException if they are equal or not finite
   */
  public Preprocessing withRange(double black, double white) {
    return new Preprocessing(
        preset, resize, resampling, cropHeight, cropWidth, black, white, mean, std, colour, layout);
  }

  /**
   * Makes the same with another mean.
   *
   * @param numbers one, or one per channel
   * @return a copy that differs in this alone
   * @throws BadInputException if there are not as many, or one is not finite
   */
  public Preprocessing withMean(List<Double> numbers) {
    return new Preprocessing(
        preset, resize, resampling, cropHeight, cropWidth, low, high, numbers, std, colour, layout);
  }

  /**
   * Makes the same with another deviation.
   *
   * @param numbers one, or one per channel, positive
   * @return a copy that differs in this alone
   * @throws BadInputException if there are not as many, or one is not finite or not positive
   */
  public Preprocessing withStd(List<Double> numbers) {
    return new Preprocessing(
        preset,
        resize,
        resampling,
        cropHeight,
        cropWidth,
        low,
        high,
        mean,
        numbers,
        colour,
        layout);
  }

  /**
   * Makes the same with other channels. Mean and deviation stay where they are: they belong to the
   * channels as the network takes them.
   *
   * @param channels that the network takes
   * @return a copy that differs in this alone
   * @throws BadInputException where there are three means or deviations and one channel
   */
  public Preprocessing withColour(Colour channels) {
    return new Preprocessing(
        preset, resize, resampling, cropHeight, cropWidth, low, high, mean, std, channels, layout);
  }

  /**
   * Makes the same with the numbers in another order.
   *
   * @param order in which the network takes them
   * @return a copy that differs in this alone
   */
  public Preprocessing withLayout(Layout order) {
    return new Preprocessing(
        preset, resize, resampling, cropHeight, cropWidth, low, high, mean, std, colour, order);
  }

  /**
   * {@return the height that a picture of these sides gets, in pixels}
   *
   * @param pictureHeight pixels
   * @param pictureWidth pixels
   */
  public int heightOf(int pictureHeight, int pictureWidth) {
    return cropHeight > 0
        ? cropHeight
        : resize == null ? pictureHeight : resize.heightOf(pictureHeight, pictureWidth);
  }

  /**
   * {@return the width that a picture of these sides gets, in pixels}
   *
   * @param pictureHeight pixels
   * @param pictureWidth pixels
   */
  public int widthOf(int pictureHeight, int pictureWidth) {
    return cropWidth > 0
        ? cropWidth
        : resize == null ? pictureWidth : resize.widthOf(pictureHeight, pictureWidth);
  }

  /**
   * Prepares a picture for the network.
   *
   * @param picture of any size
   * @return the numbers that the network takes, [C x H x W] or [H x W x C]
   * @throws BadInputException if the crop is larger than the picture
   */
  public float[] apply(Picture picture) {
    float[] values =
        new float
            [colour.channels()
                * heightOf(picture.height(), picture.width())
                * widthOf(picture.height(), picture.width())];
    apply(picture, values, 0);
    return values;
  }

  /**
   * Prepares a picture as {@link #apply(Picture)} does, into an array.
   *
   * @param picture of any size
   * @param target gets the numbers from {@code offset} on
   * @param offset place of the first number
   * @throws BadInputException if the crop is larger than the picture
   */
  public void apply(Picture picture, float[] target, int offset) {
    PixelWork.apply(this, picture, target, offset);
  }

  /**
   * Shows what the network sees: the picture coloured, resized and cropped, before numbers are
   * scaled. Rounded to bytes; red, green and blue in this order whatever the network takes.
   *
   * @param picture of any size
   * @return a picture of numbers 0 to 255
   * @throws BadInputException if the crop is larger than the picture
   */
  public Picture seen(Picture picture) {
    return PixelWork.seen(this, picture);
  }

  /**
   * {@return all choices in one line, for example "RGB, shorter side 256 (bilinear), centre 224 x
   * 224, in [0, 1], .."}
   */
  public String describe() {
    List<String> parts = new ArrayList<>();
    parts.add(colour.title());
    if (resize == null) {
      parts.add("own size");
    } else {
      parts.add(
          (resize.shortSide() > 0 ? resize.toString() : "resized to " + resize)
              + " ("
              + resampling.title()
              + ")");
    }
    if (cropHeight > 0) {
      parts.add("centre " + cropHeight + " x " + cropWidth);
    }
    parts.add("in [" + plain(low) + ", " + plain(high) + "]");
    if (!isPlain()) {
      parts.add("mean " + numbers(mean));
      parts.add("std " + numbers(std));
    }
    parts.add(layout.name());
    return String.join(", ", parts);
  }

  private boolean isPlain() {
    return mean.stream().allMatch(m -> m == 0) && std.stream().allMatch(s -> s == 1);
  }

  private static String numbers(List<Double> numbers) {
    return numbers.stream().map(Preprocessing::plain).collect(Collectors.joining(" "));
  }

  static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? Long.toString((long) number)
        : String.format(Locale.ROOT, "%s", number);
  }

  /**
   * Choice that differs from another one in one thing which people get wrong, for "what if".
   *
   * @param name short, such as "BGR"
   * @param description a clause, such as "blue, green, red instead of red, green, blue"
   * @param preprocessing the choice
   */
  public record Neighbour(String name, String description, Preprocessing preprocessing) {}

  /** {@return the neighbouring choices, none equal to this one} */
  public List<Neighbour> neighbours() {
    return Neighbours.of(this);
  }

  /** Channels in the order in which pictures have them, as the network takes them. */
  int[] channelOrder() {
    return switch (colour) {
      case BGR -> new int[] {2, 1, 0};
      case RGB, GREY -> IntStream.range(0, colour.channels()).toArray();
    };
  }
}
