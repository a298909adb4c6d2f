package org.collapsar.lab.cli;

import org.collapsar.BadInputException;
import org.collapsar.data.images.PreprocessingOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is done to an image before the network sees it. */
final class PreparationOptions {
  @Option(
      names = "--preprocess",
      paramLabel = "NAME",
      description =
          "Preprocessing: none (default: [0, 1] at the image's own size), imagenet, imagenet-tf or"
              + " cifar10. --input-size, --mean, --std, --range, --layout and --colour override"
              + " parts of it.")
  private @Nullable String preset;

  @Option(
      names = "--input-size",
      paramLabel = "SIDE|HxW",
      description = "Size of the network's input in pixels.")
  private @Nullable String inputSize;

  @Option(
      names = "--mean",
      paramLabel = "M,M,M",
      description = "Mean that is subtracted, per channel.")
  private @Nullable String mean;

  @Option(
      names = "--std",
      paramLabel = "S,S,S",
      description = "Standard deviation that divides, per channel.")
  private @Nullable String std;

  @Option(
      names = "--range",
      paramLabel = "LOW,HIGH",
      description = "Values of black and white before mean and deviation, for example 0,1 or -1,1.")
  private @Nullable String range;

  @Option(
      names = "--layout",
      paramLabel = "NAME",
      description = "Layout of the input, nchw or nhwc, if the network does not tell.")
  private @Nullable String layout;

  @Option(
      names = "--colour",
      paramLabel = "NAME",
      description = "Order of the channels: rgb (default), bgr or grey.")
  private @Nullable String colour;

  /**
   * What was said.
   *
   * @throws BadInputException if something makes no sense, by the name of its option
   */
  PreprocessingOptions options() {
    PreprocessingOptions options =
        new PreprocessingOptions(preset, inputSize, mean, std, range, layout, colour);
    try {
      options.resolve();
    } catch (BadInputException e) {
      // Configurations call these as the options, and the preset by another name.
      String message =
          String.valueOf(e.getMessage()).replaceFirst("^preprocessing:", "preprocess:");
      throw new BadInputException("--" + message, e);
    }
    return options;
  }
}
