package org.collapsar.lab.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
import org.collapsar.files.AtomicFile;
import org.collapsar.lab.run.RunRecord;

/**
 * Writes the report page: one HTML file with everything in it, which opens anywhere and asks no
 * network for anything (its content security policy forbids it to).
 */
public final class ReportPage {

  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  private ReportPage() {}

  /**
   * Writes the page for runs of one experiment or of several, finished or not.
   *
   * @throws BadInputException if there is no run
   * @throws org.collapsar.FailedException if the file cannot be written
   */
  public static void write(Path file, List<RunRecord> runs) {
    byte[] page = html(runs).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(page));
  }

  static String html(List<RunRecord> runs) {
    if (runs.isEmpty()) {
      throw new BadInputException("expected at least one run to report on, found none");
    }
    List<ExperimentRuns> experiments = ExperimentRuns.group(runs);
    String title =
        experiments.size() == 1
            ? experiments.get(0).info().title()
            : experiments.size() + " experiments";
    List<ExperimentSection> sections = experiments.stream().map(ExperimentSection::new).toList();
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
        img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="generator" content="Collapsar">
        <title>%s &#183; Collapsar</title>
        <link rel="icon" href="data:,">
        <style>
        %s</style>
        <script>
        try { const theme = localStorage.getItem('collapsar-theme');
          if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
        } catch (e) { /* no storage for this page */ }
        </script>
        </head>
        <body>
        <a class="skip" href="#main">Skip to the results</a>
        <div class="wrap bar"><div class="brand">Collapsar <span>report</span></div>\
        <button type="button" class="theme">Dark</button></div>
        <main id="main" class="wrap">
        %s%s</main>
        <footer class="wrap">Made by Collapsar from the run directories alone: every number is \
        computed from metrics.csv. Charts by Apache ECharts. This page holds all of its data and \
        loads nothing.</footer>
        <div id="spoken" class="visually-hidden" aria-live="polite"></div>
        <script type="application/json" id="report-data">%s</script>
        <script>%s</script>
        <script>
        %s</script>
        </body>
        </html>
        """
        .formatted(
            Html.text(title),
            resource("report.css"),
            contents(sections),
            sections.stream().map(ExperimentSection::html).collect(Collectors.joining()),
            Html.json(PageData.json(experiments)),
            Html.script(resource(ECHARTS)),
            Html.script(resource("report.js")));
  }

  /** A list of the experiments, where there are several. */
  private static String contents(List<ExperimentSection> sections) {
    return sections.size() == 1
        ? ""
        : "<h1>"
            + sections.size()
            + " experiments</h1>\n<nav aria-label=\"Experiments\"><ul class=\"contents\">\n"
            + sections.stream().map(ExperimentSection::entry).collect(Collectors.joining())
            + "</ul></nav>\n";
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
