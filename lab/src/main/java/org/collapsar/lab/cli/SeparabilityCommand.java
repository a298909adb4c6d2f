package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.collapsar.data.DataSplit;
import org.collapsar.data.DatasetRows;
import org.collapsar.files.ClassLabels;
import org.collapsar.files.LabelledTables;
import org.collapsar.files.TableRules;
import org.collapsar.lab.certify.SeparabilityJson;
import org.collapsar.lab.document.JsonWriter;
import org.collapsar.lab.html.Signs;
import org.collapsar.lab.run.RunData;
import org.collapsar.theory.Separability;
import org.collapsar.theory.SeparationCertificate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Certifies whether data are linearly separable. */
@Command(
    name = "separability",
    description =
        "Certify whether each class of some data is linearly separable from all others through the"
            + " origin (Wu and Mondelli, Definition 5.2): margin and separator, or weights that"
            + " prove that no separator exists. Files: ${bundle:formats}.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar separability --features x.npy --labels y.npy",
      "  collapsar separability runs/wu2025-generalisation/samplesPerClass=16/seed-1 --out"
          + " certified",
      "%nFor a run, its training samples are certified, scaled as in training. The margin tau of a"
          + " class belongs to a separator of norm M = 1. Only tau/M matters; the last column"
          + " divides it by the largest norm of a sample, as if the data were in the unit ball. The"
          + " true margin lies between the printed one and the printed one plus the gap. --out and"
          + " --json give separators and weights in full."
    })
final class SeparabilityCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private DataOptions data;

  @ArgGroup private Source source = new Source();

  @Option(names = "--out", paramLabel = "DIR", description = "Write separability.json there.")
  private @Nullable String out;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  SeparabilityCommand() {}

  /** A run or files. */
  static final class Source {
    @Parameters(
        paramLabel = "RUN",
        arity = "0..1",
        description = "Directory of a run. Without it, give --features and --labels.")
    private @Nullable String run;

    @ArgGroup(exclusive = false)
    private SampleOptions files = new SampleOptions();
  }

  @Override
  public Integer call() {
    Path directory = out == null ? null : OutputDirectory.check(main.terminal(), out);
    return source.run == null ? ofFiles(directory, source.files) : ofRun(directory, source.run);
  }

  private int ofRun(@Nullable Path directory, String run) {
    Path path = main.terminal().resolve(run);
    DataSplit split = RunData.of(path, data.directory(main.terminal()), main.progress());
    DatasetRows rows = new DatasetRows(split.train(), path + ": training samples");
    Separability certified =
        Separability.of(rows, rows.labels(), split.train().classes(), main.threads());
    return end(directory, run, certified, null, List.of());
  }

  private int ofFiles(@Nullable Path directory, SampleOptions files) {
    Terminal terminal = main.terminal();
    String expected = "a file, or the directory of a run";
    TableRules rules = files.rules(terminal);
    ReadingNotes notes = new ReadingNotes();
    try (LabelledTables samples =
        LabelledTables.openOne(
            files.features(terminal, expected),
            files.labels(terminal, expected),
            rules,
            0,
            raw -> ClassLabels.of(raw, rules.labels(), 0),
            notes::note)) {
      ClassLabels classes = samples.labels();
      Separability certified =
          Separability.of(
              samples.one().rows(),
              classes.column().labels(),
              classes.column().classes(),
              main.threads());
      notes.print(terminal, main.json());
      return end(directory, files.typed(), certified, classes, notes.all());
    }
  }

  private int end(
      @Nullable Path directory,
      String source,
      Separability s,
      @Nullable ClassLabels labels,
      List<String> notes) {
    ObjectNode document = SeparabilityJson.document(source, s, labels, notes);
    if (directory != null) {
      OutputDirectory.create(directory);
      JsonWriter.write(directory.resolve("separability.json"), document);
    }
    if (main.json()) {
      main.print(document);
    } else {
      print(source, s, labels == null ? List.of() : labels.names(), main.terminal().out());
      if (directory != null) {
        main.terminal().out().println("\ndocument: " + directory.resolve("separability.json"));
      }
    }
    return Exit.DONE;
  }

  private static void print(String source, Separability s, List<String> names, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s: %d samples, d = %d, %d classes, largest norm %.6g%n%n",
        source,
        s.samples(),
        s.dimension(),
        s.classes().size(),
        s.largestNorm());
    int width = Math.max(7, names.stream().mapToInt(String::length).max().orElse(0));
    out.printf(
        "%-" + width + "s %-14s %-12s %-10s %-8s %s%n",
        "class",
        "outcome",
        "margin tau",
        "gap",
        "support",
        "tau/norm");
    for (SeparationCertificate c : s.classes()) {
      boolean separable = c.outcome() == SeparationCertificate.Outcome.SEPARABLE;
      out.printf(
          "%-" + width + "s %-14s %-12s %-10s %-8d %s%n",
          names.isEmpty() ? Integer.toString(c.label()) : names.get(c.label()),
          SeparabilityJson.word(c.outcome()),
          separable
              ? number(c.lower())
              : Signs.shown("<=", Terminal.charset()) + " " + number(c.upper()),
          separable ? String.format(Locale.ROOT, "%.1e", c.upper() - c.lower()) : "",
          c.support().length,
          separable ? number(c.lower() / s.largestNorm()) : "");
    }
    out.println();
    out.println(
        s.separable()
            ? "linearly separable: tau/M = "
                + number(s.margin() / s.largestNorm())
                + " once the samples are divided by the largest norm"
            : "not certified as linearly separable");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
