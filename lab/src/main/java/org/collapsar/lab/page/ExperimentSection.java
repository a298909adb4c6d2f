package org.collapsar.lab.page;

import static org.collapsar.lab.page.Parts.copyable;
import static org.collapsar.lab.page.Parts.fold;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.collapsar.lab.claim.ClaimResult;
import org.collapsar.lab.config.Presets;
import org.collapsar.lab.experiment.CellPoint;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.experiment.MetricReference;
import org.collapsar.lab.figure.CurveGroup;
import org.collapsar.lab.figure.Curves;
import org.collapsar.lab.figure.RunNotes;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.html.Signs;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.MetricLabel;
import org.collapsar.lab.series.Numbers;
import org.collapsar.lab.series.SweepPoints;

/** One experiment on the page, from its headline to the command that repeats it. */
final class ExperimentSection {

  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final ExperimentRuns experiment;
  private final int index;
  private final String element;
  private final ExperimentInfo info;
  private final List<RunRecord> runs;
  private final List<ClaimResult> claims;

  /**
   * The section.
   *
   * @param index position on the page, from 0
   */
  ExperimentSection(int index, ExperimentRuns experiment) {
    this.experiment = experiment;
    this.index = index;
    this.element = ReportIds.experiment(index);
    this.info = experiment.info();
    this.runs = experiment.runs();
    this.claims = experiment.claims();
  }

  Html html() {
    Html content =
        Html.join(
            List.of(
                header(),
                verdict(),
                tiles(),
                ClaimsTable.html(element, claims),
                AssumptionsTables.html(element, runs),
                CertificatesTables.html(element, runs),
                new FigureSection(index, experiment).html(),
                FinalValues.html(info, runs),
                choices(),
                howItWasRun()));
    return Html.of(
        "<section class=\"experiment\" id=\"{}\" aria-labelledby=\"{}-title\">\n{}</section>\n",
        element,
        element,
        content);
  }

  /** One line of the list of experiments at the top of a page with several. */
  Html entry() {
    return Html.of(
        "<li><a class=\"card\" href=\"{}\">{} <span class=\"small\">{}</span></a></li>\n",
        Html.Address.element(element),
        info.title(),
        verdictSentence());
  }

  // ---- what was run ----------------------------------------------------------------------------

  private Html header() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Experiment", info.id());
    facts.put("Data set", DataWords.line(runs.get(0)));
    facts.put(
        runs.stream().mapToLong(RunRecord::seed).distinct().count() == 1 ? "Seed" : "Seeds",
        runs.stream()
            .map(run -> Long.toString(run.seed()))
            .distinct()
            .collect(Collectors.joining(", ")));
    if (!runs.get(0).cell().isEmpty()) {
      facts.put("Sweep", sweep());
    }
    facts.put("Epochs", shared(run -> Integer.toString(run.epochs())));
    runs.stream()
        .map(RunRecord::started)
        .filter(Objects::nonNull)
        .min(Instant::compareTo)
        .ifPresent(first -> facts.put("Started", DAY_AND_TIME.format(first)));
    // That of a run in progress is written now and then.
    double seconds =
        runs.stream()
            .filter(run -> run.status() != RunRecord.Status.RUNNING)
            .mapToDouble(run -> run.seconds().orElse(0))
            .sum();
    if (seconds > 0) {
      facts.put("Computing time", duration(seconds));
    }
    facts.put("Version", version());
    return Html.of(
        "<h1 id=\"{}-title\">{}</h1>\n{}<dl class=\"facts\">\n{}</dl>\n{}",
        element,
        info.title(),
        info.summary().isBlank()
            ? ""
            : Html.of("<p class=\"lede\">{}</p>\n", Signs.shown(info.summary())),
        Html.each(facts.entrySet(), fact -> Parts.fact(fact.getKey(), fact.getValue())),
        Html.each(RunNotes.of(runs), note -> Html.of("<p class=\"note\">{}</p>\n", note)));
  }

  /** "10 cells: linear layers 1, 2, 3; weight decay 0.0018, 0.0072". */
  private String sweep() {
    long cells = runs.stream().map(CurveGroup::cellOf).distinct().count();
    return cells
        + (cells == 1 ? " cell: " : " cells: ")
        + SweepPoints.axes(runs).stream()
            .map(
                axis ->
                    axis
                        + " "
                        + runs.stream()
                            .map(run -> SweepPoints.on(axis, run))
                            .filter(Objects::nonNull)
                            .map(CellPoint::label)
                            .distinct()
                            .collect(Collectors.joining(", ")))
            .collect(Collectors.joining("; "));
  }

  private String version() {
    return shared(
        run -> {
          String commit = run.provenance().textOrEmpty("commit");
          return (run.provenance().has("version")
                  ? run.provenance().text("version")
                  : "not recorded")
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

  // ---- the message -----------------------------------------------------------------------------

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

  private Html verdict() {
    if (claims.isEmpty()) {
      return Html.NONE;
    }
    boolean open = runs.stream().noneMatch(RunRecord::finished);
    boolean all = claims.stream().allMatch(ClaimResult::holds);
    return Html.of(
        "<p class=\"verdict {}\"><span class=\"symbol\" aria-hidden=\"true\">{}</span>"
            + " <span>{}</span></p>\n",
        open ? "open" : all ? "good" : "bad",
        open ? "?" : all ? Parts.TICK : Parts.CROSS,
        verdictSentence());
  }

  /** End values of the metrics that the claims are about, at most four. */
  private Html tiles() {
    if (!runs.get(0).cell().isEmpty()) {
      return Html.NONE; // a mean over the cells of a sweep says nothing
    }
    List<String> metrics =
        new ArrayList<>(
            claims.stream()
                .map(ClaimResult::metric)
                .filter(metric -> MetricReference.parse(metric).single())
                .toList());
    if (metrics.isEmpty()) {
      info.figures().stream()
          .filter(figure -> !figure.ofMatrices())
          .flatMap(figure -> figure.metrics().stream())
          .filter(metric -> MetricReference.parse(metric).single())
          .forEach(metrics::add);
    }
    Html.Builder html = Html.builder();
    for (String metric : metrics.stream().distinct().limit(4).toList()) {
      Ends ends = Ends.of(metric, runs);
      if (Double.isNaN(ends.mean())) {
        continue;
      }
      html.add(
          "<li class=\"tile\"><div class=\"name\">{}</div><div class=\"value\">{}</div>"
              + "<div class=\"spread\">{}{}{}</div>{}</li>\n",
          MetricLabel.of(metric).name(),
          Parts.number(ends.mean(), 3),
          ends.count() > 1 ? "\u00b1 " + Numbers.rounded(ends.deviation(), 2) + " " : "",
          runs.stream().allMatch(RunRecord::finished) ? "at the end" : "so far",
          Double.isNaN(ends.start())
              ? ""
              : Html.of("<br>{} at epoch 0", Numbers.rounded(ends.start(), 3)),
          Sparkline.svg(Curves.of(metric, runs), isLog(metric)));
    }
    return html.isEmpty() ? Html.NONE : Html.of("<ul class=\"tiles\">\n{}</ul>\n", html.build());
  }

  private boolean isLog(String metric) {
    return info.figures().stream().anyMatch(figure -> figure.logarithmic(metric));
  }

  // ---- tables and the rest ---------------------------------------------------------------------

  private Html choices() {
    if (info.choices().isEmpty()) {
      return Html.NONE;
    }
    return Html.of(
        "<h2>{}</h2>\n<ul class=\"choices\">\n{}</ul>\n",
        info.source() == null ? "Our choices" : "What the paper leaves open, and our choices",
        Html.each(info.choices(), choice -> Html.of("<li>{}</li>\n", Signs.shown(choice))));
  }

  private Html howItWasRun() {
    String recorded = runs.get(0).provenance().textOrEmpty("command");
    boolean preset = Presets.IDS.contains(info.id());
    String command =
        !recorded.isBlank()
            ? recorded
            : preset ? "./collapsar reproduce --only " + info.id() : "./collapsar verify RUN";
    Html dataAndProvenance =
        fold("Data", KeyTable.html(runs, run -> run.data().node()))
            .and(fold("Provenance", KeyTable.html(runs, run -> run.provenance().node())));
    if (runs.stream().anyMatch(run -> run.origin() instanceof External)) {
      return Html.of("<h2>How it was measured</h2>\n{}", dataAndProvenance);
    }
    return Html.of(
        """
        <h2>How it was run</h2>
        {}{}<h3>To run it again</h3>
        {}{}\
        """,
        fold("Configuration", KeyTable.html(runs, RunRecord::configuration)),
        dataAndProvenance,
        copyable(element + "-command", command),
        !recorded.isBlank()
            ? Html.NONE
            : preset
                ? Html.of(
                    "<p class=\"small\">This runs the preset as it is. If the configuration above"
                        + " differs from it, add --data and --set with the same values.</p>\n")
                : Html.of(
                    "<p class=\"small\">The command was not recorded. This trains a run again from"
                        + " its record and compares the tables; RUN is its directory, seed-{} for"
                        + " example.</p>\n",
                    runs.get(0).seed()));
  }
}
