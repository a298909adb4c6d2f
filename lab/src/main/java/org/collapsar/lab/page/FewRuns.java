package org.collapsar.lab.page;

import java.util.List;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.run.RunRecord;

/** The runs that tables of single runs show: a page of a thousand folded tables opens slowly. */
final class FewRuns {
  /** How many at most. */
  static final int MOST = 50;

  private static final int MOST_FOLDS = 3;

  /** Lines of a list that paper shows. */
  private static final int MOST_LINES = 30;

  private FewRuns() {}

  /** The first of them. */
  static List<RunRecord> of(List<RunRecord> runs) {
    return runs.subList(0, Math.min(MOST, runs.size()));
  }

  /**
   * The tables of runs below each other: the first one open, the others folded away. More than
   * three others share one fold, so that what follows them is not pages below; paper leaves it
   * closed.
   *
   * @param titles of the tables
   * @param tables as many
   */
  static Html folded(List<String> titles, List<Html> tables) {
    if (tables.isEmpty()) {
      return Html.NONE;
    }
    Html first = Html.of("<p>{}</p>\n{}", Parts.capitalised(titles.get(0)), tables.get(0));
    Html.Builder others = Html.builder();
    for (int i = 1; i < tables.size(); i++) {
      others.add(Parts.fold(titles.get(i), tables.get(i)));
    }
    int count = tables.size() - 1;
    return Html.of(
        "{}{}",
        first,
        count <= MOST_FOLDS
            ? others.build()
            : Html.of(
                "<details class=\"card fold\" data-many=\"yes\"><summary>{} other runs</summary>{}</details>\n",
                count,
                others.build()));
  }

  /**
   * The value of data-many of a fold with a line per run: with {@code yes} paper leaves it closed.
   */
  static String many(int runs) {
    return runs > MOST_LINES ? "yes" : "no";
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
