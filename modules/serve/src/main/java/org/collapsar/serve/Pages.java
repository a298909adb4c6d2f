package org.collapsar.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.collapsar.lab.index.IndexedRun;
import org.collapsar.lab.index.RunIndex;
import org.collapsar.lab.page.ExperimentRuns;
import org.collapsar.lab.page.ReportPage;
import org.collapsar.lab.page.Styles;
import org.collapsar.lab.run.RunRecord;

/**
 * The pages. Those of the server's own are shells without data, the same for everybody: scripts
 * fill them through the API, with the token where one is asked for.
 */
final class Pages {
  private static final String ASSETS = "assets";
  private static final String RUNS = "runs";
  private static final String HTML = "text/html; charset=utf-8";

  /** The files that there are, by name, with their type; no other name is looked for. */
  private static final Map<String, String> TYPES =
      Map.of(
          "report.css", "text/css; charset=utf-8",
          "live.css", "text/css; charset=utf-8",
          "theme.js", "text/javascript; charset=utf-8",
          "client.js", "text/javascript; charset=utf-8",
          "draw.js", "text/javascript; charset=utf-8",
          "runs.js", "text/javascript; charset=utf-8",
          "run.js", "text/javascript; charset=utf-8");

  private static final Pattern META_POLICY =
      Pattern.compile("<meta http-equiv=\"Content-Security-Policy\"\\s+content=\"([^\"]*)\"");

  private final RunIndex index;

  Pages(RunIndex index) {
    this.index = index;
  }

  /** Whether a path has no data of any run in it. */
  static boolean isShell(List<String> path) {
    return path.size() < 3;
  }

  void answer(Exchange exchange) {
    List<String> path = exchange.path();
    if (!List.of("GET", "HEAD").contains(exchange.method())) {
      throw new Problem(Problem.METHOD_NOT_ALLOWED, "expected GET, found another method");
    }
    if (path.isEmpty()) {
      exchange.send(200, HTML, resource(Pages.class, "runs.html"));
    } else if (path.size() == 2 && path.get(0).equals(ASSETS)) {
      asset(exchange, path.get(1));
    } else if (path.size() == 2 && path.get(0).equals(RUNS)) {
      exchange.send(200, HTML, resource(Pages.class, "run.html"));
    } else if (path.size() == 3 && path.get(0).equals(RUNS) && path.get(2).equals("report")) {
      report(exchange, path.get(1));
    } else {
      throw new Problem(Problem.NOT_FOUND, "expected a page, found none at this address");
    }
  }

  private static void asset(Exchange exchange, String name) {
    String type = TYPES.get(name);
    if (type == null) {
      throw new Problem(Problem.NOT_FOUND, "expected a file of the pages, found another name");
    }
    boolean ofReports = name.equals("report.css");
    exchange.send(
        200,
        type,
        ofReports ? Styles.all().getBytes(StandardCharsets.UTF_8) : resource(Pages.class, name));
  }

  /** The report of a run, which says itself which scripts may run in it. */
  private void report(Exchange exchange, String id) {
    IndexedRun run =
        index
            .now(id)
            .orElseThrow(() -> new Problem(Problem.NOT_FOUND, "expected a run, found none"));
    String html = ReportPage.html(ExperimentRuns.group(List.of(RunRecord.read(run.directory()))));
    Matcher policy = META_POLICY.matcher(html);
    if (!policy.find()) {
      throw new IllegalStateException("the report has no content security policy");
    }
    exchange.put("Content-Security-Policy", policy.group(1) + "; frame-ancestors 'none'");
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
