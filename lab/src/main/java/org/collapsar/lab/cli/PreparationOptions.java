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
          "none (default: [0, 1] at its own size), imagenet, imagenet-tf or cifar10; the options"
              + " below overrule its parts.")
  private @Nullable String preset;

  @Option(
      names = "--input-size",
      paramLabel = "SIDE|HxW",
      description = "Pixels that the network takes.")
  private @Nullable String inputSize;

  @Option(names = "--mean", paramLabel = "M,M,M", description = "Subtracted, of each channel.")
  private @Nullable String mean;

  @Option(names = "--std", paramLabel = "S,S,S", description = "Divided by, of each channel.")
  private @Nullable String std;

  @Option(
      names = "--range",
      paramLabel = "LOW,HIGH",
      description = "What black and white become before mean and deviation, as 0,1 or -1,1.")
  private @Nullable String range;

  @Option(
      names = "--layout",
      paramLabel = "NAME",
      description = "nchw or nhwc, where the network does not say it.")
  private @Nullable String layout;

  @Option(
      names = "--colour",
      paramLabel = "NAME",
      description = "rgb (default), bgr or grey: the order of the channels.")
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
