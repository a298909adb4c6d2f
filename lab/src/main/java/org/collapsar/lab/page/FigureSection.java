package org.collapsar.lab.page;

import static org.collapsar.lab.page.Html.text;
import static org.collapsar.lab.page.Parts.button;
import static org.collapsar.lab.page.Parts.copyable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.collapsar.FailedException;
import org.collapsar.lab.experiment.ClaimSpec.Window;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.Fit;
import org.collapsar.lab.experiment.Source;
import org.collapsar.lab.figure.MatrixFrames;
import org.collapsar.lab.figure.Panel;
import org.collapsar.lab.figure.ParityPoints;
import org.collapsar.lab.print.Figures;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.MetricLabel;

/** The figures of an experiment on the page, with their buttons, captions and printed forms. */
final class FigureSection {

  private final ExperimentRuns experiment;
  private final ExperimentInfo info;
  private final List<RunRecord> runs;

  FigureSection(ExperimentRuns experiment) {
    this.experiment = experiment;
    this.info = experiment.info();
    this.runs = experiment.runs();
  }

  String html() {
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
    return """
    <figure class="card" id="%s">
    <div class="figure-head"><h3>%s</h3><div class="tools" role="toolbar" aria-label="Figure">
    %s%s%s</div></div>
    %s%s<figcaption>
    <p>%s</p>
    %s%s</figcaption>
    </figure>
    """
        .formatted(
            id,
            text(figure.title()),
            figure.ofMatrices() || figure.kind() == FigureKind.PARITY ? "" : tools(figure),
            button("png", "Save PNG"),
            button("svg", "Save SVG"),
            switch (figure.kind()) {
              case GRAM, MATRICES -> heatMaps(figure);
              case PARITY -> parity();
              default -> panels(figure);
            },
            staticFigure(figure),
            text(caption(figure)),
            drawingNotes(figure),
            source(id));
  }

  /** With what the data are, where they are the user's. */
  private String caption(FigureSpec figure) {
    return Stream.of(figure.caption().strip(), DataWords.sentence(runs))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" "));
  }

  private String tools(FigureSpec figure) {
    boolean epochs = figure.kind() != FigureKind.SWEEP && figure.kind() != FigureKind.HISTOGRAM;
    return "<span class=\"choice\" role=\"group\" aria-label=\"Vertical axis\">"
        + button("log", "Log")
        + button("linear", "Linear")
        + "</span>\n"
        + (runs.size() == 1 || !epochs
            ? ""
            : "<span class=\"choice\" role=\"group\" aria-label=\"Runs\">"
                + button("band", "Mean and band")
                + button("lines", "One line a seed")
                + "</span>\n")
        + (epochs ? button("zoom", "Zoom") + button("reset", "Reset") : "");
  }

  private String panels(FigureSpec figure) {
    String along =
        switch (figure.kind()) {
          case SWEEP -> figure.axes().axis();
          case HISTOGRAM -> "its bins";
          default -> "the epochs";
        };
    StringBuilder panels = new StringBuilder();
    for (String metric : figure.metrics()) {
      panels.append("<div class=\"panel\">");
      panels.append(chart(MetricLabel.of(metric).name() + " over " + along));
      for (String remark : Panel.of(figure, metric, runs).remarks()) {
        panels.append("<p class=\"small\">Fit, ").append(text(remark)).append("</p>");
      }
      panels.append("</div>\n");
    }
    String look =
        (switch (figure.metrics().size()) {
              case 1 -> " one";
              case 4 -> " four";
              default -> "";
            })
            + (figure.kind() == FigureKind.LAYERS ? " layers" : "");
    return "<div class=\"panels" + look + "\">\n" + panels + "</div>\n";
  }

  private static String chart(String what) {
    return ("<div class=\"chart\" tabindex=\"0\" role=\"group\" aria-roledescription=\"chart\""
            + " aria-label=\"%s. Arrow keys read the values.\">"
            + "</div>\n")
        .formatted(text(what));
  }

  /** A chart a matrix; the slider and the choice of the run are for all of them. */
  private String heatMaps(FigureSpec figure) {
    List<MatrixFrames> all = MatrixFrames.of(figure, runs);
    if (all.isEmpty()) {
      return "<p class=\"note\">There are no %s to show.</p>\n"
          .formatted(figure.kind() == FigureKind.GRAM ? "Gram matrices" : "matrices");
    }
    int most = all.stream().mapToInt(frames -> frames.names().size()).max().orElse(0);
    StringBuilder html = new StringBuilder("<div class=\"epoch\">\n");
    if (all.size() > 1) {
      html.append("<select aria-label=\"Run\">");
      for (int i = 0; i < all.size(); i++) {
        html.append("<option value=\"%d\">%s</option>".formatted(i, text(all.get(i).run())));
      }
      html.append("</select>\n");
    }
    html.append(
        "<label>Epoch <input type=\"range\" min=\"0\" max=\"0\" step=\"1\" value=\"0\"></label>"
            + "<output></output>\n</div>\n<div class=\"panels heat\">\n");
    for (int i = 0; i < most; i++) {
      html.append(
          chart(
              figure.kind() == FigureKind.GRAM
                  ? "Gram matrix of the class means, " + MatrixFrames.entry(figure)
                  : "Matrix " + (i + 1) + " of the figure"));
    }
    return html.append("</div>\n").toString();
  }

  /** A chart a run. */
  private String parity() {
    List<ParityPoints> all = ParityPoints.of(runs);
    if (all.isEmpty()) {
      return "<p class=\"note\">There are no predicted features to show.</p>\n";
    }
    StringBuilder html =
        new StringBuilder(
            "<div class=\"panels%s\">\n".formatted(all.size() == 1 ? " one" : " four"));
    for (ParityPoints points : all) {
      html.append("<div class=\"panel\">")
          .append(chart("Predicted against actual features of " + points.run()))
          .append("</div>\n");
    }
    return html.append("</div>\n").toString();
  }

  /** Shown without scripts and in print. A machine without fonts still gets its page. */
  private String staticFigure(FigureSpec figure) {
    try {
      String svg = Figures.svg(figure, runs);
      return "<img class=\"static-figure\" alt=\"%s\" src=\"data:image/svg+xml;base64,%s\">\n"
          .formatted(
              text(figure.title() + ". " + caption(figure)),
              Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8)));
    } catch (FailedException e) {
      return "<p class=\"note\">" + text("No printed figure: " + e.getMessage()) + ".</p>\n";
    }
  }

  private String drawingNotes(FigureSpec figure) {
    List<String> notes =
        figure.ofMatrices()
            ? MatrixFrames.notes(figure, runs)
            : figure.kind() == FigureKind.PARITY
                ? ParityPoints.notes(runs)
                : figure.metrics().stream()
                    .flatMap(metric -> Panel.of(figure, metric, runs).notes().stream())
                    .distinct()
                    .toList();
    return about(figure)
        + notes.stream()
            .map(note -> "<p class=\"small\">" + text(note) + "</p>\n")
            .collect(Collectors.joining());
  }

  /** What the reader of any such figure has to know. */
  private static String about(FigureSpec figure) {
    String words =
        switch (figure.kind()) {
          case BAND, LINES -> "";
          case LAYERS ->
              "Z and W are numbered from the first layer; dashed lines are non-linear layers.";
          case CERTIFICATE ->
              "Solid: what was measured. The bounds of three tiers: printed in the paper, with"
                  + " measured constants, with the measured residual. Where a hypothesis fails"
                  + " there is a gap.";
          case GRAM -> "Each entry is the " + MatrixFrames.entry(figure) + ".";
          case MATRICES ->
              "Each matrix has a colour scale of its own, the same on every epoch and in every"
                  + " run.";
          case HISTOGRAM ->
              "On the last epoch, in bins a quarter of a standard deviation wide; bars are one"
                  + " standard deviation over the seeds. Dashed: the law itself.";
          case PARITY -> ParityPoints.ABOUT;
          case SWEEP ->
              means(figure.axes().window())
                  + "; bars are one standard deviation over the seeds."
                  + (figure.axes().fit() == null
                      ? ""
                      : figure.axes().fit() == Fit.POWER
                          ? " Dashed: power law, a straight line of logarithm over logarithm"
                              + " through all runs."
                          : " Dashed: exponential, a straight line of the logarithm through all"
                              + " runs.");
        };
    return words.isEmpty() ? "" : "<p class=\"small\">" + words + "</p>\n";
  }

  private static String means(Window window) {
    return window.equals(Window.END)
        ? "Last values of the runs"
        : "Means of the runs over the epochs" + window.words();
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
}
