package org.collapsar.lab.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The schemas of docs/schemas, and documents checked by them. */
public final class Schemas {
  static final Path DIRECTORY = Path.of("../docs/schemas");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The files are all there is: a reference to elsewhere is an error, not a download. */
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12, registry -> registry.schemas(texts()));

  private Schemas() {}

  private static Map<String, String> texts() {
    Map<String, String> texts = new HashMap<>();
    for (Path file : files()) {
      try {
        texts.put(location(file), Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return texts;
  }

  private static String location(Path file) {
    return file.toAbsolutePath().normalize().toUri().toString();
  }

  static List<Path> files() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path file(DocumentType type) {
    return DIRECTORY.resolve(type.id() + ".json");
  }

  private static Schema of(DocumentType type) {
    return REGISTRY.getSchema(SchemaLocation.of(location(file(type))));
  }

  /** What is wrong with a schema, as a document of JSON Schema. */
  static List<Error> errorsOfSchema(JsonNode schema) {
    return REGISTRY
        .getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()))
        .validate(schema);
  }

  /** What is wrong with a document of a type. */
  static List<Error> errors(DocumentType type, JsonNode document) {
    return of(type).validate(document);
  }

  /** A document that the program printed or wrote. */
  public static void check(String where, JsonNode document) {
    String schema = document.path(DocumentType.KEY).asText();
    Optional<DocumentType> type =
        Stream.of(DocumentType.values()).filter(t -> t.schema().equals(schema)).findFirst();
    assertThat(type).as("%s: the type of %s", where, schema).isPresent();
    assertThat(errors(type.orElseThrow(), document)).as("%s by %s", where, schema).isEmpty();
  }

  /** All documents that the program wrote below a directory, and that there are any. */
  public static void checkFiles(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> documents =
          files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
      assertThat(documents).as("documents in %s", directory).isNotEmpty();
      for (Path file : documents) {
        check(file.toString(), MAPPER.readTree(file.toFile()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
