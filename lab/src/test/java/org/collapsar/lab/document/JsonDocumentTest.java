package org.collapsar.lab.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonDocumentTest {
  @TempDir Path temp;

  private Section read(String json) throws IOException {
    Path file = temp.resolve("f.json");
    Files.writeString(file, json);
    return JsonDocument.read(file, DocumentType.RUN);
  }

  @Test
  void everyValueKnowsItsLine() throws IOException {
    Section top =
        read(
            """
            {"schema": "collapsar/run/1",
             "a": {"b": [1,
               {"c": "x"}]},
             "later": [[]]}
            """);
    String file = temp.resolve("f.json").toString();
    assertThat(top.node().places())
        .containsEntry("schema", file + ":1")
        .containsEntry("a", file + ":2")
        .containsEntry("a.b.0", file + ":2")
        .containsEntry("a.b.1", file + ":3")
        .containsEntry("a.b.1.c", file + ":3")
        .containsEntry("later.0", file + ":4");
    assertThat(top.section("a").keys()).containsExactly("b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"schema\": \"collapsar/run/1\"|FILE:1: expected JSON, found: ",
        "[]|FILE:1: expected a JSON object of schema collapsar/run/1, found a list of 0 entries",
        "7|FILE:1: expected a JSON object of schema collapsar/run/1, found 7",
        "{\"a\": 1}|FILE:1: schema: expected a text, found nothing",
        "{\"schema\": 1}|FILE:1: schema: expected a text, found 1",
        "{\"schema\": \"collapsar/run/2\"}|FILE:1: schema: expected \"collapsar/run/1\", found"
            + " \"collapsar/run/2\": a later version of collapsar wrote it; use that one",
        "{\"schema\": \"collapsar/run/0\"}|FILE:1: schema: expected \"collapsar/run/1\", found"
            + " \"collapsar/run/0\"",
        "{\"a\": 1, \"a\": 2}|FILE:1: expected each key once, found a twice",
        "{} {}|FILE:1: expected one document, found a second",
        "{} x|FILE:1: expected JSON, found: ",
        "{\"a\": NaN}|FILE:1: expected JSON, found: ",
      })
  void refusesWhatIsNoDocumentOfTheSchema(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(message.replace("FILE", temp.resolve("f.json").toString()))
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesAnEmptyFileAndNone() {
    assertThatThrownBy(() -> read(""))
        .hasMessageEndingWith(
            "f.json:1: expected a JSON object of schema collapsar/run/1, found nothing");
    assertThatThrownBy(() -> JsonDocument.read(temp.resolve("no"), DocumentType.RUN))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith("no: expected a file of schema collapsar/run/1, found none");
  }

  /** JSON says of what type a value is, which YAML does not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "number|\"1\"|expected a number, found \"1\"",
        "number|true|expected a number, found true",
        "number|null|expected a number, found nothing",
        "number|1e999|expected a number, found 1e999",
        "whole|1.5|expected a whole number of at least 0, found 1.5",
        "whole|-1|expected a whole number of at least 0, found -1",
        "whole|\"1\"|expected a whole number of at least 0, found \"1\"",
        "text|1|expected a text, found 1",
        "text|false|expected a text, found false",
        "text|\"\"|expected a text, found an empty text",
        "text|{}|expected a text, found a group of keys",
        "flag|\"true\"|expected true or false, found \"true\"",
        "flag|1|expected true or false, found 1",
        "group|[1]|expected a group of keys, found a list of 1 entry",
      })
  void typesAreKept(String type, String value, String message) throws IOException {
    Section top = read("{\"schema\": \"collapsar/run/1\",\n \"k\": " + value + "}");
    assertThatThrownBy(
            () -> {
              switch (type) {
                case "number" -> top.number("k");
                case "whole" -> top.whole("k", 0);
                case "text" -> top.text("k");
                case "flag" -> top.flag("k");
                default -> top.section("k");
              }
            })
        .isInstanceOf(BadInputException.class)
        .hasMessage(temp.resolve("f.json") + ":2: k: " + message);
  }

  @Test
  void aMissingKeyIsAtTheLineOfItsGroup() throws IOException {
    Section top = read("{\"schema\": \"collapsar/run/1\",\n \"all\": [{},\n  {\"x\": 1}]}");
    List<Section> all = top.sections("all");
    assertThat(all.get(1).whole("x", 1)).isEqualTo(1);
    assertThatThrownBy(() -> all.get(1).text("id"))
        .hasMessage(temp.resolve("f.json") + ":3: all.1.id: expected a text, found nothing");
    assertThatThrownBy(() -> top.sections("schema"))
        .hasMessageEndingWith(
            ":1: schema: expected a list of groups of keys, found \"collapsar/run/1\"");
    assertThat(top.sections("none")).isEmpty();
    assertThat(top.texts("none")).isEmpty();
    assertThat(top.numbers("none")).isEmpty();
    assertThat(top.sectionOrNull("none")).isNull();
    assertThat(top.sectionOrEmpty("none").keys()).isEmpty();
  }

  /** Numbers come back to the bit, seeds of 64 bits among them. */
  @Test
  void numbersKeepTheirDigits() throws IOException {
    Section top =
        read(
            "{\"schema\": \"collapsar/run/1\", \"s\": 9223372036854775807, \"x\": [0.1, 5e-324,"
                + " -0.0, 3]}");
    assertThat(top.wholeWithin("s", 0, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(top.numbers("x")).containsExactly(0.1, Double.MIN_VALUE, -0.0, 3.0);
    Section more = read("{\"schema\": \"collapsar/run/1\", \"s\": 9223372036854775808}");
    assertThatThrownBy(() -> more.wholeWithin("s", 0, Long.MAX_VALUE))
        .hasMessageEndingWith("found 9223372036854775808");
  }
}
