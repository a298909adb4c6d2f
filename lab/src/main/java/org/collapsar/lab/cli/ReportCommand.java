package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.collapsar.BadInputException;
import org.collapsar.lab.claim.ClaimResult;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.job.OutcomeJson;
import org.collapsar.lab.page.ExperimentRuns;
import org.collapsar.lab.page.ReportPage;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.RunRecords;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Makes one page of any runs, and judges their claims again from metrics.csv. */
@Command(
    name = "report",
    description = "Write one HTML page about runs, finished or unfinished, and judge their claims.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar report runs/wu2025-fig1a",
      "  collapsar report runs/a/seed-1 runs/b/seed-1 --out both.html"
    })
final class ReportCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "Directories of runs; of experiments or sweeps, for all their runs.")
  private List<String> runs;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "File of the page (default: report.html, in the directory if only one is given, else"
              + " here).")
  private @Nullable String out;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  ReportCommand() {}

  @Override
  public Integer call() {
    List<RunRecord> records = new ArrayList<>();
    for (String run : runs) {
      records.addAll(RunRecords.below(main.terminal().resolve(run)));
    }
    Path page = page();
    List<ExperimentRuns> experiments = ExperimentRuns.group(records);
    ReportPage.write(page, experiments);
    List<ClaimResult> claims =
        experiments.stream().flatMap(experiment -> experiment.claims().stream()).toList();
    if (main.json()) {
      ObjectNode document = DocumentType.REPORT.begin().put("report", page.toString());
      document.set("claims", OutcomeJson.claims(claims));
      main.print(document);
    } else {
      OutcomeText.claims(claims, main.terminal().out());
      main.terminal().out().println("report: " + page);
    }
    return Exit.DONE;
  }

  private Path page() {
    if (out == null) {
      String directory = runs.size() == 1 ? runs.get(0) : "";
      return main.terminal().resolve(directory).resolve("report.html");
    }
    Path page = main.terminal().resolve(Terminal.named("--out", out));
    if (Files.isDirectory(page)) {
      throw new BadInputException("--out " + out + ": expected a file, found a directory");
    }
    return page;
  }
}
