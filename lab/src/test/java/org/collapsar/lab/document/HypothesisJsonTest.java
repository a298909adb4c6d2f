package org.collapsar.lab.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.collapsar.metrics.MetricValue;
import org.collapsar.theory.Hypothesis;
import org.collapsar.theory.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HypothesisJsonTest {

  private static Section document(String json) {
    return Section.lenient("", JsonDocument.tree("f.json:1", json));
  }

  private static List<Hypothesis> again(List<Hypothesis> hypotheses) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("hypotheses", HypothesisJson.of(hypotheses));
    return HypothesisJson.read(document(JsonWriter.text(json)));
  }

  @Test
  void everyVerdictComesBack() {
    List<Hypothesis> all =
        Stream.of(Verdict.values())
            .map(
                verdict ->
                    new Hypothesis(
                        new Hypothesis.Key("key." + verdict),
                        "name of " + verdict,
                        verdict.ordinal() % 2 == 0
                            ? MetricValue.of(0.1 + verdict.ordinal())
                            : MetricValue.undefined("because"),
                        "at most 2",
                        verdict))
            .toList();
    assertThat(again(all)).isEqualTo(all);
  }

  /** Readers that look at holds alone see what they saw before. */
  @Test
  void holdsIsNullWhereNothingWasChecked() {
    for (Verdict verdict : Verdict.values()) {
      var json =
          HypothesisJson.of(
                  List.of(
                      new Hypothesis(
                          new Hypothesis.Key("k"), "n", MetricValue.of(1), "r", verdict)))
              .get(0);
      switch (verdict) {
        case HOLDS -> assertThat(json.path("holds").asText()).isEqualTo("true");
        case FAILS -> assertThat(json.path("holds").asText()).isEqualTo("false");
        case ASSUMED, UNKNOWN -> assertThat(json.path("holds").isNull()).isTrue();
      }
      assertThat(json.path("verdict").asText()).isEqualTo(Value.word(verdict));
    }
  }

  /** Documents of commit ce1cfc4 have neither key nor verdict. */
  @ParameterizedTest
  @CsvSource({
    "true, at most 2, HOLDS",
    "false, at most 2, FAILS",
    "true, assumed, HOLDS",
    "null, assumed, ASSUMED",
    "null, given, UNKNOWN",
  })
  void earlierDocumentsAreRead(String holds, String required, Verdict verdict) {
    String json =
        """
        {"hypotheses": [{"name": "eps_1", "value": {"value": 3.0}, "required": "%s", "holds": %s}]}
        """
            .formatted(required, holds);
    assertThat(HypothesisJson.read(document(json)))
        .containsExactly(
            new Hypothesis(
                new Hypothesis.Key("eps_1"), "eps_1", MetricValue.of(3), required, verdict));
  }

  @Test
  void anUnknownVerdictIsRefused() {
    String json =
        """
        {"hypotheses": [{"name": "n", "value": {"undefined": "because"}, "required": "r",
                         "verdict": "perhaps"}]}
        """;
    assertThatThrownBy(() -> HypothesisJson.read(document(json)))
        .hasMessage(
            "f.json:1: hypotheses.0.verdict: expected one of holds, fails, assumed, unknown, found"
                + " \"perhaps\"");
  }
}
