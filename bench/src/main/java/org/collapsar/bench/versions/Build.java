package org.collapsar.bench.versions;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A version of the program that is built.
 *
 * @param name that messages call it
 * @param java the program java
 * @param classPath of it, as its launcher gives it
 */
record Build(String name, String java, String classPath) {

  /** What the launcher gives, with more memory than it needs here. */
  private static final List<String> OPTIONS =
      List.of(
          "--add-modules",
          "jdk.incubator.vector",
          "-Djava.awt.headless=true",
          "-XX:+UseSerialGC",
          "-Xms64m",
          "-Xmx2g");

  /**
   * What a command line ended with.
   *
   * @param nanos that it took
   * @param cpuNanos that all CPUs together worked on it
   */
  record Answer(int exitCode, long nanos, long cpuNanos) {}

  /** What the JVM itself has to say. */
  private static final String ERRORS = "worker.err";

  /** A process of this build that runs command lines in turn. */
  Running start(Path directory) throws IOException {
    return start(directory, "");
  }

  /**
   * The same with another option.
   *
   * @param option of the JVM, which the last of several decides; empty for none
   */
  Running start(Path directory, String option) throws IOException {
    ProcessBuilder builder =
        process(
            directory, Worker.class.getName(), List.of(), System.getProperty("java.class.path"));
    if (!option.isEmpty()) {
      builder.command().add(1 + OPTIONS.size(), option);
    }
    return new Running(builder.redirectError(directory.resolve(ERRORS).toFile()).start());
  }

  /** A process of this build for one command line, as the launcher starts it. */
  Process startAlone(Path directory, List<String> arguments) throws IOException {
    return process(directory, "org.collapsar.lab.cli.Main", arguments, "")
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private ProcessBuilder process(
      Path directory, String main, List<String> arguments, String morePath) {
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(OPTIONS);
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add("-cp");
    command.add(
        morePath.isEmpty() ? classPath : classPath + File.pathSeparator + ownPath(morePath));
    command.add(main);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("OPENBLAS_NUM_THREADS", "1");
    return builder;
  }

  /** The first entry, which has our classes: the rest is of one of the builds. */
  private static String ownPath(String path) {
    return path.substring(0, path.indexOf(File.pathSeparatorChar));
  }

  /** A {@link Worker}. */
  static final class Running implements AutoCloseable {
    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    private Running(Process process) {
      this.process = process;
      commands = process.outputWriter(StandardCharsets.UTF_8);
      answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Runs a command line.
     *
     * @param output where its output goes, less .out and .err; empty for nowhere
     */
    Answer run(String output, List<String> arguments) throws IOException {
      commands.write(output + "\t" + String.join("\t", arguments) + "\n");
      commands.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IOException(
            "the process ended (its "
                + ERRORS
                + " may say why) during: "
                + String.join(" ", arguments));
      }
      String[] parts = answer.split(" ", -1);
      return new Answer(
          Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    /** Its number. */
    long pid() {
      return process.pid();
    }

    @Override
    public void close() throws IOException {
      commands.close();
    }
  }
}
