package org.collapsar.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command as a user types it, in a folder, through the launcher, which builds the program and
 * this module where they are not built. The class path of a module's tests has no command line.
 */
record Launched(int exitCode, String out, String err) {
  private static final Path LAUNCHER = Path.of("..", "..", "collapsar").toAbsolutePath();

  static Launched run(Path folder, String command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("collapsar", "out");
    Path err = Files.createTempFile("collapsar", "err");
    try {
      Process process =
          builder(folder, command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      assertThat(process.waitFor(6, TimeUnit.MINUTES)).as(command).isTrue();
      return new Launched(
          process.exitValue(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  static Launched ok(Path folder, String command) throws IOException, InterruptedException {
    Launched launched = run(folder, command);
    assertThat(launched.exitCode()).as(command + "\n" + launched.err()).isZero();
    return launched;
  }

  static ProcessBuilder builder(Path folder, String command) {
    List<String> words = new ArrayList<>(List.of("bash", LAUNCHER.toString()));
    words.addAll(List.of(command.split(" +", -1)));
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("COLLAPSAR_MODULES", "onnx");
    return builder;
  }
}
