package org.collapsar.lab.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.collapsar.lab.claim.Claims;
import org.collapsar.lab.claim.LiveClaim;
import org.collapsar.lab.claim.Standing;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.figure.DrawnFigure;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.print.Figures;
import org.collapsar.lab.run.CertificatesTable;
import org.collapsar.lab.run.Decades;
import org.collapsar.lab.run.LastCertificates;
import org.collapsar.lab.run.MetricsTable;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SimplexTable;
import org.collapsar.lab.run.TimeLeft;

/**
 * Report that a page shows of a run while it goes on: claims as they stand, certificates, time
 * left, and the figures of the report, drawn by the same scripts from the same data.
 */
public final class LiveReport {
  private static final String CHOSEN = "chosen";

  /** Metrics that are drawn where nobody chose any. */
  private static final int USUAL = 4;

  private final RunRecord run;
  private final List<RunRecord> all;
  private final List<RunRecord> drawn;
  private final List<String> wanted;
  private final ExperimentInfo info;
  private final MetricsTable table;

  private LiveReport(
      RunRecord run, List<RunRecord> experiment, boolean seeds, List<String> wanted) {
    this.run = run;
    this.all = experiment.stream().sorted(Comparator.comparingLong(RunRecord::seed)).toList();
    this.drawn = seeds ? ofCell() : List.of(run);
    this.info = run.info();
    this.table = run.metrics();
    this.wanted = wanted;
  }

  /**
   * Makes the document of the page: {@code claims}, {@code certificates} and {@code choice}, the
   * list of metrics with their formulas, are HTML, {@code chosen} is the figure of the chosen
   * metrics and {@code structure} all others, without their numbers and notes, so that it stays the
   * same from epoch to epoch; these are {@code figures}, by the element that shows them. {@code
   * timeLeft} is missing where it is not known.
   *
   * @param run whose page it is
   * @param experiment all runs of its experiment that have begun, this one among them
   * @param seeds whether figures show all seeds of the run's place in a sweep, with bands
   * @param wanted columns of metrics.csv that are drawn; others are passed over, none are the usual
   *     ones
   * @return an object
   */
  public static ObjectNode document(
      RunRecord run, List<RunRecord> experiment, boolean seeds, List<String> wanted) {
    return new LiveReport(run, experiment, seeds, wanted).document();
  }

  private List<RunRecord> ofCell() {
    return all.stream().filter(other -> other.cell().equals(run.cell())).toList();
  }

  private ObjectNode document() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    List<LiveClaim> claims = Claims.live(info.claims(), all);
    json.put("epoch", run.lastEpoch()).put("epochs", run.epochs()).put("seeds", ofCell().size());
    TimeLeft.seconds(run).ifPresent(seconds -> json.put("timeLeft", TimeLeft.words(seconds)));
    json.put("claims", verdict(claims).and(ClaimsTable.live("live", claims)).toString());
    json.put("certificates", certificates().toString());
    List<String> chosen = chosen();
    ArrayNode names = json.putArray("chosenMetrics");
    chosen.forEach(names::add);
    json.put("choice", MetricChoice.html(table.metrics(), chosen).toString());
    figures(json, chosen);
    return json;
  }

  /** The table comes with the first epoch and with checkpoints, the figures with each epoch. */
  private Html certificates() {
    Html tables = CertificatesTables.html("live", List.of(run));
    LastCertificates last = run.lastCertificates();
    int[] epochs = run.table(CertificatesTable.TABLE).epochs();
    if (last == null || epochs.length == 0 || epochs[epochs.length - 1] <= last.epoch()) {
      return tables;
    }
    return tables.and(
        Html.of(
            "<p class=\"small\">This table is of epoch {}; the next one comes with a checkpoint, or"
                + " when the run ends. The figures below go on to epoch {}.</p>\n",
            last.epoch(),
            epochs[epochs.length - 1]));
  }

  private void figures(ObjectNode json, List<String> chosen) {
    List<FigureSpec> specs = specs();
    List<DrawnFigure> figures = DrawnFigure.of(specs, drawn);
    FigureSection section =
        new FigureSection(0, new ExperimentRuns(info, drawn, List.of(), new Figures(figures)));
    ArrayNode data = json.putArray("figures");
    if (!chosen.isEmpty()) {
      DrawnFigure own = DrawnFigure.of(of(chosen), drawn);
      json.put(CHOSEN, section.live("live-" + CHOSEN, own).toString());
      data.add(data(own, "live-" + CHOSEN));
    }
    Html.Builder html = Html.builder();
    for (int i = 0; i < figures.size(); i++) {
      String id = "live-figure-" + (i + 1);
      html.add(section.live(id, figures.get(i)));
      data.add(data(figures.get(i), id));
    }
    json.put("structure", html.build().toString());
  }

  private static ObjectNode data(DrawnFigure figure, String element) {
    ObjectNode data = figure.data().put("element", element);
    FigureSection.notes(figure).forEach(data.putArray("notes")::add);
    return data;
  }

  /**
   * The figures of the experiment but those of whole sweeps, and those of certificates and of the
   * moving simplex where the run writes them and no figure shows them.
   */
  private List<FigureSpec> specs() {
    List<FigureSpec> specs = new ArrayList<>();
    Set<String> certified = new LinkedHashSet<>();
    for (FigureSpec figure : info.figures()) {
      boolean chosenAlready = run.origin() instanceof External && figure.kind() == FigureKind.BAND;
      if (figure.kind() != FigureKind.SWEEP && !chosenAlready) {
        specs.add(figure);
      }
      if (figure.kind() == FigureKind.CERTIFICATE) {
        certified.addAll(figure.metrics());
      }
    }
    CertificatesTable certificates = run.table(CertificatesTable.TABLE);
    List<String> more =
        certificates.certificates().stream().filter(id -> !certified.contains(id)).toList();
    if (!more.isEmpty()) {
      specs.add(
          new FigureSpec(
              "certificates",
              "Measured values and the bounds of the theorems",
              FigureKind.CERTIFICATE,
              more,
              more.stream().filter(id -> Decades.spread(curves(certificates, id))).toList(),
              "",
              List.of(),
              FigureSpec.Scale.COSINE,
              null));
    }
    if (run.table(SimplexTable.TABLE).epochs().length > 0
        && specs.stream().noneMatch(figure -> figure.kind() == FigureKind.SIMPLEX)) {
      specs.add(
          new FigureSpec(
              "simplex", "Class means in motion", FigureKind.SIMPLEX, List.of(), false, ""));
    }
    return specs;
  }

  /** What the figure of a certificate draws: measured values, and bounds. */
  private static double[] curves(CertificatesTable certificates, String id) {
    return DoubleStream.concat(
            DoubleStream.of(certificates.values(id)),
            certificates.tiers(id).stream()
                .flatMapToDouble(tier -> DoubleStream.of(certificates.bounds(id, tier))))
        .toArray();
  }

  private FigureSpec of(List<String> metrics) {
    return new FigureSpec(
        "metrics",
        "Chosen metrics",
        FigureKind.BAND,
        metrics,
        metrics.stream().filter(metric -> Decades.spread(table.column(metric))).toList(),
        drawn.size() > 1
            ? "Mean over %d seeds, up to the last epoch that all of them have."
                .formatted(drawn.size())
            : "",
        List.of(),
        FigureSpec.Scale.COSINE,
        null);
  }

  /** Those that were asked for, else those of the claims, and then the first ones. */
  private List<String> chosen() {
    List<String> known = wanted.stream().filter(table::has).distinct().toList();
    if (!known.isEmpty()) {
      return known;
    }
    Set<String> usual = new LinkedHashSet<>();
    info.claims().stream().map(ClaimSpec::metric).filter(table::has).forEach(usual::add);
    table.metrics().stream()
        .filter(metric -> DoubleStream.of(table.column(metric)).anyMatch(Double::isFinite))
        .forEach(usual::add);
    return usual.stream().limit(USUAL).toList();
  }

  private Html verdict(List<LiveClaim> claims) {
    if (claims.isEmpty()) {
      return Html.NONE;
    }
    long holding = count(claims, Standing.HOLDS);
    long lost = count(claims, Standing.CANNOT);
    boolean decided = claims.stream().allMatch(LiveClaim::decided);
    String look = lost > 0 ? "bad" : holding == claims.size() ? "good" : "open";
    return Html.of(
        "<p class=\"verdict {}\"><span class=\"symbol\" aria-hidden=\"true\">{}</span>"
            + " <span>{} of {} claims {}{}{}.</span></p>\n",
        look,
        look.equals("good") ? Parts.TICK : look.equals("bad") ? Parts.CROSS : "?",
        holding,
        claims.size(),
        holding == 1 ? "holds" : "hold",
        decided ? "" : " so far",
        lost == 0 ? "" : ", " + lost + " cannot any more");
  }

  private static long count(List<LiveClaim> claims, Standing standing) {
    return claims.stream().filter(claim -> claim.standing() == standing).count();
  }
}
