package org.collapsar.lab.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.lab.job.RunVerifier;
import org.collapsar.lab.job.Verification;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.RunRecords;
import org.collapsar.lab.run.TableComparison;
import org.collapsar.lab.run.TableComparison.Difference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Trains runs again from their records. */
@Command(
    name = "verify",
    description =
        "Train runs again from their records, and compare every table byte by byte; exit code 1"
            + " where something differs.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar verify runs/wu2025-fig1a                      all its runs",
      "  collapsar verify runs/wu2025-fig1a/seed-2 --quick 10   the first ten epochs of one"
    })
final class VerifyCommand implements Callable<Integer> {
  /** Columns that differ, of a table, at most; the others are counted. */
  private static final int MOST = 6;

  @ParentCommand private Main main;
  @Mixin private JobOptions jobs;
  @Mixin private DataOptions data;

  @Parameters(paramLabel = "RUN", description = "Directory of a run, an experiment or a sweep.")
  private String run;

  @Option(
      names = "--quick",
      paramLabel = "N",
      description = "Train the first N epochs only. Claims are not judged then.")
  private @Nullable Integer quick;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Keep the new runs in this directory (default: they are deleted).")
  private @Nullable String out;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  VerifyCommand() {}

  @Override
  public Integer call() throws IOException {
    if (quick != null && quick < 0) {
      throw new BadInputException("--quick: expected a whole number of at least 0, found " + quick);
    }
    List<RunRecord> recorded = RunRecords.below(main.terminal().resolve(run));
    if (out != null) {
      Path kept = OutputDirectory.check(main.terminal(), out);
      OutputDirectory.create(kept);
      return verify(recorded, kept);
    }
    Path temporary = Files.createTempDirectory("collapsar-verify");
    try {
      return verify(recorded, temporary);
    } finally {
      delete(temporary);
    }
  }

  private int verify(List<RunRecord> recorded, Path below) {
    Verification found =
        new RunVerifier(jobs.job(main, data), main.interruption())
            .verify(recorded, below, quick == null ? OptionalInt.empty() : OptionalInt.of(quick));
    if (main.json()) {
      main.print(found.document());
    } else {
      print(found, main.terminal().out());
    }
    return found.same() ? Exit.DONE : Exit.FAILED;
  }

  private static void print(Verification found, PrintStream out) {
    for (Verification.Run run : found.runs()) {
      out.println(
          "%s, up to epoch %d: %s"
              .formatted(run.name(), run.epochs(), run.same() ? "the same bytes" : "not the same"));
      run.tables().forEach(table -> table(table, out));
      run.other().forEach(file -> out.println("  " + file + ": other bytes"));
    }
    long kept = found.claims().stream().filter(Verification.Claim::sameVerdict).count();
    if (!found.claims().isEmpty()) {
      out.println("claims: " + kept + " of " + found.claims().size() + " judged as before");
    } else if (!found.epochsOfAll()) {
      out.println("claims: not judged, because not all epochs were trained");
    }
    for (Verification.Claim claim : found.claims()) {
      if (!claim.sameVerdict()) {
        out.println(
            "  %s: %s before, %s now"
                .formatted(
                    claim.recorded().id(),
                    words(claim.recorded().holds()),
                    words(claim.again().holds())));
      }
    }
    found
        .machines()
        .forEach(
            (what, pair) ->
                out.println(
                    "%s: recorded %s, here %s"
                        .formatted(what.replace('_', ' '), pair.get(0), pair.get(1))));
  }

  private static String words(boolean holds) {
    return holds ? "holds" : "does not hold";
  }

  private static void table(TableComparison table, PrintStream out) {
    if (table.problem() != null) {
      out.println("  " + table.file() + ": " + table.problem());
    }
    out.println(
        "  %s: %s"
            .formatted(
                table.file(),
                table.different() == 0
                    ? "%d rows are the same".formatted(table.rows())
                    : "%d of %d rows differ".formatted(table.different(), table.rows())));
    for (Difference each :
        table.differences().subList(0, Math.min(MOST, table.differences().size()))) {
      out.println(
          "    %s: %s, from epoch %d on, %s"
              .formatted(
                  each.what(),
                  each.rows() == 1 ? "1 row" : each.rows() + " rows",
                  each.firstEpoch(),
                  Double.isNaN(each.largest())
                      ? "undefined on one side"
                      : String.format(Locale.ROOT, "at most %.2g of the number", each.largest())));
    }
    if (table.differences().size() > MOST) {
      out.println("    and %d more".formatted(table.differences().size() - MOST));
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new FailedException(directory + ": cannot be deleted (" + e.getMessage() + ")", e);
    }
  }
}
