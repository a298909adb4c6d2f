package org.collapsar.lab.cli;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.Shaping;
import org.collapsar.lab.measure.MeasureSettings;
import org.collapsar.lab.model.ModelMeasureRequest;
import org.collapsar.model.LayerSelection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A trained network that is measured on images. */
final class MeasuredNetworkOptions {
  private static final int THUMBNAILS = 10;

  @Mixin private NetworkOptions network = new NetworkOptions();

  @Option(
      names = "--layers",
      paramLabel = "NAME",
      split = ",",
      description =
          "Tensors to measure: names, patterns, features, logits or auto (default: the residual"
              + " stages, or the inputs of the layers).")
  private List<String> layers = List.of(LayerSelection.AUTO);

  @Option(
      names = "--test-split",
      paramLabel = "NAME",
      description = "Another split of the same images, measured as test samples.")
  private @Nullable String testSplit;

  @Option(
      names = "--ood-data",
      paramLabel = "IMAGES",
      description = "Out-of-distribution images; adds the metrics of NC5.")
  private @Nullable String otherData;

  @Option(
      names = "--what-if",
      paramLabel = "N",
      arity = "0..1",
      fallbackValue = "300",
      description =
          "Also tell by how much each similar preprocessing would change nc1.quotient and the"
              + " accuracy, on N images (default: 300).")
  private int whatIf;

  @Option(
      names = "--no-thumbnails",
      description = "Show no images on the page, for images that must not be shared.")
  private boolean noThumbnails;

  NetworkOptions network() {
    return network;
  }

  boolean isGiven() {
    return network.isGiven();
  }

  ModelMeasureRequest request(
      Terminal terminal, Shaping shaping, MeasureSettings settings, int threads) {
    if (whatIf < 0) {
      throw new BadInputException(
          "--what-if: expected a whole number of at least 1, found " + whatIf);
    }
    return new ModelMeasureRequest(
        network.request(terminal, words(layers), shaping, threads),
        network.data(terminal),
        network.which(terminal, "test"),
        testSplit == null ? null : Terminal.named("--test-split", testSplit),
        otherData == null ? null : NetworkOptions.place(terminal, otherData),
        settings,
        whatIf,
        noThumbnails || !settings.drawn() ? 0 : THUMBNAILS);
  }

  static List<String> words(List<String> layers) {
    List<String> words = layers.stream().map(String::strip).toList();
    if (words.isEmpty() || words.contains("")) {
      throw new BadInputException(
          "--layers: expected names separated by commas, found an empty one");
    }
    return words;
  }
}
