package org.collapsar.lab.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.collapsar.files.AtomicFile;

/** Writer of JSON documents: indented, numbers in full precision, a line break at the end. */
public final class JsonWriter {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonWriter() {}

  /**
   * Writes a file, which is whole at any moment; its directory has to exist.
   *
   * @param file to be written or replaced
   * @param json the document
   * @throws org.collapsar.FailedException if it cannot be written; the old content is untouched
   */
  public static void write(Path file, JsonNode json) {
    byte[] content = text(json).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(content));
  }

  /**
   * {@return the text of a document}
   *
   * @param json the document
   */
  public static String text(JsonNode json) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER));
    printer.indentArraysWith(indenter);
    printer.indentObjectsWith(indenter);
    try {
      return MAPPER.writer(printer).writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }
}
