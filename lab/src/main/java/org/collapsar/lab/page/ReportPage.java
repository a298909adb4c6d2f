package org.collapsar.lab.page;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.files.AtomicFile;
import org.collapsar.lab.html.Html;

/** Writes the report page of runs. */
public final class ReportPage {

  private static final List<String> SCRIPTS =
      Stream.concat(
              HtmlPage.CURVES.stream(),
              Stream.of("sweep.js", "matrices.js", "parity.js", "simplex.js", "start.js"))
          .toList();

  private ReportPage() {}

  /**
   * Writes the page for runs of one experiment or of several, finished or not.
   *
   * @throws BadInputException if there is no run
   * @throws org.collapsar.FailedException if the file cannot be written
   */
  public static void write(Path file, List<ExperimentRuns> experiments) {
    byte[] page = html(experiments).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(page));
  }

  /**
   * The text of that page.
   *
   * @throws BadInputException if there is no run
   */
  public static String html(List<ExperimentRuns> experiments) {
    return page(experiments).toString();
  }

  private static Html page(List<ExperimentRuns> experiments) {
    if (experiments.isEmpty()) {
      throw new BadInputException("expected at least one run to report on, found none");
    }
    String title =
        experiments.size() == 1
            ? experiments.get(0).info().title()
            : experiments.size() + " experiments";
    List<ExperimentSection> sections =
        IntStream.range(0, experiments.size())
            .mapToObj(i -> new ExperimentSection(i, experiments.get(i)))
            .toList();
    return HtmlPage.of(
        title,
        "report",
        contents(sections).and(Html.each(sections, ExperimentSection::html)),
        "Made by Collapsar from the run directories alone: every number is computed from"
            + " their CSV files.",
        Map.of("report-data", PageData.json(experiments)),
        SCRIPTS);
  }

  /** A list of the experiments, where there are several. */
  private static Html contents(List<ExperimentSection> sections) {
    return sections.size() == 1
        ? Html.NONE
        : Html.of(
            """
            <h1>{} experiments</h1>
            <nav aria-label="Experiments"><ul class="contents">
            {}</ul></nav>
            """,
            sections.size(),
            Html.each(sections, ExperimentSection::entry));
  }
}
