package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.collapsar.lab.config.ExperimentJson;
import org.collapsar.lab.config.Presets;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.experiment.DataConfig;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.run.SweepFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Lists the experiments that come with the program. */
@Command(
    name = "presets",
    description = "List the experiments that come with the program.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar presets", //
      "  collapsar presets --json"
    })
final class PresetsCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  PresetsCommand() {}

  @Override
  public Integer call() {
    ObjectNode document = DocumentType.PRESETS.begin();
    ArrayNode presets = document.putArray("presets");
    PrintStream out = main.terminal().out();
    for (String id : Presets.IDS) {
      Sweep sweep = Presets.readSweep(id, false, List.of());
      Experiment quick = sweep.first();
      Experiment full = Presets.readSweep(id, true, List.of()).first();
      ObjectNode preset = presets.addObject();
      preset
          .put("id", id)
          .put("title", quick.info().title())
          .put("summary", quick.info().summary())
          .put("headline", Presets.HEADLINE.contains(id))
          .put("seeds", quick.seeds());
      if (sweep.varies()) {
        preset.put("cells", sweep.cells().size()).set("axes", SweepFiles.axes(sweep));
      }
      preset.set("config", ExperimentJson.config(quick, quick.seed()));
      preset.set("config_full", ExperimentJson.config(full, full.seed()));
      if (quick.data().needsFiles()) {
        preset.put("needs", DataConfig.NEEDS_FILES);
      }
      quick.network().module().ifPresent(module -> preset.put("module", module.name()));
      if (!main.json()) {
        out.printf("%-27s %s%n", id, quick.info().title());
        if (quick.data().needsFiles()) {
          out.printf("%-27s %s%n", "", DataConfig.NEEDS_FILES);
        }
        quick
            .network()
            .module()
            .ifPresent(
                module -> out.printf("%-27s needs the module %s%n", "", module.nameAndSize()));
        if (sweep.varies()) {
          out.printf("%-27s %s%n", "", varied(sweep));
        }
        if (quick.info().source() != null) {
          out.printf("%-27s %s%n", "", quick.info().source().citation());
        }
      }
    }
    document.putArray("missing"); // there was something once, and readers may ask
    if (main.json()) {
      main.print(document);
    }
    return Exit.DONE;
  }

  /** For example "sweep over linear layers (5) and weight decay (2): 10 cells of 3 runs". */
  private static String varied(Sweep sweep) {
    String axes =
        sweep.axes().stream()
            .map(axis -> axis.name() + " (" + axis.labels().size() + ")")
            .collect(Collectors.joining(" and "));
    int seeds = sweep.first().seeds();
    return "sweep over "
        + axes
        + ": "
        + sweep.cells().size()
        + " cells of "
        + (seeds == 1 ? "1 run" : seeds + " runs");
  }
}
