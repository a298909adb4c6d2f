package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.collapsar.BadInputException;
import org.collapsar.data.images.ImageSet;
import org.collapsar.lab.measure.FeatureFile;
import org.collapsar.lab.model.FeatureExport;
import org.collapsar.lab.model.FeatureJob;
import org.collapsar.lab.model.ModelRequest;
import org.collapsar.metrics.MetricValue;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Writes what a trained network makes of images. */
@Command(
    name = "features",
    description = {
      "Run a trained network over images and write the features of its layers, with the labels, the"
          + " classifier's weights and bias, and what was done to the images.",
      "measure takes the file as it is; in NPZ or safetensors, other programs read it as well."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar features --model net.onnx --data images:DIR_OR_ZIP --preprocess imagenet \\",
      "      --layers features,logits --to F.safetensors",
      "  collapsar measure --features F.safetensors"
    })
final class FeaturesCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private DataOptions data;

  @ArgGroup(exclusive = false)
  private NetworkOptions network = new NetworkOptions();

  @Option(
      names = "--layers",
      paramLabel = "NAME",
      split = ",",
      description =
          "Tensors to write: names, patterns, features, logits or auto (default: features,logits).")
  private List<String> layers = List.of("features", "logits");

  @ArgGroup private TableOptions.DeepOptions deep = new TableOptions.DeepOptions();

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "Output file, NAME.safetensors or NAME.npz; an existing file is replaced.")
  private String to;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  FeaturesCommand() {}

  @Override
  public Integer call() {
    Terminal terminal = main.terminal();
    ModelRequest request =
        network.request(
            terminal, MeasuredNetworkOptions.words(layers), deep.shaping(), main.threads());
    Path file = target();
    FeatureExport export;
    ReadingNotes notes = new ReadingNotes();
    try (MeasureProgress progress = new MeasureProgress(main.progress(), notes);
        FeatureJob job = FeatureJob.open(request, progress);
        ImageSet set =
            NetworkOptions.opener(data.directory(terminal), main.progress())
                .open(network.data(terminal), network.which(terminal, "test"))) {
      set.info().notes().forEach(notes::note);
      export = FeatureExport.write(job, set, file);
    }
    if (main.json()) {
      notes.print(terminal, true);
      ObjectNode document = export.document();
      main.print(document.put("file", file.toString()));
      return Exit.DONE;
    }
    PrintStream out = terminal.out();
    out.println(
        export.accuracy() instanceof MetricValue.Undefined u
            ? "accuracy undefined, " + u.reason()
            : "accuracy " + MeasureText.number(export.accuracy(), 4));
    ModelText.facts(export.facts(), out);
    MeasureText.paragraph("layers:        ", String.join(", ", export.layers()), out);
    notes.print(terminal, false);
    out.println("features: " + file);
    return Exit.DONE;
  }

  /** Where the file goes: known before the network runs. */
  private Path target() {
    Path file = main.terminal().resolve(Terminal.named("--to", to));
    FeatureFile.checkName("--to", file);
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory) || Files.isDirectory(file)) {
      throw new BadInputException(
          "--to "
              + to
              + ": expected a file in a directory that is there, found "
              + (Files.isDirectory(file) ? "a directory" : "none"));
    }
    return file;
  }
}
