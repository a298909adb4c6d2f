package org.collapsar.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.FailedException;

/**
 * A run of {@link FirstCall} in a fresh JVM.
 *
 * @param seconds from starting the process to its end
 * @param collapse what it measured
 * @param peakMegabytes its peak resident memory
 */
record FreshProcess(double seconds, Collapse collapse, double peakMegabytes) {

  /** Runs it with the heap limited to {@code heap}, for example 1g. */
  static FreshProcess run(String heap, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heap);
    // What this JVM was told about native access holds for that one too.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--enable-native-access"))
        .forEach(command::add);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), FirstCall.class.getName()));
    command.addAll(arguments);
    try {
      long start = System.nanoTime();
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String line;
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        line = out.readLine();
      }
      int code = process.waitFor();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (code != 0 || line == null) {
        throw new FailedException("a process of its own ended with code " + code);
      }
      String[] fields = line.split(" ");
      return new FreshProcess(
          seconds,
          new Collapse(Double.parseDouble(fields[0]), Long.parseLong(fields[1])),
          Long.parseLong(fields[2]) / 1024.0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a process", e);
    }
  }
}
