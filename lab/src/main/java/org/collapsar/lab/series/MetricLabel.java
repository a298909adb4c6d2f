package org.collapsar.lab.series;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.collapsar.lab.experiment.LayerRange;
import org.collapsar.lab.experiment.MetricReference;
import org.collapsar.lab.experiment.MetricReference.Reduction;
import org.collapsar.lab.experiment.TrainingMetrics;
import org.collapsar.lab.gibbs.GibbsMetrics;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.probe.MetricFamilies;
import org.collapsar.theory.TheoremCatalogue;
import org.collapsar.theory.TheoremInfo;

/**
 * Name of a metric on axes and in tables.
 *
 * @param metric reference to what is measured
 * @param name short name, for tables and tiles
 * @param axis axis label with symbol and unit
 * @param plain the same in ASCII, for machines whose fonts lack the symbols
 */
public record MetricLabel(String metric, String name, String axis, String plain) {

  private static final Map<Reduction, String> SUPERLATIVES =
      Map.of(Reduction.MIN, "Smallest", Reduction.MEAN, "Mean", Reduction.MAX, "Largest");

  /** A label without symbols that a font may lack. */
  private static MetricLabel same(String metric, String name, String axis) {
    return new MetricLabel(metric, name, axis, axis);
  }

  /**
   * Makes the label of a reference; a metric without one is named by its id.
   *
   * @param reference to what is measured
   * @return its label
   * @throws IllegalArgumentException if it is no reference
   */
  public static MetricLabel of(String reference) {
    return of(reference, TrainingMetrics.ALL, TheoremCatalogue.ALL);
  }

  /**
   * Makes the label of a reference where certificates are those of a list.
   *
   * @param reference to what is measured
   * @param theorems that there are
   * @return its label
   * @throws IllegalArgumentException if it is no reference
   */
  public static MetricLabel of(String reference, TheoremCatalogue theorems) {
    return of(reference, TrainingMetrics.ALL, theorems);
  }

  /**
   * Makes the label of a reference where metrics and certificates are those of lists.
   *
   * @param reference to what is measured
   * @param metrics that there are
   * @param theorems that there are
   * @return its label
   * @throws IllegalArgumentException if it is no reference
   */
  public static MetricLabel of(
      String reference, MetricFamilies metrics, TheoremCatalogue theorems) {
    MetricReference parsed = MetricReference.parse(reference);
    int slash = reference.indexOf('/');
    if (slash > 0) {
      String id = reference.substring(0, slash);
      String about = theorems.info(id).map(TheoremInfo::about).orElse(id);
      String tier = reference.substring(slash + 1);
      String name = tier.equals("value") ? about : "bound on " + about + ", " + tier;
      return same(reference, name, name);
    }
    Optional<TheoremInfo> theorem = theorems.info(reference);
    if (theorem.isPresent()) {
      return same(reference, theorem.get().label(), theorem.get().axis());
    }
    MetricLabel label = ofMetric(parsed.metric(), metrics);
    LayerRange layers = parsed.layers();
    if (layers == null) {
      return label;
    }
    String what = label.name() + " " + where(parsed.metric(), layers);
    if (parsed.metric().equals("kappa.weights") && layers.toString().equals("last-1")) {
      what = "Condition of the last weights";
    }
    if (parsed.over() != null) {
      what = SUPERLATIVES.get(parsed.over()) + " " + lower(what);
    }
    String unit = metrics.find(parsed.metric()).map(MetricInfo::unit).orElse("");
    return same(reference, what, lower(what) + (unit.isEmpty() ? "" : " (" + unit + ")"));
  }

  private static MetricLabel ofMetric(String metric, MetricFamilies metrics) {
    return metrics
        .find(metric)
        .map(MetricInfo::label)
        .or(() -> GibbsMetrics.label(metric))
        .map(label -> new MetricLabel(metric, label.name(), label.axis(), label.plain()))
        .orElseGet(() -> same(metric, metric, metric));
  }

  /** "of the last layer", "of the linear pairs". */
  private static String where(String metric, LayerRange layers) {
    boolean pairs = isPair(metric);
    String from = layers.from().toString();
    String to = layers.to().toString();
    String kind = pairs ? "pairs" : "layers";
    if (layers.single()) {
      return switch (from) {
        case "last" -> "of the last layer";
        case "last-1" -> pairs ? "of the last pair" : "of the last features";
        case "head" -> pairs ? "of pair head" : "of the head's input";
        default -> (pairs ? "of pair " : "of layer ") + from;
      };
    }
    if (from.equals("1") && to.equals("head")) {
      return "of the non-linear " + kind;
    }
    if (from.equals("head+1") && to.equals(pairs ? "last-1" : "last")) {
      return "of the linear " + kind;
    }
    return from.equals("head") && to.equals("last")
        ? "from the head's input to the last layer"
        : "of " + kind + " " + from + " to " + to;
  }

  /**
   * {@return a name within a sentence: "Balancedness" in small letters, "NC1" as it is}
   *
   * @param name as tables have it
   */
  public static String lower(String name) {
    return name.length() > 1 && Character.isLowerCase(name.charAt(1))
        ? name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1)
        : name;
  }

  /**
   * Tells whether a metric of a layer is one of its weights and the next.
   *
   * @param metric its id
   * @return false also where there is no such metric
   */
  public static boolean isPair(String metric) {
    return TrainingMetrics.ALL.find(metric).map(MetricInfo::ofPairs).orElse(false);
  }
}
