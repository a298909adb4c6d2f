package org.collapsar.lab.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.experiment.ClaimSpec.Rule;
import org.collapsar.lab.experiment.ClaimSpec.Window;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.FigureSpec.Kind;
import org.collapsar.lab.experiment.FigureSpec.Scale;
import org.collapsar.lab.experiment.Fit;
import org.collapsar.lab.experiment.LayerPlace;
import org.collapsar.lab.experiment.LayerRange;
import org.collapsar.lab.experiment.MetricReference;
import org.collapsar.lab.experiment.ReferenceLine;
import org.collapsar.lab.experiment.SweepComparison;
import org.collapsar.lab.experiment.SweepView;
import org.jspecify.annotations.Nullable;

/** The figures and claims that run.json lists. */
final class SpecParts {

  private static final Map<String, Kind> KINDS = words(Kind.values());
  private static final Map<String, Rule> RULES = words(Rule.values());
  private static final Map<String, Scale> SCALES = words(Scale.values());
  private static final Map<String, Fit> FITS = words(Fit.values());
  private static final Map<String, SweepComparison.Direction> DIRECTIONS =
      words(SweepComparison.Direction.values());

  private SpecParts() {}

  static FigureSpec figure(JsonDocument.Part figure) {
    String id = figure.text("id");
    if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw figure.wrong("id", "a file name of letters, digits, '.', '_' and '-'");
    }
    Kind kind = figure.oneOf("kind", KINDS);
    List<String> metrics =
        figure.texts(
            switch (kind) {
              case MATRICES -> "matrices";
              case HISTOGRAM -> "samples";
              default -> "metrics";
            });
    if (metrics.isEmpty() != (kind == Kind.GRAM)) {
      throw figure.wrong("metrics", kind == Kind.GRAM ? "no metrics" : "at least one metric");
    }
    if (kind != Kind.CERTIFICATE && kind != Kind.MATRICES && kind != Kind.HISTOGRAM) {
      metrics.forEach(metric -> single(figure, "metrics", metric));
    }
    return new FigureSpec(
        id,
        figure.text("title", id),
        kind,
        metrics,
        logarithmic(figure, metrics),
        figure.text("caption", ""),
        figure.texts("layers").stream().map(text -> range(figure, text)).toList(),
        figure.absent("normalise") ? Scale.COSINE : figure.oneOf("normalise", SCALES),
        kind == Kind.SWEEP ? view(figure) : null,
        references(figure, metrics),
        labels(figure, "only"));
  }

  private static Map<String, ReferenceLine> references(
      JsonDocument.Part figure, List<String> metrics) {
    Map<String, ReferenceLine> references = new LinkedHashMap<>();
    JsonDocument.Part group = figure.objectOrNull("references");
    if (group == null) {
      return references;
    }
    for (String metric : group.keys()) {
      JsonDocument.Part line = group.objectOrNull(metric);
      if (line == null || !metrics.contains(metric)) {
        throw figure.wrong("references", "references beside metrics of the figure");
      }
      String text = line.text("value");
      String name = line.text("name");
      double from = line.absent("from") ? Double.NaN : line.number("from");
      try {
        references.put(metric, ReferenceLine.of(name, text, from));
      } catch (IllegalArgumentException e) {
        throw line.wrong("value", ReferenceLine.EXPECTED);
      }
    }
    return references;
  }

  private static List<String> logarithmic(JsonDocument.Part figure, List<String> metrics) {
    return figure.isList("logarithmic")
        ? figure.texts("logarithmic")
        : figure.flag("logarithmic", false) ? metrics : List.of();
  }

  private static LayerRange range(JsonDocument.Part figure, String text) {
    try {
      return LayerRange.parse(text);
    } catch (IllegalArgumentException e) {
      throw figure.wrong("layers", LayerPlace.EXPECTED + ", or FROM..TO");
    }
  }

  private static SweepView view(JsonDocument.Part figure) {
    return new SweepView(
        figure.text("axis"),
        figure.textOrNull("series"),
        figure.flag("logarithmicX", false),
        figure.absent("fit") ? null : figure.oneOf("fit", FITS),
        window(figure, Window.END));
  }

  static ClaimSpec claim(JsonDocument.Part claim) {
    Rule rule = claim.oneOf("rule", RULES);
    String metric = claim.text("metric");
    if (rule == Rule.END_FALLING || rule == Rule.LOG_LINEAR_R2_AT_LEAST) {
      reference(claim, "metric", metric);
    } else {
      single(claim, "metric", metric);
    }
    String against = rule.ofTwo() ? claim.text("against") : null;
    if (against != null) {
      single(claim, "against", against);
    }
    return new ClaimSpec(
        claim.text("id"),
        claim.text("text"),
        metric,
        rule,
        claim.number("bound"),
        against,
        window(claim, rule.window()),
        rule.ofSweep() ? comparison(claim, rule) : null,
        labels(claim, "only"));
  }

  private static Window window(JsonDocument.Part claim, Window usual) {
    if (claim.absent("window")) {
      return usual;
    }
    double[] ends = claim.numbers("window");
    if (ends.length != 2 || !(ends[0] >= 0 && ends[0] < ends[1] && ends[1] <= 1)) {
      throw claim.wrong("window", "two fractions of the epochs, the first below the second");
    }
    return new Window(ends[0], ends[1]);
  }

  private static Map<String, String> labels(JsonDocument.Part part, String key) {
    Map<String, String> labels = new LinkedHashMap<>();
    JsonDocument.Part group = part.objectOrNull(key);
    if (group != null) {
      group.keys().forEach(axis -> labels.put(axis, group.text(axis)));
    }
    return labels;
  }

  private static SweepComparison comparison(JsonDocument.Part claim, Rule rule) {
    boolean trend = rule == Rule.TREND_P_AT_MOST;
    return new SweepComparison(
        claim.text("axis"),
        labels(claim, "series"),
        trend ? claim.oneOf("direction", DIRECTIONS) : null,
        rule.fits() ? claim.oneOf("fit", FITS) : null);
  }

  private static MetricReference reference(JsonDocument.Part part, String key, String text) {
    try {
      return MetricReference.parse(text);
    } catch (IllegalArgumentException e) {
      throw part.wrong(key, MetricReference.EXPECTED);
    }
  }

  private static void single(JsonDocument.Part part, String key, @Nullable String text) {
    if (text != null && !reference(part, key, text).single()) {
      throw part.wrong(key, "one number, such as min(ID@FROM..TO)");
    }
  }

  /** Constants by their words in YAML and JSON: small letters with hyphens. */
  private static <E extends Enum<E>> Map<String, E> words(E[] constants) {
    return Stream.of(constants)
        .collect(
            Collectors.toUnmodifiableMap(
                constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                Function.identity()));
  }
}
