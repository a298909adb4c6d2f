package org.collapsar.lab.cli;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.data.images.ImageSetOptions;
import org.collapsar.data.images.ImageSets;
import org.collapsar.files.Shaping;
import org.collapsar.lab.model.ImageOpener;
import org.collapsar.lab.model.ModelRequest;
import org.collapsar.model.ClassifierChoice;
import org.collapsar.model.ModelDevice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** A trained network that is run over images: measure, certify, features. */
final class NetworkOptions {
  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "Trained network in ONNX or TorchScript, to run over images.")
  private @Nullable String model;

  @Option(
      names = "--trust-model",
      description =
          "Run a network that is a program, as TorchScript is: it can do what you can. Only for"
              + " files whose author you trust.")
  private boolean trustModel;

  @Option(
      names = "--data",
      paramLabel = "IMAGES",
      description =
          "The images: images:PATH of a folder with one folder per class, or of a ZIP or tar"
              + " archive of one; or a data set such as cifar10.")
  private @Nullable String data;

  @Option(
      names = "--features-layer",
      paramLabel = "NAME",
      description = "Tensor to use as features (default: the input of the classifier).")
  private @Nullable String featuresLayer;

  @Option(
      names = "--classifier",
      paramLabel = "NAME",
      description =
          "Linear layer to use as the classifier, by the name of its weights, output or operator"
              + " (default: the last one).")
  private @Nullable String classifier;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "Device of the network: cpu (default), cuda or cuda:N.")
  private String device = "cpu";

  @ArgGroup(exclusive = false)
  private ImageOptions images = new ImageOptions();

  @ArgGroup(exclusive = false)
  private PreparationOptions preparation = new PreparationOptions();

  /** Whether there is one, or images for it. */
  boolean isGiven() {
    return model != null || data != null;
  }

  /**
   * The network, and how it is run.
   *
   * @param layers what is kept
   * @throws BadInputException if something is missing or makes no sense
   */
  ModelRequest request(Terminal terminal, List<String> layers, Shaping shaping, int threads) {
    if (model == null) {
      throw new BadInputException("--model: expected the file of a network, found none");
    }
    ModelDevice where;
    try {
      where = ModelDevice.parse(device);
    } catch (BadInputException e) {
      throw new BadInputException("--" + e.getMessage(), e);
    }
    return new ModelRequest(
        terminal.resolve(Terminal.named("--model", model)),
        trustModel,
        layers,
        new ClassifierChoice(featuresLayer, classifier),
        shaping,
        preparation.options(),
        images.skipBroken(),
        where,
        threads);
  }

  /** The file of the network, as it was typed. */
  Path model(Terminal terminal) {
    return terminal.resolve(String.valueOf(model));
  }

  /**
   * The images.
   *
   * @throws BadInputException if none were named
   */
  String data(Terminal terminal) {
    if (data == null) {
      throw new BadInputException(
          "--data: expected images, as images:DIR or images:FILE.zip, found none");
    }
    return place(terminal, data);
  }

  /** With the path behind images: from where the command was typed. */
  static String place(Terminal terminal, String given) {
    int colon = given.indexOf(':');
    if (colon < 0 || colon == given.length() - 1) {
      return given;
    }
    return given.substring(0, colon + 1) + terminal.resolve(given.substring(colon + 1));
  }

  /**
   * Which of the images, and what their classes are.
   *
   * @param otherwise the split that is taken where nothing was said
   */
  ImageSetOptions which(Terminal terminal, String otherwise) {
    return images.options(terminal, otherwise);
  }

  /** Opens images as they were named. */
  static ImageOpener opener(DataDirectory directory, FetchListener listener) {
    return (argument, options) -> {
      try {
        return ImageSets.open(argument, options, directory, listener);
      } catch (BadInputException e) {
        String message = String.valueOf(e.getMessage());
        throw message.startsWith("data: ") ? new BadInputException("--" + message, e) : e;
      }
    };
  }
}
