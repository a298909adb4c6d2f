package org.collapsar.lab.report;

import java.util.List;
import org.collapsar.lab.run.RunRecord;

/** Pages of runs with the claims that these make themselves. */
final class ReportPages {
  private ReportPages() {}

  static String html(List<RunRecord> runs) {
    return ReportPage.html(runs, Claims.evaluate(runs));
  }
}
