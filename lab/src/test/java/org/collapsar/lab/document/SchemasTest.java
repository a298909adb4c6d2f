package org.collapsar.lab.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The schemas themselves; that documents fit them is checked where documents are made. */
class SchemasTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void thereIsOneForEachTypeAndNoOther() {
    Set<String> expected =
        Stream.concat(Stream.of(DocumentType.values()).map(DocumentType::id), Stream.of("common"))
            .map(name -> name + ".json")
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(Schemas.files().stream().map(file -> file.getFileName().toString()))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void theyAreSchemas() throws IOException {
    for (Path file : Schemas.files()) {
      JsonNode schema = MAPPER.readTree(file.toFile());
      assertThat(Schemas.errorsOfSchema(schema)).as("%s", file).isEmpty();
      assertThat(schema.path("$schema").asText())
          .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    }
  }

  /** A key that no object of a schema names would pass unseen. */
  @Test
  void everyObjectNamesAllOfItsKeys() throws IOException {
    for (Path file : Schemas.files()) {
      everyObjectIsClosed(file.toString(), MAPPER.readTree(file.toFile()));
    }
  }

  private static void everyObjectIsClosed(String where, JsonNode part) {
    if (part.isObject()
        && (part.has("properties") || part.path("type").asText().equals("object"))
        && part.has("type")) {
      boolean choice = part.has("oneOf") && !part.has("properties");
      assertThat(part.has("additionalProperties") || choice).as("closed: %s", where).isTrue();
    }
    part.properties().forEach(e -> everyObjectIsClosed(where + "/" + e.getKey(), e.getValue()));
    for (int i = 0; part.isArray() && i < part.size(); i++) {
      everyObjectIsClosed(where + "/" + i, part.get(i));
    }
  }

  @ParameterizedTest
  @EnumSource(DocumentType.class)
  void theNameAndVersionHaveToBeRight(DocumentType type) throws IOException {
    assertThat(Files.readString(Schemas.file(type))).contains('"' + type.schema() + '"');
    assertThat(Schemas.errors(type, type.begin())).as("nothing but its type").isNotEmpty();
  }

  @Test
  void aWrongKeyValueOrVersionIsRefused() {
    ObjectNode right = DocumentType.ERROR.begin().put("exit_code", 2).put("error", "no");
    assertThat(Schemas.errors(DocumentType.ERROR, right)).isEmpty();
    assertThat(Schemas.errors(DocumentType.ERROR, right.deepCopy().put("more", 1)))
        .singleElement()
        .asString()
        .contains("'more'");
    assertThat(Schemas.errors(DocumentType.ERROR, right.deepCopy().put("error", 1))).hasSize(1);
    assertThat(
            Schemas.errors(DocumentType.ERROR, right.deepCopy().put("schema", "collapsar/error/2")))
        .hasSize(1);
    ObjectNode without = right.deepCopy();
    without.remove("error");
    assertThat(Schemas.errors(DocumentType.ERROR, without)).hasSize(1);
  }

  /** References into common.json are followed, so that what stands there is checked as well. */
  @Test
  void partsAreCheckedToo() throws IOException {
    ObjectNode summary = DocumentType.RUN_SUMMARY.begin().put("epoch", 3);
    ObjectNode values = summary.putObject("final");
    values.putObject("loss").put("value", 0.25);
    values.putObject("nc1.total").put("undefined", "because it was not measured");
    assertThat(Schemas.errors(DocumentType.RUN_SUMMARY, summary)).isEmpty();
    for (String wrong :
        List.of("{}", "{\"value\": \"much\"}", "{\"value\": 1, \"undefined\": \"x\"}", "3")) {
      ObjectNode other = summary.deepCopy();
      ((ObjectNode) other.path("final")).set("loss", MAPPER.readTree(wrong));
      assertThat(Schemas.errors(DocumentType.RUN_SUMMARY, other)).as(wrong).isNotEmpty();
    }
  }
}
