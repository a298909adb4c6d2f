package org.collapsar.lab.page;

import java.util.List;
import org.collapsar.lab.run.RunRecord;

/** Pages of runs with the claims that these make themselves. */
public final class ReportPages {
  private ReportPages() {}

  public static String html(List<RunRecord> runs) {
    return ReportPage.html(ExperimentRuns.group(runs)).toString();
  }
}
