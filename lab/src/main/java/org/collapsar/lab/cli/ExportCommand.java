package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.collapsar.BadInputException;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.run.EventExport;
import org.collapsar.lab.run.RunDirectory;
import org.collapsar.lab.run.RunExport;
import org.collapsar.lab.run.RunRecords;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Writes what a run's network makes of its training samples. */
@Command(
    name = "export",
    description = {
      "Write the features of every layer, the labels and the weights of a run's checkpoint.",
      "features.npz has layer-01 to layer-L [n x width], labels.npy the classes, and"
          + " weights.safetensors W_1 to W_L [width x inputs], as measure takes them.",
      "With --tensorboard: the numbers of every epoch of any runs, and their figures, as event"
          + " files."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar export runs/mine/seed-1 --out exported",
      "  collapsar measure --features exported/features.npz --labels exported/labels.npy",
      "  collapsar measure --features exported/features.npz:layer-08 \\",
      "      --labels exported/labels.npy --weights exported/weights.safetensors:W_9",
      "  collapsar export runs/mine --tensorboard events"
    })
final class ExportCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private DataOptions data;

  @Parameters(
      paramLabel = "RUN",
      description =
          "Directory of one run, such as runs/mine/seed-1; with --tensorboard also of an experiment"
              + " or a sweep.")
  private String run;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output directory for features, labels and weights.")
  private @Nullable String out;

  @Option(
      names = "--tensorboard",
      paramLabel = "DIR",
      description = "Output directory for TensorBoard's event files, one per run.")
  private @Nullable String tensorboard;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  ExportCommand() {}

  @Override
  public Integer call() {
    if ((out == null) == (tensorboard == null)) {
      throw new BadInputException(
          out == null
              ? "expected --out or --tensorboard, found neither"
              : "--out and --tensorboard exclude each other");
    }
    if (tensorboard != null) {
      return events(tensorboard);
    }
    Path target = OutputDirectory.check(main.terminal(), String.valueOf(out));
    RunExport export =
        RunExport.write(
            main.terminal().resolve(run),
            target,
            data.directory(main.terminal()),
            main.progress(),
            main.threads());
    if (main.json()) {
      ObjectNode document =
          DocumentType.EXPORT
              .begin()
              .put("epoch", export.epoch())
              .put("samples", export.samples())
              .put("features", export.features().toString())
              .put("labels", export.labels().toString())
              .put("weights", export.weights().toString());
      export.widths().forEach(document.putArray("widths")::add);
      main.print(document);
    } else {
      main.terminal()
          .out()
          .printf(
              "epoch %d, %d samples, %d layers of widths %s%n",
              export.epoch(),
              export.samples(),
              export.widths().size(),
              String.join(", ", export.widths().stream().map(String::valueOf).toList()));
      main.terminal().out().println("features: " + export.features());
      main.terminal().out().println("labels: " + export.labels());
      main.terminal().out().println("weights: " + export.weights());
    }
    return Exit.DONE;
  }

  private int events(String directory) {
    Path path = main.terminal().resolve(run);
    Path target = OutputDirectory.check(main.terminal(), "--tensorboard", directory);
    List<Path> files =
        EventExport.write(RunRecords.below(path), new RunDirectory(path).figures(), target);
    if (main.json()) {
      ObjectNode document = DocumentType.EXPORT.begin();
      files.forEach(file -> document.withArray("events").add(file.toString()));
      main.print(document);
    } else {
      files.forEach(file -> main.terminal().out().println("events: " + file));
    }
    return Exit.DONE;
  }
}
