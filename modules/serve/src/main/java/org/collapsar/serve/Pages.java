package org.collapsar.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.collapsar.lab.index.IndexedRun;
import org.collapsar.lab.index.RunIndex;
import org.collapsar.lab.page.ExperimentRuns;
import org.collapsar.lab.page.ReportPage;
import org.collapsar.lab.page.Scripts;
import org.collapsar.lab.page.Styles;
import org.collapsar.lab.run.RunRecord;

/**
 * The pages. Those of the server's own are shells without data, the same for everybody: scripts
 * fill them through the API, with the token where one is asked for.
 */
final class Pages {
  private static final String ASSETS = "assets";
  private static final String RUNS = "runs";
  private static final String REPORT_STYLE = "report.css";
  private static final String FIGURES = "figures.js";

  /** Pages with charts: their library sets styles within what it shows beside the pointer. */
  private static final String WITH_CHARTS =
      Router.POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

  private static final String CSS = "text/css; charset=utf-8";
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";

  /** The files that there are, by name, with their type; no other name is looked for. */
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry(REPORT_STYLE, CSS),
          Map.entry("live.css", CSS),
          Map.entry(FIGURES, JAVASCRIPT),
          Map.entry("theme.js", JAVASCRIPT),
          Map.entry("client.js", JAVASCRIPT),
          Map.entry("content.js", JAVASCRIPT),
          Map.entry("delta.js", JAVASCRIPT),
          Map.entry("draw.js", JAVASCRIPT),
          Map.entry("runs.js", JAVASCRIPT),
          Map.entry("run.js", JAVASCRIPT),
          Map.entry("compare.js", JAVASCRIPT),
          Map.entry("report.js", JAVASCRIPT),
          Map.entry("start.js", JAVASCRIPT),
          Map.entry("act.js", JAVASCRIPT));

  private static final String REPORT_POLICY = ReportPage.policy();

  /** Lets in what reads the report with the token, and afterwards nothing but the report. */
  private static final String READER_POLICY =
      REPORT_POLICY.replace("script-src ", "script-src 'self' ")
          + "; connect-src 'self'; frame-ancestors 'none'";

  private final RunIndex index;

  Pages(RunIndex index) {
    this.index = index;
  }

  /** Whether a path has no data of any run in it. */
  static boolean isShell(List<String> path) {
    return path.size() < 3;
  }

  /** Whether this is the address of a report. */
  static boolean isReport(List<String> path) {
    return path.size() == 3 && path.get(0).equals(RUNS) && path.get(2).equals("report");
  }

  /**
   * What a browser gets that goes to a report and sends no token, since no navigation does: a page
   * without data, the same for every address, whose script asks for the report with the token and
   * puts it in its place. Scripts of the report run by their hashes.
   */
  void answerReader(Exchange exchange) {
    exchange.put("Content-Security-Policy", READER_POLICY);
    exchange.send(200, HTML, resource(Pages.class, "report.html"));
  }

  void answer(Exchange exchange) {
    List<String> path = exchange.path();
    if (!List.of("GET", "HEAD").contains(exchange.method())) {
      throw new Problem(Problem.METHOD_NOT_ALLOWED, "expected GET, found another method");
    }
    if (path.isEmpty()) {
      exchange.send(200, HTML, resource(Pages.class, "runs.html"));
    } else if (path.equals(List.of("start"))) {
      exchange.send(200, HTML, resource(Pages.class, "start.html"));
    } else if (path.size() == 2 && path.get(0).equals(ASSETS)) {
      asset(exchange, path.get(1));
    } else if (path.size() == 2 && path.get(0).equals(RUNS)) {
      withCharts(exchange, "run.html");
    } else if (path.equals(List.of("compare"))) {
      withCharts(exchange, "compare.html");
    } else if (isReport(path)) {
      report(exchange, path.get(1));
    } else {
      throw new Problem(Problem.NOT_FOUND, "expected a page, found none at this address");
    }
  }

  private static void withCharts(Exchange exchange, String name) {
    exchange.put("Content-Security-Policy", WITH_CHARTS);
    exchange.send(200, HTML, resource(Pages.class, name));
  }

  private static void asset(Exchange exchange, String name) {
    String type = TYPES.get(name);
    if (type == null) {
      throw new Problem(Problem.NOT_FOUND, "expected a file of the pages, found another name");
    }
    byte[] text =
        switch (name) {
          case REPORT_STYLE -> Styles.all().getBytes(StandardCharsets.UTF_8);
          case FIGURES -> Scripts.figures().getBytes(StandardCharsets.UTF_8);
          default -> resource(Pages.class, name);
        };
    exchange.send(200, type, text);
  }

  /** The report of a run, which says itself which scripts may run in it. */
  private void report(Exchange exchange, String id) {
    IndexedRun run =
        index
            .now(id)
            .orElseThrow(() -> new Problem(Problem.NOT_FOUND, "expected a run, found none"));
    String html = ReportPage.html(ExperimentRuns.group(List.of(RunRecord.read(run.directory()))));
    exchange.put("Content-Security-Policy", REPORT_POLICY + "; frame-ancestors 'none'");
    exchange.send(200, HTML, html.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] resource(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
