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
 * rounded to float once. Pixels between those of the picture are floats before that.
 *
 * @param preset the name it began with: none, imagenet, imagenet-tf or cifar10
 * @param resize null to keep the size
 * @param cropHeight pixels; 0 to crop nothing
 * @param cropWidth pixels; 0 to crop nothing
 * @param low what black becomes before mean and deviation
 * @param high what white becomes before mean and deviation
 * @param mean one number, or one for each channel as the network takes them
 * @param std likewise, positive
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

  /** In the order to be listed. */
  public static final List<Preprocessing> PRESETS = List.of(NONE, IMAGENET, IMAGENET_TF, CIFAR10);

  /**
   * @throws BadInputException unless mean and std have one number or one per channel, std is
   *     positive, all are finite, and black is not white
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
   * The preset of that name.
   *
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

  /** Mean of channel {@code c}. */
  public double mean(int c) {
    return mean.get(mean.size() == 1 ? 0 : c);
  }

  /** Deviation of channel {@code c}. */
  public double std(int c) {
    return std.get(std.size() == 1 ? 0 : c);
  }

  private Preprocessing named(String name) {
    return new Preprocessing(
        name, resize, resampling, cropHeight, cropWidth, low, high, mean, std, colour, layout);
  }

  /** Resized otherwise; null for not at all. */
  public Preprocessing withResize(@Nullable Resize to) {
    return new Preprocessing(
        preset, to, resampling, cropHeight, cropWidth, low, high, mean, std, colour, layout);
  }

  /** Resized by another method. */
  public Preprocessing withResampling(Resampling by) {
    return new Preprocessing(
        preset, resize, by, cropHeight, cropWidth, low, high, mean, std, colour, layout);
  }

  /** The centre of so many pixels; 0 and 0 for all of the picture. */
  public Preprocessing withCrop(int height, int width) {
    return new Preprocessing(
        preset, resize, resampling, height, width, low, high, mean, std, colour, layout);
  }

  /**
   * The size that the network takes. Where there is a crop it becomes the crop, and the resize
   * keeps its proportion to it; else pictures are resized to it.
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

  /** What black and white become before mean and deviation. */
  public Preprocessing withRange(double black, double white) {
    return new Preprocessing(
        preset, resize, resampling, cropHeight, cropWidth, black, white, mean, std, colour, layout);
  }

  /** Another mean: one number, or one per channel. */
  public Preprocessing withMean(List<Double> numbers) {
    return new Preprocessing(
        preset, resize, resampling, cropHeight, cropWidth, low, high, numbers, std, colour, layout);
  }

  /** Another deviation: one number, or one per channel. */
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
   * Other channels. Mean and deviation stay where they are: they belong to the channels as the
   * network takes them.
   *
   * @throws BadInputException where there are three means or deviations and one channel
   */
  public Preprocessing withColour(Colour channels) {
    return new Preprocessing(
        preset, resize, resampling, cropHeight, cropWidth, low, high, mean, std, channels, layout);
  }

  /** The same numbers in another order. */
  public Preprocessing withLayout(Layout order) {
    return new Preprocessing(
        preset, resize, resampling, cropHeight, cropWidth, low, high, mean, std, colour, order);
  }

  /** The height of what a picture of these sides becomes. */
  public int heightOf(int pictureHeight, int pictureWidth) {
    return cropHeight > 0
        ? cropHeight
        : resize == null ? pictureHeight : resize.heightOf(pictureHeight, pictureWidth);
  }

  /** The width of what a picture of these sides becomes. */
  public int widthOf(int pictureHeight, int pictureWidth) {
    return cropWidth > 0
        ? cropWidth
        : resize == null ? pictureWidth : resize.widthOf(pictureHeight, pictureWidth);
  }

  /**
   * The numbers that the network takes, [C x H x W] or [H x W x C].
   *
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
   * The same into {@code target[offset ..]}.
   *
   * @throws BadInputException if the crop is larger than the picture
   */
  public void apply(Picture picture, float[] target, int offset) {
    PixelWork.apply(this, picture, target, offset);
  }

  /**
   * What the network sees, as a picture: coloured, resized and cropped, before numbers are scaled.
   * Rounded to bytes; red, green and blue in this order whatever the network takes.
   */
  public Picture seen(Picture picture) {
    return PixelWork.seen(this, picture);
  }

  /**
   * In one line, for example "RGB, shorter side 256 (bilinear), centre 224 x 224, in [0, 1], ..".
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
   * Choices that differ from this one in one thing which people get wrong, for "what if".
   *
   * @param name short, such as "BGR"
   * @param description a clause, such as "blue, green, red instead of red, green, blue"
   */
  public record Neighbour(String name, String description, Preprocessing preprocessing) {}

  /** The neighbouring choices, none equal to this one. */
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
