package org.collapsar.lab.page;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.files.AtomicFile;
import org.collapsar.lab.claim.ClaimResult;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.run.RunRecord;
import org.jspecify.annotations.Nullable;

/**
 * Page about several experiments, each of which has a page of its own: one table with every claim
 * and every theorem, what was measured, and whether it holds.
 */
public final class SummaryPage {

  private static final List<String> SCRIPTS = List.of("axes.js", "page.js", "summary.js");

  /**
   * Experiment on the page.
   *
   * @param info what it says about itself
   * @param status in a word
   * @param message why it is not done, or null
   * @param page its own page, relative to this one; null without
   * @param made of its runs with something measured; null without
   */
  public record Entry(
      ExperimentInfo info,
      String status,
      @Nullable String message,
      @Nullable String page,
      @Nullable ExperimentRuns made) {

    /** {@return the runs that have measured something} */
    public List<RunRecord> runs() {
      return made == null ? List.of() : made.runs();
    }

    /** {@return the claims judged, in the order of the experiment} */
    public List<ClaimResult> claims() {
      return made == null ? List.of() : made.claims();
    }
  }

  private SummaryPage() {}

  /**
   * Writes the page.
   *
   * @param file to be written or replaced
   * @param entries in the order of the page
   * @throws BadInputException if there is none
   * @throws FailedException if the file cannot be written
   */
  public static void write(Path file, List<Entry> entries) {
    byte[] page = html(entries).toString().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(page));
  }

  static Html html(List<Entry> entries) {
    if (entries.isEmpty()) {
      throw new BadInputException("expected at least one experiment, found none");
    }
    List<SummaryRows> rows = entries.stream().map(SummaryRows::of).toList();
    String title = entries.size() + " experiments, claim by claim";
    return HtmlPage.of(
        title,
        "summary",
        Html.of(
            """
            <h1>{}</h1>
            {}{}<h2 id="experiments">Experiments</h2>
            <ul class="gallery">
            {}</ul>
            """,
            title,
            verdict(rows),
            table(entries, rows),
            Html.each(entries, SummaryPage::card)),
        "Made by Collapsar from the run directories alone: every number is computed from their CSV"
            + " files.",
        Map.of(),
        SCRIPTS);
  }

  private static Html verdict(List<SummaryRows> all) {
    int claims = all.stream().mapToInt(SummaryRows::claims).sum();
    int holding = all.stream().mapToInt(SummaryRows::claimsHolding).sum();
    int theorems = all.stream().mapToInt(SummaryRows::theorems).sum();
    int applying = all.stream().mapToInt(SummaryRows::theoremsApplying).sum();
    int broken = all.stream().mapToInt(SummaryRows::theoremsBroken).sum();
    boolean good = holding == claims && broken == 0;
    String sentence =
        (holding == claims
                ? "All %d claims hold.".formatted(claims)
                : "%d of %d claims hold.".formatted(holding, claims))
            + (theorems == 0
                ? ""
                : " Of %d theorems evaluated on runs %d have hypotheses that hold, and of these %s."
                    .formatted(
                        theorems,
                        applying,
                        broken == 0
                            ? "every bound holds"
                            : broken + (broken == 1 ? " bound is" : " bounds are") + " broken"));
    return Html.of(
        "<p class=\"verdict {}\"><span class=\"symbol\" aria-hidden=\"true\">{}</span>"
            + " <span>{}</span></p>\n",
        good ? "good" : "bad",
        good ? Parts.TICK : Parts.CROSS,
        sentence);
  }

  private static Html table(List<Entry> entries, List<SummaryRows> rows) {
    Html.Builder body = Html.builder();
    for (int i = 0; i < entries.size(); i++) {
      body.add(heading(entries.get(i))).add(rows.get(i).html());
    }
    return Html.of(
        """
        <p class="small">Claims are ours or the papers' and are judged on all runs of an experiment. Theorems \
        are evaluated on every run at its end; the row shows the run with the least slack (bound over value, \
        or value over a lower bound: 1 is tight) and the tightest bound that is proved. Where a hypothesis \
        fails there is no bound.</p>
        <div class="card scroll" tabindex="0" role="region" aria-label="Claims and theorems"><table class="claims summary">
        <thead><tr><th scope="col">Claim</th><th scope="col">Theorem or figure</th>\
        <th scope="col">Measured</th><th scope="col">Bound</th><th scope="col">Holds?</th></tr></thead>
        <tbody>
        {}</tbody></table></div>
        """,
        body.build());
  }

  private static Html heading(Entry entry) {
    return Html.of(
        "<tr class=\"of\"><th colspan=\"5\" scope=\"rowgroup\">{}"
            + " <span class=\"small\">{}</span></th></tr>\n",
        title(entry),
        facts(entry));
  }

  private static Html title(Entry entry) {
    return entry.page == null
        ? Html.text(entry.info.title())
        : Html.of("<a href=\"{}\">{}</a>", Html.Address.beside(entry.page), entry.info.title());
  }

  private static String facts(Entry entry) {
    int runs = entry.runs().size();
    String counted = runs == 1 ? "1 run" : runs + " runs";
    return entry.info.id()
        + ", "
        + counted
        + (entry.status.equals("done") ? "" : ", " + entry.status)
        + (entry.message == null ? "" : ": " + entry.message);
  }

  /** The first figure as a picture, with the way to the page that has them all. */
  private static Html card(Entry entry) {
    Html picture = Html.NONE;
    ExperimentRuns made = entry.made;
    if (made != null && !made.figures().all().isEmpty()) {
      try {
        picture =
            Html.of(
                "<img alt=\"{}\" src=\"{}\">",
                entry.info.figures().get(0).title(),
                Html.Address.svg(made.figures().svg(made.figures().all().get(0))));
      } catch (FailedException e) {
        picture = Html.of("<p class=\"note\">No figure: {}.</p>", String.valueOf(e.getMessage()));
      }
    }
    return Html.of(
        "<li class=\"card\"><h3>{}</h3><p class=\"small\">{}</p>{}</li>\n",
        title(entry),
        facts(entry),
        picture);
  }
}
