package org.collapsar.lab.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.collapsar.FailedException;
import org.collapsar.files.AtomicFile;

/** Writes the small files of runs and reports so that each is whole at any moment. */
public final class AtomicFiles {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private AtomicFiles() {}

  /**
   * Writes bytes; the directory has to exist.
   *
   * @throws FailedException if they cannot be written; the old content is untouched
   */
  public static void write(Path file, byte[] content) {
    AtomicFile.write(file, out -> out.write(content));
  }

  /** Writes a text in UTF-8. */
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a JSON document, indented, with a line break at its end. */
  public static void write(Path file, JsonNode json) {
    write(file, text(json));
  }

  /** A JSON document as it is written: indented, numbers in full precision. */
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

  /** Deletes what a process that was killed while writing left behind. */
  static void deleteLeftovers(Path directory) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, ".*.tmp")) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    } catch (IOException e) {
      throw new FailedException(directory + ": cannot be tidied up (" + e.getMessage() + ")", e);
    }
  }
}
