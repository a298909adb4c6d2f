package org.collapsar.lab.document;

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
import org.collapsar.theory.TheoremCatalogue;
import org.collapsar.theory.TheoremInfo;
import org.collapsar.theory.Tier;

/** Certificates in documents of the type {@link DocumentType#CERTIFY}. */
public final class CertificateJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Map<String, Tier> TIERS = byLabel(Tier.values(), Tier::label);
  private static final Map<String, Direction> DIRECTIONS =
      byLabel(Direction.values(), Direction::label);

  private CertificateJson() {}

  private static <T> Map<String, T> byLabel(T[] all, Function<T, String> label) {
    return Stream.of(all).collect(Collectors.toUnmodifiableMap(label, Function.identity()));
  }

  /**
   * Writes certificates.
   *
   * @param certificates in the order of the document
   * @return an array of objects
   */
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
    json.set("hypotheses", HypothesisJson.of(b.hypotheses()));
    json.put("direction", b.direction().label());
    json.set("bound", MetricJson.of(b.bound()));
    json.set("slack", MetricJson.of(b.slack()));
    return json;
  }

  /**
   * Reads the {@code certificates} of a document.
   *
   * @param document with the list {@code certificates}
   * @return in the order of the document, in its words
   * @throws org.collapsar.BadInputException if anything in them is not as {@link #of} writes it
   */
  public static List<Certificate> read(Section document) {
    List<Certificate> all = new ArrayList<>();
    for (Section c : document.sections("certificates")) {
      MetricValue value = MetricJson.read(c.section("value"));
      all.add(
          new Certificate(
              info(c), value, c.sections("bounds").stream().map(b -> bound(b, value)).toList()));
    }
    return List.copyOf(all);
  }

  /** In the words of the document, which may know of others than we do. */
  private static TheoremInfo info(Section c) {
    String id = c.text("id");
    return TheoremCatalogue.ALL
        .info(id)
        .orElseGet(() -> TheoremInfo.of(id).build())
        .stated(c.text("claim"), c.text("source"), c.text("quantity"));
  }

  private static Bound bound(Section b, MetricValue value) {
    Direction direction = b.oneOf("direction", DIRECTIONS);
    MetricValue bound = MetricJson.read(b.section("bound"));
    return new Bound(
        b.oneOf("tier", TIERS),
        b.text("form"),
        b.textOrNull("erratum"),
        HypothesisJson.read(b),
        direction,
        bound,
        MetricJson.read(b.section("slack")),
        Bound.holds(direction, value.orNaN(), bound.orNaN()));
  }
}
