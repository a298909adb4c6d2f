package org.collapsar.lab.document;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.collapsar.theory.Hypothesis;
import org.collapsar.theory.Verdict;

/** Reader and writer of the {@code hypotheses} of JSON documents, with their verdicts. */
public final class HypothesisJson {
  private static final String ASSUMED = "assumed";

  private HypothesisJson() {}

  /**
   * Writes hypotheses. {@code holds} is what documents had before there was {@code verdict}: true,
   * false, or null for one that was not checked.
   *
   * @param hypotheses in the order of the document
   * @return an array of objects
   */
  public static ArrayNode of(List<Hypothesis> hypotheses) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Hypothesis h : hypotheses) {
      ObjectNode json = array.addObject().put("key", h.key().id()).put("name", h.name());
      json.set("value", MetricJson.of(h.value()));
      json.put("required", h.required());
      switch (h.verdict()) {
        case HOLDS -> json.put("holds", true);
        case FAILS -> json.put("holds", false);
        case ASSUMED, UNKNOWN -> json.putNull("holds");
      }
      json.put("verdict", Value.word(h.verdict()));
    }
    return array;
  }

  /**
   * Reads what {@link #of} writes, and what earlier versions wrote without {@code key} and {@code
   * verdict}.
   *
   * @param document with the list {@code hypotheses}
   * @return in the order of the document
   * @throws org.collapsar.BadInputException if anything in it is neither
   */
  public static List<Hypothesis> read(Section document) {
    return document.sections("hypotheses").stream().map(HypothesisJson::hypothesis).toList();
  }

  private static Hypothesis hypothesis(Section h) {
    String name = h.text("name");
    return new Hypothesis(
        new Hypothesis.Key(h.has("key") ? h.text("key") : name),
        name,
        MetricJson.read(h.section("value")),
        h.text("required"),
        h.has("verdict") ? h.word("verdict", Verdict.class) : earlier(h));
  }

  private static Verdict earlier(Section h) {
    if (h.has("holds")) {
      return h.flag("holds") ? Verdict.HOLDS : Verdict.FAILS;
    }
    return h.text("required").equals(ASSUMED) ? Verdict.ASSUMED : Verdict.UNKNOWN;
  }
}
