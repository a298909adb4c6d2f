package org.collapsar.files.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void readsEveryKindOfValue() throws Json.Malformed {
    assertThat(Json.parse(" {\"a\" : [ 1 , -20,0 ], \"b\":{}, \"c\":[],\"d\":true,\"e\":false}\n"))
        .isEqualTo(
            Map.of(
                "a", List.of(1L, -20L, 0L), "b", Map.of(), "c", List.of(), "d", true, "e", false));
  }

  @Test
  void readsEscapes() throws Json.Malformed {
    assertThat(Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\""))
        .isEqualTo("\"\\/\b\f\n\r\t\u00e9\uD83D\uDE00");
  }

  @Test
  void readsWhatItQuotes() throws Json.Malformed {
    String nasty = "\u0000\u001f \"\\/ \u00e9 \uD83D\uDE00 {}[],:";
    assertThat(Json.parse(Json.quote(nasty))).isEqualTo(nasty);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\" 1}",
        "{\"a\":1}x",
        "[1 2]",
        "01",
        "-",
        "+1",
        "1.0",
        "1e3",
        "9223372036854775808",
        "nul",
        "null",
        "tru",
        "\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u12\"",
        "\"a\nb\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "'a'",
        "{\"a\":1,\"a\":2}",
        "{1:2}",
        "[1,,2]",
        "\u00a0 1"
      })
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(Json.Malformed.class)
        .hasMessageContaining("expected ");
  }

  @Test
  void refusesNestingThatWouldFillTheStack() {
    assertThatThrownBy(() -> Json.parse("[".repeat(1_000_000)))
        .isInstanceOf(Json.Malformed.class)
        .hasMessageContaining("at most 16 levels");
  }

  @Test
  void saysWhere() {
    assertThatThrownBy(() -> Json.parse("{\"a\": ?}"))
        .hasMessage("expected a value at character 6, found \"?}\"");
  }
}
