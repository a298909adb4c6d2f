package org.collapsar.lab.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.collapsar.BadInputException;
import org.collapsar.files.AtomicFile;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.figure.Alignment;
import org.collapsar.lab.figure.Comparison;
import org.collapsar.lab.figure.DrawnFigure;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.print.Figures;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.Measured;
import org.collapsar.lab.series.MetricLabel;
import org.collapsar.metrics.MetricValue;

/** Page of two to twenty runs overlaid: over the epochs, at the same loss, at the same accuracy. */
public final class ComparePage {
  /** Number of runs that colours and dashes tell apart. */
  public static final int MOST_RUNS = 20;

  /** Metrics that are drawn where nobody chose any. */
  private static final int USUAL = 6;

  /** The properties of collapse, as ids of metrics begin. */
  private static final List<String> PROPERTIES = List.of("nc1.", "nc2.", "nc3.", "nc4.");

  private final Map<String, RunRecord> runs;
  private final List<String> metrics;
  private final List<DrawnFigure> figures = new ArrayList<>();

  private ComparePage(List<RunRecord> records, List<String> wanted) {
    if (records.size() < 2 || records.size() > MOST_RUNS) {
      throw new BadInputException(
          "expected 2 to %d runs to compare, found %d".formatted(MOST_RUNS, records.size()));
    }
    this.runs = named(records);
    this.metrics = wanted.isEmpty() ? usual(records) : measured(wanted, records);
    for (Alignment alignment : Alignment.values()) {
      if (alignment == Alignment.EPOCH || aligned(alignment)) {
        // A metric over itself is a diagonal.
        List<String> drawn =
            metrics.stream().filter(metric -> !metric.equals(alignment.column())).toList();
        if (!drawn.isEmpty()) {
          figures.add(Comparison.of(runs, alignment, drawn));
        }
      }
    }
  }

  /** Whether two runs have the column. */
  private boolean aligned(Alignment alignment) {
    return shared(alignment.column(), List.copyOf(runs.values()));
  }

  private static boolean has(RunRecord run, String metric) {
    return !Measured.of(metric, run).isEmpty();
  }

  /**
   * Runs by the shortest names that tell them apart: seed and cell, with the experiment, with the
   * end of the directory, or the whole of it.
   */
  static Map<String, RunRecord> named(List<RunRecord> runs) {
    List<Function<RunRecord, String>> ways =
        List.of(
            RunRecord::name,
            run -> run.id() + ", " + run.name(),
            run -> end(run.directory()) + ", " + run.name(),
            run -> run.directory().toString());
    for (Function<RunRecord, String> way : ways) {
      Map<String, RunRecord> named = new LinkedHashMap<>();
      runs.forEach(run -> named.put(way.apply(run), run));
      boolean oneExperiment = runs.stream().map(RunRecord::id).distinct().count() == 1;
      if (named.size() == runs.size() && (oneExperiment || way != ways.get(0))) {
        return named;
      }
    }
    throw new BadInputException("expected different runs to compare, found one of them twice");
  }

  /** The name of the experiment's directory. */
  private static String end(Path directory) {
    Path parent = directory.toAbsolutePath().normalize().getParent();
    Path name = parent == null ? null : parent.getFileName();
    return name == null ? directory.toString() : name.toString();
  }

  /**
   * Of each property of collapse that at least two of the runs measure at the input of the
   * classifier the first metric, and then the first columns of metrics.csv that as many have.
   */
  private static List<String> usual(List<RunRecord> runs) {
    Set<String> columns = new LinkedHashSet<>();
    runs.forEach(run -> columns.addAll(run.metrics().metrics()));
    Set<String> usual = new LinkedHashSet<>();
    List<String> ofLayer = ofLayer(runs);
    for (String property : PROPERTIES) {
      ofLayer.stream()
          .filter(metric -> metric.startsWith(property) && shared(metric, runs))
          .findFirst()
          .ifPresent(usual::add);
    }
    columns.stream()
        .filter(column -> shared(column, runs))
        .limit(USUAL - usual.size())
        .forEach(usual::add);
    if (usual.isEmpty()) {
      throw new BadInputException(
          "expected runs with a metric in common, found none in their metrics.csv");
    }
    return List.copyOf(usual);
  }

  private static boolean shared(String metric, List<RunRecord> runs) {
    return runs.stream().filter(run -> has(run, metric)).count() > 1;
  }

  /**
   * Metrics of the input of the classifier: of networks that are trained elsewhere that is the last
   * layer that was sent, of our own the last but the outputs.
   */
  private static List<String> ofLayer(List<RunRecord> runs) {
    boolean elsewhere = runs.stream().anyMatch(run -> run.origin() instanceof External);
    String place = elsewhere ? "@last" : "@last-1";
    return runs.stream()
        .flatMap(run -> run.layers().metrics().stream())
        .distinct()
        .map(metric -> metric + place)
        .filter(metric -> runs.stream().anyMatch(run -> hasNumber(run, metric)))
        .toList();
  }

  private static boolean hasNumber(RunRecord run, String metric) {
    return Arrays.stream(Measured.of(metric, run).dense()).anyMatch(Double::isFinite);
  }

  private static List<String> measured(List<String> wanted, List<RunRecord> runs) {
    for (String metric : wanted) {
      if (runs.stream().noneMatch(run -> has(run, metric))) {
        throw new BadInputException(
            "--metrics: expected metrics of the runs, found %s, which none has; the first run has %s"
                .formatted(metric, String.join(", ", runs.get(0).metrics().metrics())));
      }
    }
    return wanted.stream().distinct().toList();
  }

  /**
   * Writes the page, one file with everything in it.
   *
   * @param file to be written or replaced
   * @param runs 2 to 20 different ones
   * @param wanted metrics to draw: columns of metrics.csv, or references to layers such as {@code
   *     nc1.quotient@last}; empty for six that two of the runs have, NC1 to NC4 of the classifier's
   *     input first
   * @throws BadInputException if there are not 2 to 20 different runs, or a metric is of none
   * @throws org.collapsar.FailedException if the file cannot be written
   */
  public static void write(Path file, List<RunRecord> runs, List<String> wanted) {
    byte[] page = new ComparePage(runs, wanted).whole().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(page));
  }

  /**
   * Makes the document of a page that has the scripts already: {@code html}, {@code figures}, and
   * {@code choice}, a list of all metrics.
   *
   * @param runs 2 to 20 different ones
   * @param wanted metrics to draw, as {@link #write} takes them
   * @return an object
   * @throws BadInputException as {@link #write} does
   */
  public static ObjectNode document(List<RunRecord> runs, List<String> wanted) {
    ComparePage page = new ComparePage(runs, wanted);
    Set<String> columns = new LinkedHashSet<>();
    runs.forEach(run -> columns.addAll(run.metrics().metrics()));
    columns.addAll(ofLayer(runs));
    columns.addAll(page.metrics);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("html", page.main(false).toString());
    json.set("figures", page.data());
    json.put("choice", MetricChoice.html(List.copyOf(columns), page.metrics).toString());
    return json;
  }

  private String whole() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    all.addObject().put("id", "compare").set("figures", data());
    return HtmlPage.of(
            runs.size() + " runs compared",
            "compare",
            Html.of("<h1>{} runs compared</h1>\n", runs.size()).and(main(true)),
            "Made by Collapsar from the run directories alone: every number is computed from their"
                + " CSV files.",
            Map.of("report-data", all.toString()),
            ReportPage.SCRIPTS)
        .toString();
  }

  private ArrayNode data() {
    ArrayNode data = JsonNodeFactory.instance.arrayNode();
    for (DrawnFigure figure : figures) {
      data.add(figure.data().put("element", figure.spec().id()));
    }
    return data;
  }

  private Html main(boolean printed) {
    ExperimentInfo info =
        new ExperimentInfo("compare", "", "", null, List.of(), List.of(), List.of());
    FigureSection section =
        new FigureSection(
            0,
            new ExperimentRuns(info, List.copyOf(runs.values()), List.of(), new Figures(figures)));
    return table()
        .and(Html.each(figures, figure -> section.overlaid(figure.spec().id(), figure, printed)));
  }

  /** The runs, with the last values of what is drawn. */
  private Html table() {
    return Html.of(
        """
        <h2>Runs</h2>
        <div class="card scroll" tabindex="0" role="region" aria-label="Runs"><table class="compared">
        <thead><tr><th scope="col">Run</th><th scope="col">Directory</th><th scope="col">Data</th>\
        <th scope="col" class="number">Epochs</th>{}</tr></thead>
        <tbody>
        {}</tbody></table></div>
        <h2>Figures</h2>
        """,
        Html.each(
            metrics,
            metric ->
                Html.of(
                    "<th scope=\"col\" class=\"number\">{}<div class=\"small\">at the"
                        + " end</div></th>",
                    MetricLabel.of(metric).name())),
        Html.each(runs.entrySet(), entry -> row(entry.getKey(), entry.getValue())));
  }

  private Html row(String name, RunRecord run) {
    return Html.of(
        "<tr><th scope=\"row\">{}</th><td data-label=\"Directory\">{}</td><td"
            + " data-label=\"Data\">{}</td><td class=\"number\" data-label=\"Epochs\">{} of"
            + " {}</td>{}</tr>\n",
        name,
        end(run.directory()) + "/" + run.directory().getFileName(),
        DataWords.line(run),
        Math.max(0, run.lastEpoch()),
        run.epochs(),
        Html.each(
            metrics,
            metric ->
                Html.of(
                    "<td class=\"number\" data-label=\"{} at the end\">{}</td>",
                    MetricLabel.of(metric).name(),
                    last(run, metric))));
  }

  /** The last value that there is: not every metric is measured on every epoch. */
  private static Html last(RunRecord run, String metric) {
    double[] values = Measured.of(metric, run).dense();
    for (int epoch = values.length - 1; epoch >= 0; epoch--) {
      if (!Double.isNaN(values[epoch])) {
        return Parts.numberOrDash(MetricValue.of(values[epoch]), 4);
      }
    }
    return Parts.DASH;
  }
}
