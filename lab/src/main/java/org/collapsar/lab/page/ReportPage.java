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

/** Report page of runs. */
public final class ReportPage {

  /** Those of pages with figures of every kind. */
  static final List<String> SCRIPTS =
      Stream.concat(Scripts.FIGURES.stream(), Stream.of("start.js")).toList();

  private ReportPage() {}

  /**
   * Writes the page for runs of one experiment or of several, finished or not.
   *
   * @param file to be written or replaced
   * @param experiments at least one
   * @throws BadInputException if there is no run
   * @throws org.collapsar.FailedException if the file cannot be written
   */
  public static void write(Path file, List<ExperimentRuns> experiments) {
    byte[] page = html(experiments).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(page));
  }

  /**
   * Makes the text of that page.
   *
   * @param experiments at least one
   * @return a whole document
   * @throws BadInputException if there is no run
   */
  public static String html(List<ExperimentRuns> experiments) {
    return page(experiments).toString();
  }

  /**
   * {@return the content security policy of every such page} Its scripts are the same for all runs,
   * so that the policy tells nothing of any.
   */
  public static String policy() {
    return HtmlPage.policyOf(SCRIPTS);
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
