package org.collapsar.lab.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.collapsar.lab.claim.ClaimResult;
import org.collapsar.lab.job.ExperimentOutcome;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.RunResult;
import org.collapsar.metrics.MetricValue;

/** Outcomes as a person reads them at the end of a command. */
final class OutcomeText {
  /** More of them, in a sweep, are counted and not listed. */
  private static final int MOST_INTERRUPTED = 8;

  private OutcomeText() {}

  static void print(ExperimentOutcome outcome, PrintStream out) {
    long done = outcome.runs().stream().filter(r -> r.status() == RunRecord.Status.DONE).count();
    out.println(
        outcome.info().id()
            + ": "
            + outcome.status().word()
            + ", "
            + done
            + " of "
            + outcome.runs().size()
            + " runs finished");
    long interrupted =
        outcome.runs().stream().filter(r -> r.status() == RunRecord.Status.INTERRUPTED).count();
    boolean many = interrupted > MOST_INTERRUPTED;
    if (many) {
      out.println(interrupted + " runs interrupted: continue with collapsar resume");
    }
    for (RunResult run : outcome.runs()) {
      boolean told = many && run.status() == RunRecord.Status.INTERRUPTED;
      if (run.message() != null && !told) {
        out.println(run.name() + ": " + run.status().word() + ": " + run.message());
      }
    }
    claims(outcome.claims(), out);
    if (outcome.table() != null) {
      out.println("table: " + outcome.table());
    }
    if (outcome.report() != null) {
      out.println("report: " + outcome.report());
    } else {
      out.println("runs: " + outcome.directory());
    }
  }

  static void claims(Iterable<ClaimResult> claims, PrintStream out) {
    if (!claims.iterator().hasNext()) {
      return;
    }
    String line = "%-6s %-10s %-14s %s%n";
    out.println();
    out.printf(Locale.ROOT, line, "holds", "number", "required", "claim");
    for (ClaimResult c : claims) {
      String number =
          c.value() instanceof MetricValue.Defined d
              ? String.format(Locale.ROOT, "%.4g", d.value())
              : "-";
      // The bound in full is in the report; a third needs no sixteen digits here.
      String required = c.required().replaceAll("(\\.\\d{4})\\d+", "$1..");
      out.printf(
          Locale.ROOT,
          line,
          c.holds() ? "yes" : "NO",
          number,
          required,
          c.text() + " (" + c.metric() + ", " + c.quantity() + ")");
      if (c.value() instanceof MetricValue.Undefined u) {
        out.println("       no number " + u.reason());
      }
    }
    out.println();
  }
}
