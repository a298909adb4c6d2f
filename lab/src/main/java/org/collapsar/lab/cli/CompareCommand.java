package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.collapsar.BadInputException;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.page.ComparePage;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.RunRecords;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Makes one page of runs overlaid. */
@Command(
    name = "compare",
    description =
        "Write one HTML page of 2 to 20 runs overlaid, over the epochs, at the same training loss,"
            + " and at the same training accuracy.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar compare runs/a/seed-1 runs/b/seed-1 --out both.html",
      "  collapsar compare runs/wu2025-fig1a --metrics loss,nc1.total"
    })
final class CompareCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "Directories of runs; of experiments or sweeps, for all their runs.")
  private List<String> runs;

  @Option(
      names = "--metrics",
      paramLabel = "ID",
      split = ",",
      description =
          "Metrics to draw: columns of metrics.csv, or of layers, as nc1.quotient@last (default:"
              + " the first six that two of the runs have).")
  private List<String> metrics = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "File of the page (default: compare.html).")
  private @Nullable String out;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  CompareCommand() {}

  @Override
  public Integer call() {
    List<RunRecord> records = new ArrayList<>();
    for (String run : runs) {
      records.addAll(RunRecords.below(main.terminal().resolve(run)));
    }
    Path page =
        main.terminal().resolve(out == null ? "compare.html" : Terminal.named("--out", out));
    if (Files.isDirectory(page)) {
      throw new BadInputException("--out " + out + ": expected a file, found a directory");
    }
    ComparePage.write(page, records, metrics);
    if (main.json()) {
      ObjectNode document = DocumentType.COMPARE.begin().put("page", page.toString());
      ArrayNode list = document.putArray("runs");
      records.forEach(run -> list.add(run.directory().toString()));
      main.print(document);
    } else {
      main.terminal().out().println("compared " + records.size() + " runs: " + page);
    }
    return Exit.DONE;
  }
}
