package org.collapsar.lab.report;

import static org.collapsar.lab.report.Html.text;
import static org.collapsar.lab.report.Parts.button;
import static org.collapsar.lab.report.Parts.copyable;
import static org.collapsar.lab.report.Parts.fold;
import static org.collapsar.lab.report.Parts.value;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.collapsar.FailedException;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.Source;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.metrics.MetricValue;

/** One experiment on the page, from its headline to the command that repeats it. */
final class ExperimentSection {

  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final ExperimentRuns experiment;
  private final ExperimentInfo info;
  private final List<RunRecord> runs;
  private final List<ClaimResult> claims;

  ExperimentSection(ExperimentRuns experiment) {
    this.experiment = experiment;
    this.info = experiment.info();
    this.runs = experiment.runs();
    this.claims = Claims.evaluate(info.claims(), runs);
  }

  String html() {
    return "<section class=\"experiment\" id=\"%s\" aria-labelledby=\"%s-title\">\n"
            .formatted(experiment.element(), experiment.element())
        + header()
        + verdict()
        + tiles()
        + claimsTable()
        + figures()
        + finalValues()
        + choices()
        + howItWasRun()
        + "</section>\n";
  }

  /** One line of the list of experiments at the top of a page with several. */
  String entry() {
    return "<li><a class=\"card\" href=\"#%s\">%s <span class=\"small\">%s</span></a></li>\n"
        .formatted(experiment.element(), text(info.title()), text(verdictSentence()));
  }

  // ---- what was run ----------------------------------------------------------------------------

  private String header() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Experiment", text(info.id()));
    facts.put("Data set", text(dataSet()));
    facts.put(
        runs.size() == 1 ? "Seed" : "Seeds",
        runs.stream().map(run -> Long.toString(run.seed())).collect(Collectors.joining(", ")));
    facts.put("Epochs", shared(run -> Integer.toString(run.epochs())));
    runs.stream()
        .map(RunRecord::started)
        .filter(Objects::nonNull)
        .min(Instant::compareTo)
        .ifPresent(first -> facts.put("Started", DAY_AND_TIME.format(first)));
    double seconds = runs.stream().mapToDouble(run -> run.seconds().orElse(0)).sum();
    if (seconds > 0) {
      facts.put("Computing time", duration(seconds));
    }
    facts.put("Version", text(version()));
    StringBuilder html = new StringBuilder();
    html.append(
        "<h1 id=\"%s-title\">%s</h1>\n".formatted(experiment.element(), text(info.title())));
    if (!info.summary().isBlank()) {
      html.append("<p class=\"lede\">").append(text(info.summary())).append("</p>\n");
    }
    html.append("<dl class=\"facts\">\n");
    facts.forEach((name, value) -> html.append(Parts.fact(name, value)));
    html.append("</dl>\n");
    for (String note : RunNotes.of(runs)) {
      html.append("<p class=\"note\">").append(text(note)).append("</p>\n");
    }
    return html.toString();
  }

  private String dataSet() {
    JsonNode data = runs.get(0).data();
    StringBuilder line = new StringBuilder(data.path("name").asText("not recorded"));
    if (data.path("train_samples").isNumber()) {
      line.append(", ").append(data.path("train_samples").asText()).append(" training samples");
    }
    if (data.path("classes").isNumber()) {
      line.append(", ").append(data.path("classes").asText()).append(" classes");
    }
    return line.toString();
  }

  private String version() {
    return shared(
        run -> {
          String commit = run.provenance().path("commit").asText("");
          return run.provenance().path("version").asText("not recorded")
              + (commit.isEmpty()
                  ? ""
                  : " (" + commit.substring(0, Math.min(9, commit.length())) + ")");
        });
  }

  /** The one value of all runs, or all the values that they have. */
  private String shared(Function<RunRecord, String> of) {
    Set<String> values = runs.stream().map(of).collect(Collectors.toCollection(LinkedHashSet::new));
    return String.join(", ", values);
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (seconds < 60) {
      return Numbers.rounded(seconds, 3) + " s";
    }
    return whole < 3600
        ? "%d min %d s".formatted(whole / 60, whole % 60)
        : "%d h %d min".formatted(whole / 3600, whole / 60 % 60);
  }

  // ---- the message
  // -------------------------------------------------------------------------------

  private String verdictSentence() {
    long holding = claims.stream().filter(ClaimResult::holds).count();
    String runsInWords = runs.size() == 1 ? "one run" : runs.size() + " runs";
    if (claims.isEmpty()) {
      return "This experiment makes no claims.";
    }
    if (runs.stream().noneMatch(RunRecord::finished)) {
      return "Not decided yet: no run has finished.";
    }
    if (holding == claims.size()) {
      return claims.size() == 1
          ? "The claim holds, judged on " + runsInWords + "."
          : "All %d claims hold, judged on %s.".formatted(claims.size(), runsInWords);
    }
    return holding == 0
        ? "None of the %d claims holds.".formatted(claims.size())
        : "%d of %d claims %s.".formatted(holding, claims.size(), holding == 1 ? "holds" : "hold");
  }

  private String verdict() {
    if (claims.isEmpty()) {
      return "";
    }
    boolean open = runs.stream().noneMatch(RunRecord::finished);
    boolean all = claims.stream().allMatch(ClaimResult::holds);
    return "<p class=\"verdict %s\"><span class=\"symbol\" aria-hidden=\"true\">%s</span> <span>%s</span></p>\n"
        .formatted(
            open ? "open" : all ? "good" : "bad",
            open ? "?" : all ? "&#10003;" : "&#10007;",
            text(verdictSentence()));
  }

  /** End values of the metrics that the claims are about, at most four. */
  private String tiles() {
    List<String> metrics =
        new ArrayList<>(new LinkedHashSet<>(claims.stream().map(ClaimResult::metric).toList()));
    if (metrics.isEmpty()) {
      info.figures().forEach(figure -> metrics.addAll(figure.metrics()));
    }
    StringBuilder html = new StringBuilder();
    for (String metric : metrics.stream().distinct().limit(4).toList()) {
      Ends ends = Ends.of(metric, runs);
      if (Double.isNaN(ends.mean())) {
        continue;
      }
      html.append("<li class=\"tile\"><div class=\"name\">")
          .append(text(MetricLabel.of(metric).name()))
          .append("</div><div class=\"value\">")
          .append(Numbers.html(ends.mean(), 3))
          .append("</div><div class=\"spread\">");
      if (ends.count() > 1) {
        html.append("&#177; ").append(Numbers.rounded(ends.deviation(), 2)).append(" ");
      }
      html.append(runs.stream().allMatch(RunRecord::finished) ? "at the end" : "so far");
      if (!Double.isNaN(ends.start())) {
        html.append("<br>").append(Numbers.rounded(ends.start(), 3)).append(" at epoch 0");
      }
      html.append("</div>").append(Sparkline.svg(Curves.of(metric, runs), isLog(metric)));
      html.append("</li>\n");
    }
    return html.isEmpty() ? "" : "<ul class=\"tiles\">\n" + html + "</ul>\n";
  }

  private boolean isLog(String metric) {
    return info.figures().stream()
        .anyMatch(figure -> figure.logarithmic() && figure.metrics().contains(metric));
  }

  // ---- claims
  // ------------------------------------------------------------------------------------

  private String claimsTable() {
    if (claims.isEmpty()) {
      return "";
    }
    StringBuilder rows = new StringBuilder();
    for (ClaimResult claim : claims) {
      rows.append(row(claim));
    }
    return """
        <h2 id="%s-claims">Claims</h2>
        <p class="small">Judged on all runs together, from metrics.csv; below each claim, the runs one by one.</p>
        <div class="card scroll"><table class="claims">
        <thead><tr><th scope="col">What the source says</th><th scope="col">Measured</th>\
        <th scope="col" class="number">Number</th><th scope="col">Required</th>\
        <th scope="col">Holds?</th></tr></thead>
        <tbody>
        %s</tbody></table></div>
        """
        .formatted(experiment.element(), rows);
  }

  private String row(ClaimResult claim) {
    boolean defined = claim.value() instanceof MetricValue.Defined;
    StringBuilder perRun = new StringBuilder();
    for (ClaimResult.PerRun run : claim.perRun()) {
      String verdict =
          run.value() instanceof MetricValue.Undefined ? "" : run.holds() ? ", holds" : ", fails";
      String unfinished =
          run.finished() || run.epoch() < 0 ? "" : " (not finished: epoch " + run.epoch() + ")";
      perRun.append(
          "<li>seed %d: %s%s%s</li>"
              .formatted(run.seed(), value(run.value()), verdict, unfinished));
    }
    String remark =
        !defined
            ? "<div class=\"small\">" + value(claim.value()) + "</div>"
            : claim.unfinished() ? "<div class=\"small\">not all runs are finished</div>" : "";
    return """
        <tr><td>%s<details><summary>each run</summary><ul class="runs">%s</ul></details></td>\
        <td data-label="Measured">%s, %s%s</td>\
        <td class="number" data-label="Number">%s</td>\
        <td class="required" data-label="Required">%s</td>\
        <td class="verdict-cell %s"><span class="symbol" aria-hidden="true">%s</span>%s</td></tr>
        """
        .formatted(
            text(claim.text()),
            perRun,
            text(MetricLabel.of(claim.metric()).name()),
            text(claim.quantity())
                .replace(" / ", "&#8239;/&#8239;")
                .replace("epoch 0", "epoch&nbsp;0"),
            remark,
            defined ? "<span class=\"big\">" + value(claim.value()) + "</span>" : "none",
            required(claim.required()),
            !defined ? "open" : claim.holds() ? "good" : "bad",
            !defined ? "?" : claim.holds() ? "&#10003;" : "&#10007;",
            !defined ? "no number" : claim.holds() ? "holds" : "fails");
  }

  /** "at most 0.3333333333333333" is shown with four digits; the full bound shows on hovering. */
  private static String required(String required) {
    int at = required.lastIndexOf(' ') + 1;
    String bound = required.substring(at);
    return bound.length() <= 6
        ? text(required)
        : text(required.substring(0, at)) + Numbers.html(Double.parseDouble(bound), 4);
  }

  // ---- figures
  // -----------------------------------------------------------------------------------

  private String figures() {
    if (info.figures().isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder("<h2>Figures</h2>\n");
    for (FigureSpec figure : info.figures()) {
      html.append(figure(figure));
    }
    return html.toString();
  }

  private String figure(FigureSpec figure) {
    String id = experiment.element(figure);
    StringBuilder panels = new StringBuilder();
    for (String metric : figure.metrics()) {
      panels.append(
          ("<div class=\"chart\" tabindex=\"0\" role=\"group\" aria-roledescription=\"chart\""
                  + " aria-label=\"%s over the epochs. Left and right arrow keys read the values.\">"
                  + "</div>\n")
              .formatted(text(MetricLabel.of(metric).name())));
    }
    return """
        <figure class="card" id="%s">
        <div class="figure-head"><h3>%s</h3><div class="tools" role="toolbar" aria-label="Figure">
        <span class="choice" role="group" aria-label="Vertical axis">%s%s</span>
        %s
        %s%s%s%s</div></div>
        <div class="panels%s">
        %s</div>
        %s<figcaption>
        <p>%s</p>
        %s%s</figcaption>
        </figure>
        """
        .formatted(
            id,
            text(figure.title()),
            button("log", "Log"),
            button("linear", "Linear"),
            runs.size() == 1
                ? ""
                : "<span class=\"choice\" role=\"group\" aria-label=\"Runs\">"
                    + button("band", "Mean and band")
                    + button("lines", "One line a seed")
                    + "</span>",
            button("zoom", "Zoom"),
            button("reset", "Reset"),
            button("png", "Save PNG"),
            button("svg", "Save SVG"),
            figure.metrics().size() == 1 ? " one" : "",
            panels,
            staticFigure(figure),
            text(figure.caption()),
            drawingNotes(figure),
            source(id));
  }

  /** Shown without scripts and in print. A machine without fonts still gets its page. */
  private String staticFigure(FigureSpec figure) {
    try {
      String svg = Figures.svg(figure, runs);
      return "<img class=\"static-figure\" alt=\"%s\" src=\"data:image/svg+xml;base64,%s\">\n"
          .formatted(
              text(figure.title() + ". " + figure.caption()),
              Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8)));
    } catch (FailedException e) {
      return "<p class=\"note\">" + text("No printed figure: " + e.getMessage()) + ".</p>\n";
    }
  }

  private String drawingNotes(FigureSpec figure) {
    return figure.metrics().stream()
        .flatMap(metric -> Panel.of(figure, metric, runs).notes().stream())
        .distinct()
        .map(note -> "<p class=\"small\">" + text(note) + "</p>\n")
        .collect(Collectors.joining());
  }

  private String source(String id) {
    Source source = info.source();
    if (source == null) {
      return "";
    }
    String html =
        "<p class=\"source\">After: "
            + text(source.citation())
            + (source.url().isEmpty() ? "" : " " + Html.link(source.url(), source.url()))
            + "</p>\n";
    return source.bibtex().isBlank()
        ? html
        : html
            + "<details><summary>BibTeX</summary>"
            + copyable(id + "-bibtex", source.bibtex().strip())
            + "</details>\n";
  }

  // ---- tables and the rest
  // -----------------------------------------------------------------------

  private String finalValues() {
    Set<String> metrics = new LinkedHashSet<>();
    runs.forEach(run -> metrics.addAll(run.metrics().metrics()));
    if (metrics.isEmpty()) {
      return "";
    }
    StringBuilder head = new StringBuilder();
    runs.forEach(
        run ->
            head.append(
                "<th scope=\"col\" class=\"number\">seed %d%s</th>"
                    .formatted(
                        run.seed(),
                        run.finished() ? "" : "<br>epoch " + Math.max(0, run.lastEpoch()))));
    StringBuilder rows = new StringBuilder();
    for (String metric : metrics) {
      Ends ends = Ends.of(metric, runs);
      rows.append(
          "<tr><th scope=\"row\">%s</th><td class=\"number\">%s</td>"
              .formatted(
                  text(MetricLabel.of(metric).name()),
                  Double.isNaN(ends.mean())
                      ? "&#8211;"
                      : Numbers.html(ends.mean(), 4)
                          + " &#177; "
                          + Numbers.html(ends.deviation(), 2)));
      for (double end : ends.perRun()) {
        rows.append(
            "<td class=\"number\">%s</td>"
                .formatted(Double.isNaN(end) ? "&#8211;" : Numbers.html(end, 4)));
      }
      rows.append("</tr>\n");
    }
    return """
        <h2>Final values</h2>
        <div class="card scroll" tabindex="0" role="region" aria-label="Final values of %s">\
        <table class="final">
        <thead><tr><th scope="col">Metric</th>\
        <th scope="col" class="number">mean &#177; deviation</th>%s</tr></thead>
        <tbody>
        %s</tbody></table></div>
        """
        .formatted(text(info.id()), head, rows);
  }

  private String choices() {
    if (info.choices().isEmpty()) {
      return "";
    }
    return "<h2>What the paper leaves open, and our choice</h2>\n<ul class=\"choices\">\n"
        + info.choices().stream()
            .map(choice -> "<li>" + text(choice) + "</li>\n")
            .collect(Collectors.joining())
        + "</ul>\n";
  }

  private String howItWasRun() {
    String recorded = runs.get(0).provenance().path("command").asText("");
    String command = recorded.isBlank() ? "./collapsar reproduce --only " + info.id() : recorded;
    return "<h2>How it was run</h2>\n"
        + fold("Configuration", KeyTable.html(runs, RunRecord::config))
        + fold("Data", KeyTable.html(runs, RunRecord::data))
        + fold("Provenance", KeyTable.html(runs, RunRecord::provenance))
        + "<h3>To run it again</h3>\n"
        + copyable(experiment.element() + "-command", command)
        + (recorded.isBlank()
            ? "<p class=\"small\">This runs the preset as it stands; where the configuration above"
                + " differs from it, give the same values with --data and --set.</p>\n"
            : "");
  }
}
