package org.collapsar.lab.page;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.lab.series.Numbers;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.RandomFeatures;
import org.jspecify.annotations.Nullable;

/**
 * Whether, where and how far the features have collapsed, in plain sentences for a reader who knows
 * nothing of collapse: accuracy first, then NC1 as the measure of how far.
 */
final class CollapseVerdict {
  private static final CollapseScale HOW_FAR = CollapseScale.NC1;

  /** Classes differ in variance: worth a sentence from here on. */
  private static final double UNEQUAL = 1.2;

  private final List<MeasuredRow> rows;
  private final MeasuredRow main;
  private final TableNames names;

  CollapseVerdict(List<MeasuredRow> rows) {
    this.rows = rows;
    this.main = main(rows);
    this.names = new TableNames(rows);
  }

  /** The table that the page is about first: the last that W acts on, else the last. */
  static MeasuredRow main(List<MeasuredRow> rows) {
    for (int i = rows.size() - 1; i >= 0; i--) {
      if (rows.get(i).weights() != null) {
        return rows.get(i);
      }
    }
    return rows.get(rows.size() - 1);
  }

  Html html() {
    OptionalDouble value = value(main, HOW_FAR.metric());
    int level = value.isPresent() ? HOW_FAR.level(value.getAsDouble()) : -1;
    List<String> where = new ArrayList<>();
    add(where, overTables());
    add(where, overClasses());
    return Html.of(
        "<p class=\"verdict-text\" data-level=\"{}\">{}</p>\n{}",
        level < 0 ? "unknown" : Integer.toString(level),
        sentence(value),
        where.isEmpty() ? "" : Html.of("<p class=\"lede\">{}</p>\n", String.join(" ", where)));
  }

  private static void add(List<String> sentences, @Nullable String sentence) {
    if (sentence != null) {
      sentences.add(sentence);
    }
  }

  private static OptionalDouble value(MeasuredRow row, String metric) {
    return row.values().get(metric) instanceof MetricValue.Defined d && !Double.isNaN(d.value())
        ? OptionalDouble.of(d.value())
        : OptionalDouble.empty();
  }

  // ---- the sentence ----------------------------------------------------------------------------

  private String sentence(OptionalDouble value) {
    return accuracy() + (value.isPresent() ? howFar(value.getAsDouble()) : notKnown()) + ".";
  }

  /** Ends so that the features can follow. */
  private String accuracy() {
    String samples = Numbers.grouped(main.measurement().samples(), 12).replaceFirst("[.]0+$", "");
    boolean plain = rows.size() == 1 || names.of(main).equals("features");
    String which = plain ? "" : " (" + names.of(main) + ")";
    MetricValue accuracy = main.values().get("accuracy");
    if (accuracy instanceof MetricValue.Defined d) {
      String test =
          main.values().get("accuracy.test") instanceof MetricValue.Defined of
              ? " and on " + Shares.text(of.value()) + " of the test samples"
              : "";
      return "The classifier is right on "
          + Shares.text(d.value())
          + " of "
          + samples
          + " samples"
          + test
          + (d.remark().isEmpty() ? "" : " (" + d.remark() + ")")
          + ", and its features"
          + which
          + " have ";
    }
    return (accuracy instanceof MetricValue.Undefined u
            ? "Accuracy is undefined, " + u.reason()
            : "Accuracy was not measured")
        + "; the features of "
        + samples
        + " samples"
        + which
        + " have ";
  }

  private String howFar(double value) {
    Measurement m = main.measurement();
    OptionalDouble random = RandomFeatures.expected(HOW_FAR.metric(), m.counts(), m.dimension());
    boolean nothing = random.isPresent() && HOW_FAR.likeRandom(value, random.getAsDouble());
    return HOW_FAR.word(value)
        + ": the variance within classes is "
        + HOW_FAR.shown(value)
        + " times that between the class means"
        + (random.isEmpty()
            ? ""
            : nothing
                ? ", no less than for random features (" + HOW_FAR.shown(random.getAsDouble()) + ")"
                : " (random features of these sizes: "
                    + HOW_FAR.shown(random.getAsDouble())
                    + "; full collapse: 0)");
  }

  private String notKnown() {
    return main.values().get(HOW_FAR.metric()) instanceof MetricValue.Undefined u
        ? "no measure of collapse: " + HOW_FAR.metric() + " is undefined, " + u.reason()
        : "no measure of collapse: " + HOW_FAR.metric() + " was not asked for";
  }

  // ---- where -----------------------------------------------------------------------------------

  private @Nullable String overTables() {
    boolean checkpoints = MeasureCurves.checkpoints(rows);
    List<MeasuredRow> logits = checkpoints ? List.of() : logits();
    List<MeasuredRow> with =
        rows.stream()
            .filter(row -> !logits.contains(row) && value(row, HOW_FAR.metric()).isPresent())
            .toList();
    if (with.size() < 2) {
      return null;
    }
    MeasuredRow least = with.get(0);
    MeasuredRow most = with.get(0);
    int below = 0;
    for (MeasuredRow row : with) {
      double v = of(row);
      least = v < of(least) ? row : least;
      most = v > of(most) ? row : most;
      below += HOW_FAR.level(v) < 3 ? 1 : 0;
    }
    return "Of the "
        + with.size()
        + (checkpoints
            ? " tables,"
            : logits.isEmpty() ? " layers," : " layers before the classifier,")
        + " "
        + names.of(least)
        + " has collapsed furthest ("
        + HOW_FAR.shown(of(least))
        + ") and "
        + names.of(most)
        + " least ("
        + HOW_FAR.shown(of(most))
        + "). In "
        + (below == 0 ? "none" : below == with.size() ? "all" : Integer.toString(below))
        + " of them the variance within classes is below that between the class means."
        + ofLogits(logits);
  }

  /** The tables behind that which W acts on, as wide as there are classes: no features. */
  private List<MeasuredRow> logits() {
    return main.weights() == null
        ? List.of()
        : rows.subList(rows.indexOf(main) + 1, rows.size()).stream()
            .filter(row -> row.measurement().dimension() == row.measurement().classes())
            .toList();
  }

  private String ofLogits(List<MeasuredRow> logits) {
    StringBuilder said = new StringBuilder();
    for (MeasuredRow row : logits) {
      OptionalDouble value = value(row, HOW_FAR.metric());
      if (value.isPresent()) {
        said.append(" Behind the classifier, in ")
            .append(names.of(row))
            .append(", it is ")
            .append(HOW_FAR.shown(value.getAsDouble()))
            .append(" times that between the class means.");
      }
    }
    return said.toString();
  }

  private static double of(MeasuredRow row) {
    return value(row, HOW_FAR.metric()).orElse(Double.NaN);
  }

  /** Which classes vary most and least, where that says something. */
  private @Nullable String overClasses() {
    List<MetricValue> variances = main.measurement().withinVariances();
    double sum = 0;
    int most = -1;
    int least = -1;
    int count = 0;
    for (int c = 0; c < variances.size(); c++) {
      double v = variances.get(c).orNaN();
      if (Double.isFinite(v)) {
        count++;
        sum += v;
        most = most < 0 || v > variances.get(most).orNaN() ? c : most;
        least = least < 0 || v < variances.get(least).orNaN() ? c : least;
      }
    }
    double mean = sum / count;
    if (count < 3 || !(mean > 0) || variances.get(most).orNaN() < UNEQUAL * mean) {
      return null;
    }
    return "Class "
        + main.className(most)
        + " varies most ("
        + Numbers.rounded(variances.get(most).orNaN() / mean, 3)
        + " times the mean variance), class "
        + main.className(least)
        + " least ("
        + Numbers.rounded(variances.get(least).orNaN() / mean, 3)
        + " times).";
  }
}
