package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.ClaimRule;
import org.collapsar.lab.experiment.ClaimRule.Takes;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.experiment.ClaimSpec.Window;
import org.collapsar.lab.experiment.Fit;
import org.collapsar.lab.experiment.MetricReference;
import org.collapsar.lab.experiment.SweepComparison;

/** Reads the section {@code claims} of an experiment, and writes its entries as JSON. */
final class ClaimReader {

  private ClaimReader() {}

  /**
   * The claims, none where the section is absent.
   *
   * @param known what the runs will measure
   */
  static List<ClaimSpec> read(Section s, KnownMetrics known) {
    return s.has("claims")
        ? s.list("claims", "a list of claims", value -> claim(value, known))
        : List.of();
  }

  private static ClaimSpec claim(Value value, KnownMetrics known) {
    ClaimRule rule = value.anyKeys().word("rule", ClaimRule.class);
    Section c = value.section(keys(rule));
    return new ClaimSpec(
        c.text("id"),
        c.text("text"),
        metric(c, rule, known),
        rule,
        rule == ClaimRule.END_FALLING && !c.has("bound") ? 1 : bound(c),
        rule.ofTwo() ? known.single(c.value("against", "a metric"), c.text("against")) : null,
        c.has("window") ? window(c) : rule.window(),
        rule.ofSweep() ? comparison(c, rule) : null,
        labels(c, "only"),
        c.textOrNull("theorem"));
  }

  /** The keys that belong to a rule, which is read before the rest for them. */
  private static String[] keys(ClaimRule rule) {
    List<String> keys =
        new ArrayList<>(List.of("id", "text", "theorem", "metric", "rule", "bound"));
    keys.addAll(rule.keys());
    if (!rule.ofSweep()) {
      keys.add("only");
    }
    return keys.toArray(new String[0]);
  }

  private static double bound(Section c) {
    return c.number("bound");
  }

  private static String metric(Section c, ClaimRule rule, KnownMetrics known) {
    String text = c.text("metric");
    Value value = c.value("metric", "a metric");
    if (rule.takes() == Takes.LAW && !text.startsWith("gibbs.")) {
      throw c.bad("metric", "a metric of the particles' law, such as gibbs.p, for this rule", text);
    }
    if (rule.takes() == Takes.ONE_METRIC || rule.takes() == Takes.LAW) {
      return known.single(value, text);
    }
    MetricReference reference = known.reference(value, text);
    if (rule.takes() == Takes.SEVERAL_LAYERS && reference.single()) {
      throw c.bad("metric", "several layers, ID@FROM..TO", text);
    }
    return text;
  }

  /** Two fractions of the epochs. */
  static Window window(Section c) {
    String expected = "two fractions of the epochs, the first below the second, such as [0, 0.8]";
    List<Double> ends =
        c.list("window", expected, item -> item.number("a fraction of the epochs", x -> true));
    if (ends.size() != 2 || !(ends.get(0) >= 0 && ends.get(0) < ends.get(1) && ends.get(1) <= 1)) {
      throw c.bad("window", expected);
    }
    return new Window(ends.get(0), ends.get(1));
  }

  /** Labels by their axes; none where the key is absent. */
  static Map<String, String> labels(Section c, String key) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (c.has(key)) {
      String expected = "a group of axes and labels";
      Section group = c.value(key, expected).anyKeys();
      group.keys().forEach(axis -> labels.put(axis, group.text(axis)));
    }
    return labels;
  }

  private static SweepComparison comparison(Section c, ClaimRule rule) {
    return new SweepComparison(
        c.text("axis"),
        labels(c, "series"),
        rule.directed() ? c.word("direction", SweepComparison.Direction.class) : null,
        rule.fits() ? c.word("fit", Fit.class) : null);
  }

  /** What {@link #read} reads back to the same. */
  static ObjectNode json(ClaimSpec c) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", c.id()).put("text", c.text());
    if (c.theorem() != null) {
      json.put("theorem", c.theorem());
    }
    json.put("metric", c.metric());
    json.put("rule", Value.word(c.rule())).put("bound", c.bound());
    if (c.against() != null) {
      json.put("against", c.against());
    }
    put(json, c.window(), c.rule().window());
    put(json, "only", c.only());
    SweepComparison sweep = c.sweep();
    if (sweep != null) {
      json.put("axis", sweep.axis());
      put(json, "series", sweep.series());
      if (sweep.direction() != null) {
        json.put("direction", Value.word(sweep.direction()));
      }
      if (sweep.fit() != null) {
        json.put("fit", Value.word(sweep.fit()));
      }
    }
    return json;
  }

  /** Puts labels by their axes, where there are any. */
  static void put(ObjectNode json, String key, Map<String, String> labels) {
    if (!labels.isEmpty()) {
      ObjectNode group = json.putObject(key);
      labels.forEach(group::put);
    }
  }

  /** Puts a window, where it is not the usual one. */
  static void put(ObjectNode json, Window window, Window usual) {
    if (!window.equals(usual)) {
      json.putArray("window").add(window.from()).add(window.to());
    }
  }
}
