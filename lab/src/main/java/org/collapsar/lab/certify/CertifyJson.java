package org.collapsar.lab.certify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.collapsar.lab.run.MetricJson;
import org.collapsar.theory.Bound;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.Hypothesis;
import org.collapsar.theory.Verdict;

/** Certificates as the document collapsar/certify/1. */
public final class CertifyJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private CertifyJson() {}

  /** The document. */
  public static ObjectNode document(List<Certificate> certificates) {
    ObjectNode json = JSON.objectNode().put("schema", "collapsar/certify/1");
    ArrayNode array = json.putArray("certificates");
    certificates.forEach(c -> array.add(certificate(c)));
    return json;
  }

  /** One certificate, as in the document. */
  public static ObjectNode certificate(Certificate c) {
    ObjectNode json =
        JSON.objectNode()
            .put("id", c.id())
            .put("claim", c.claim())
            .put("source", c.source())
            .put("quantity", c.quantity());
    json.set("value", MetricJson.of(c.value()));
    ArrayNode bounds = json.putArray("bounds");
    c.bounds().forEach(b -> bounds.add(bound(b)));
    return json;
  }

  private static ObjectNode bound(Bound b) {
    ObjectNode json = JSON.objectNode().put("tier", b.tier().label()).put("form", b.form());
    if (b.erratum() != null) {
      json.put("erratum", b.erratum());
    }
    json.put("applies", b.applies());
    ArrayNode hypotheses = json.putArray("hypotheses");
    b.hypotheses().forEach(h -> hypotheses.add(hypothesis(h)));
    json.put("direction", b.direction().label());
    json.set("bound", MetricJson.of(b.bound()));
    json.set("slack", MetricJson.of(b.slack()));
    return json;
  }

  /** {@code holds} is null where the hypothesis was not checked. */
  private static ObjectNode hypothesis(Hypothesis h) {
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
}
