package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.collapsar.metrics.MetricValue;
import org.collapsar.theory.Bound;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.Direction;
import org.collapsar.theory.Hypothesis;
import org.collapsar.theory.Tier;
import org.collapsar.theory.Verdict;

/** Certificates in documents of the schema collapsar/certify/1. */
public final class CertificateJson {
  /** The schema of documents with certificates. */
  public static final String SCHEMA = "collapsar/certify/1";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String ASSUMED = "assumed";
  private static final Map<String, Tier> TIERS = byLabel(Tier.values(), Tier::label);
  private static final Map<String, Direction> DIRECTIONS =
      byLabel(Direction.values(), Direction::label);

  private CertificateJson() {}

  private static <T> Map<String, T> byLabel(T[] all, Function<T, String> label) {
    return Stream.of(all).collect(Collectors.toUnmodifiableMap(label, Function.identity()));
  }

  /** Certificates, in their order. */
  public static ArrayNode of(List<Certificate> certificates) {
    ArrayNode array = JSON.arrayNode();
    certificates.forEach(c -> array.add(of(c)));
    return array;
  }

  private static ObjectNode of(Certificate c) {
    ObjectNode json =
        JSON.objectNode()
            .put("id", c.id())
            .put("claim", c.claim())
            .put("source", c.source())
            .put("quantity", c.quantity());
    json.set("value", MetricJson.of(c.value()));
    ArrayNode bounds = json.putArray("bounds");
    c.bounds().forEach(b -> bounds.add(of(b)));
    return json;
  }

  private static ObjectNode of(Bound b) {
    ObjectNode json = JSON.objectNode().put("tier", b.tier().label()).put("form", b.form());
    if (b.erratum() != null) {
      json.put("erratum", b.erratum());
    }
    json.put("applies", b.applies());
    ArrayNode hypotheses = json.putArray("hypotheses");
    b.hypotheses().forEach(h -> hypotheses.add(of(h)));
    json.put("direction", b.direction().label());
    json.set("bound", MetricJson.of(b.bound()));
    json.set("slack", MetricJson.of(b.slack()));
    return json;
  }

  /** {@code holds} is null where the hypothesis was not checked. */
  private static ObjectNode of(Hypothesis h) {
    ObjectNode json = JSON.objectNode().put("name", h.name());
    json.set("value", MetricJson.of(h.value()));
    json.put("required", h.required());
    if (h.verdict() == Verdict.HOLDS || h.verdict() == Verdict.FAILS) {
      json.put("holds", h.verdict() == Verdict.HOLDS);
    } else {
      json.putNull("holds");
    }
    return json;
  }

  /**
   * Reads the {@code certificates} of a document.
   *
   * @throws org.collapsar.BadInputException if anything in them is not as {@link #of} writes it
   */
  static List<Certificate> read(JsonDocument.Part document) {
    List<Certificate> all = new ArrayList<>();
    for (JsonDocument.Part c : document.objects("certificates")) {
      MetricValue value = MetricJson.read(c.object("value"));
      all.add(
          new Certificate(
              c.text("id"),
              c.text("claim"),
              c.text("source"),
              c.text("quantity"),
              value,
              c.objects("bounds").stream().map(b -> bound(b, value)).toList()));
    }
    return List.copyOf(all);
  }

  private static Bound bound(JsonDocument.Part b, MetricValue value) {
    Direction direction = b.oneOf("direction", DIRECTIONS);
    MetricValue bound = MetricJson.read(b.object("bound"));
    return new Bound(
        b.oneOf("tier", TIERS),
        b.text("form"),
        b.textOrNull("erratum"),
        b.objects("hypotheses").stream().map(CertificateJson::hypothesis).toList(),
        direction,
        bound,
        MetricJson.read(b.object("slack")),
        Bound.holds(direction, value.orNaN(), bound.orNaN()));
  }

  private static Hypothesis hypothesis(JsonDocument.Part h) {
    String required = h.text("required");
    Verdict verdict =
        !h.absent("holds")
            ? h.flag("holds", false) ? Verdict.HOLDS : Verdict.FAILS
            : required.equals(ASSUMED) ? Verdict.ASSUMED : Verdict.UNKNOWN;
    return new Hypothesis(
        new Hypothesis.Key(h.text("name")),
        h.text("name"),
        MetricJson.read(h.object("value")),
        required,
        verdict);
  }
}
