package org.collapsar.lab.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.lab.page.SummaryPage;
import org.jspecify.annotations.Nullable;

/** The page about several outcomes together. */
final class SummaryReport {
  private SummaryReport() {}

  /**
   * Writes report.html beside the experiments' directories.
   *
   * @param base the directory that all of them are in
   * @return the page, or null where nothing has been measured
   * @throws org.collapsar.FailedException if it cannot be written
   */
  static @Nullable Path write(List<ExperimentOutcome> outcomes, Path base) {
    List<SummaryPage.Entry> entries = new ArrayList<>();
    for (ExperimentOutcome outcome : outcomes) {
      entries.add(
          new SummaryPage.Entry(
              outcome.info(),
              outcome.status().word(),
              outcome.message(),
              outcome.report() == null ? null : OutcomeJson.relative(base, outcome.report()),
              outcome.made()));
    }
    if (entries.stream().allMatch(entry -> entry.runs().isEmpty())) {
      return null;
    }
    Path page = base.resolve("report.html");
    SummaryPage.write(page, entries);
    return page;
  }
}
