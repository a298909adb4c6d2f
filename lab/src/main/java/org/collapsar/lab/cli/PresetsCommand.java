package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.collapsar.lab.config.Experiment;
import org.collapsar.lab.config.ExperimentJson;
import org.collapsar.lab.config.Presets;
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
    ObjectNode document =
        JsonNodeFactory.instance.objectNode().put("schema", "collapsar/presets/1");
    ArrayNode presets = document.putArray("presets");
    PrintStream out = main.terminal().out();
    for (String id : Presets.IDS) {
      Experiment quick = Presets.read(id, false, List.of());
      Experiment full = Presets.read(id, true, List.of());
      ObjectNode preset = presets.addObject();
      preset
          .put("id", id)
          .put("title", quick.info().title())
          .put("summary", quick.info().summary())
          .put("headline", Presets.HEADLINE.contains(id))
          .put("seeds", quick.seeds());
      preset.set("config", ExperimentJson.config(quick, quick.seed()));
      preset.set("config_full", ExperimentJson.config(full, full.seed()));
      if (!main.json()) {
        out.printf("%-16s %s%n", id, quick.info().title());
        if (quick.info().source() != null) {
          out.printf("%-16s %s%n", "", quick.info().source().citation());
        }
      }
    }
    if (main.json()) {
      main.print(document);
    }
    return Exit.DONE;
  }
}
