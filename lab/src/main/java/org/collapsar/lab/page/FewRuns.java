package org.collapsar.lab.page;

import java.util.List;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.run.RunRecord;

/** The runs that tables of single runs show: a page of a thousand folded tables opens slowly. */
final class FewRuns {
  /** How many at most. */
  static final int MOST = 50;

  private FewRuns() {}

  /** The first of them. */
  static List<RunRecord> of(List<RunRecord> runs) {
    return runs.subList(0, Math.min(MOST, runs.size()));
  }

  /**
   * A sentence on those that are left out; empty where there are none.
   *
   * @param file where their numbers are
   */
  static Html note(List<RunRecord> runs, String file) {
    return runs.size() <= MOST
        ? Html.NONE
        : Html.of(
            "<p class=\"small\">The first {} of {} runs are shown; {} of each has its own.</p>\n",
            MOST,
            runs.size(),
            file);
  }
}
