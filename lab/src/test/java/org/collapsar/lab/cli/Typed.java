package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.lab.document.Schemas;
import org.collapsar.lab.run.Interruption;

/**
 * A command line that was run in this process, as a user sees it.
 *
 * @param exitCode what the process would end with
 * @param out standard output
 * @param err standard error
 */
record Typed(int exitCode, String out, String err) {
  /** Two runs of a second or less on the built-in digits. */
  static final List<String> TINY =
      List.of(
          "train",
          "wu2025-fig1a",
          "--data",
          "digits",
          "--set",
          "data.samplesPerClass=20",
          "--set",
          "network.width=24",
          "--set",
          "train.batch=16",
          "--set",
          "train.epochs=6",
          "--set",
          "metrics.testEvery=4",
          "--seeds",
          "2");

  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  static Typed in(Path directory, String... arguments) {
    return in(directory, new Interruption(), arguments);
  }

  static Typed in(Path directory, Interruption interruption, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Main.run(
            new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                directory),
            interruption,
            arguments);
    return new Typed(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The tiny experiment with more arguments. */
  static Typed tiny(Path directory, String... more) {
    return in(directory, tinyArguments(more));
  }

  static String[] tinyArguments(String... more) {
    List<String> arguments = new ArrayList<>(TINY);
    arguments.addAll(List.of(more));
    return arguments.toArray(new String[0]);
  }

  /** Standard output as the one JSON document that it has to be, of a form that is described. */
  JsonNode json() throws IOException {
    JsonNode document = STRICT.readTree(out);
    Schemas.check("standard output", document);
    return document;
  }
}
