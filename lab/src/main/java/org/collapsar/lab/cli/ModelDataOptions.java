package org.collapsar.lab.cli;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.data.FeatureFiles;
import org.collapsar.data.images.ImageSet;
import org.collapsar.files.Shaping;
import org.collapsar.lab.config.ConfigOverride;
import org.collapsar.lab.model.FeatureJob;
import org.collapsar.lab.model.ModelRequest;
import org.collapsar.lab.model.TrainingFeatures;
import org.collapsar.model.ClassifierChoice;
import org.collapsar.model.ModelDevice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * A trained network whose features are the data of an experiment. They are written to a file beside
 * the runs, as {@code features} writes them, and the experiment reads that file: so runs are
 * resumed, certified and exported without the network, and refuse features that have changed.
 */
final class ModelDataOptions {
  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "Trained network in ONNX or TorchScript. Its features of --images replace data.features"
              + " and data.labels; they are written to features.safetensors beside the runs.")
  private @Nullable String model;

  @Option(
      names = "--trust-model",
      description =
          "Run a network that is a program, as TorchScript is: it can do what you can. Only for"
              + " files whose author you trust.")
  private boolean trustModel;

  @Option(
      names = "--images",
      paramLabel = "IMAGES",
      description = "The images: images:PATH, or the name of a data set, as for measure --data.")
  private @Nullable String images;

  @Option(
      names = "--features-layer",
      paramLabel = "NAME",
      description = "Tensor to use as features (default: the input of the classifier).")
  private @Nullable String featuresLayer;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description =
          "Device of the network: cpu (default), cuda or cuda:N. Of --model, or of a convolutional"
              + " network that is trained (train.device).")
  private @Nullable String device;

  @ArgGroup(exclusive = false)
  private ImageOptions which = new ImageOptions();

  @ArgGroup(exclusive = false)
  private PreparationOptions preparation = new PreparationOptions();

  /** Whether there is a network. */
  boolean isGiven() {
    return model != null || images != null;
  }

  /** What {@code --device} means where no network is run: that of the one that is trained. */
  List<ConfigOverride> training() {
    return isGiven() || device == null
        ? List.of()
        : List.of(new ConfigOverride("--device " + device, "train.device", device));
  }

  /**
   * Runs the network over the images, and writes what it makes of them.
   *
   * @param directory of the experiment, checked already
   * @return the keys that name the file
   * @throws BadInputException if an option is missing, or the network and the images do not fit
   */
  List<ConfigOverride> write(Main main, DataOptions data, Path directory) {
    Terminal terminal = main.terminal();
    if (model == null) {
      throw new BadInputException("--model: expected the file of a network, found none");
    }
    if (images == null) {
      throw new BadInputException(
          "--images: expected images, as images:DIR or images:FILE.zip, found none");
    }
    ModelRequest request =
        new ModelRequest(
            terminal.resolve(Terminal.named("--model", model)),
            trustModel,
            List.of(featuresLayer == null ? "features" : featuresLayer),
            new ClassifierChoice(featuresLayer, null),
            Shaping.NONE,
            preparation.options(),
            which.skipBroken(),
            device(),
            main.threads());
    TrainingFeatures written;
    ReadingNotes notes = new ReadingNotes();
    try (MeasureProgress progress = new MeasureProgress(main.progress(), notes);
        FeatureJob job = FeatureJob.open(request, progress);
        ImageSet set =
            NetworkOptions.opener(data.directory(terminal), main.progress())
                .open(NetworkOptions.place(terminal, images), which.options(terminal, "train"))) {
      set.info().notes().forEach(notes::note);
      written = TrainingFeatures.write(job, set, directory);
    }
    notes.print(terminal, true);
    return List.of(
        override("name", FeatureFiles.NAME),
        override("features", written.features()),
        override("labels", written.labels()),
        override("description", written.description()));
  }

  private ConfigOverride override(String key, String value) {
    return new ConfigOverride("--model " + model, "data." + key, "\"" + escaped(value) + "\"");
  }

  /** As YAML has it between double quotes. */
  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private ModelDevice device() {
    if (device == null) {
      return ModelDevice.CPU;
    }
    try {
      return ModelDevice.parse(device);
    } catch (BadInputException e) {
      throw new BadInputException("--" + e.getMessage(), e);
    }
  }
}
