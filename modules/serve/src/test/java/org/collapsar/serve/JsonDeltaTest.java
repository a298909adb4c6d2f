package org.collapsar.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonDeltaTest {
  /** The same examples as in delta.test.mjs, which applies them. */
  @Test
  void changesAreSmall() throws IOException {
    JsonNode examples =
        TestServer.MAPPER.readTree(Pages.resource(JsonDeltaTest.class, "deltas.json"));
    assertThat(examples.size()).isGreaterThan(10);
    for (JsonNode example : examples) {
      JsonNode delta = JsonDelta.of(example.get("before"), example.get("after"));
      assertThat(delta == null ? NullNode.instance : delta).isEqualTo(example.get("delta"));
    }
  }
}
