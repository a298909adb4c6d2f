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

  /** What the launcher of the program gives the JVM for the measure command. */
  private static final List<String> OPTIONS =
      List.of(
          "--add-modules",
          "jdk.incubator.vector",
          "-Djava.awt.headless=true",
          "-Xms64m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xlog:disable",
          "-Xlog:all=error:stderr");

  /**
   * Runs it once, not timed, to make an archive of the classes that it loads, as the launcher does.
   *
   * @param archive the file
   */
  static void archive(Path archive, String heap, List<String> arguments) {
    run("-XX:ArchiveClassesAtExit=" + archive, heap, arguments);
  }

  /** Runs it with the heap limited to {@code heap}, for example 1g. */
  static FreshProcess run(Path archive, String heap, List<String> arguments) {
    return run("-XX:SharedArchiveFile=" + archive, heap, arguments);
  }

  private static FreshProcess run(String archiving, String heap, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.add("-Xmx" + heap);
    command.add(archiving);
    // What this JVM was told about native access holds for that one too.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--enable-native-access"))
        .forEach(command::add);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), FirstCall.class.getName()));
    command.addAll(arguments);
    try {
      long start = System.nanoTime();
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
      // As the launcher does; libtorch does not know it.
      builder.environment().put("OPENBLAS_NUM_THREADS", "1");
      Process process = builder.start();
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
