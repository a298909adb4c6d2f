package org.collapsar.spark.command;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Spark's own standalone cluster on the loopback: a master and workers of one core, each a process
 * of its own, from the jars of the class path. Ports are any that are free.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int PATIENCE_SECONDS = 120;
  private static final Pattern URL = Pattern.compile("Starting Spark master at (spark://\\S+)");

  private final Path directory;
  private final Path masterLog;
  private final List<Process> processes = new ArrayList<>();
  private final List<Process> workers = new ArrayList<>();
  private final String url;

  /**
   * Starts a cluster.
   *
   * @param directory for its jars, its logs and what executors write
   * @param count of workers
   */
  StandaloneCluster(Path directory, int count) throws IOException {
    this.directory = directory;
    Path jars = Files.createDirectories(directory.resolve("home").resolve("jars"));
    for (Path jar : ClassPath.ofSpark()) {
      Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar.toAbsolutePath());
    }
    this.masterLog = directory.resolve("master.log");
    boolean whole = false;
    try {
      start(masterLog, "master.Master", "--port", "0");
      waitFor("the master", () -> found(masterLog, URL) != null);
      this.url = String.valueOf(found(masterLog, URL));
      for (int i = 0; i < count; i++) {
        startWorker();
      }
      whole = true;
    } finally {
      if (!whole) {
        close();
      }
    }
  }

  /** The master, as {@code --spark} takes it. */
  String url() {
    return url;
  }

  /** Starts one more worker, and waits until the master knows it. */
  void startWorker() throws IOException {
    int before = registered();
    String name = "worker-" + workers.size();
    workers.add(
        start(
            directory.resolve(name + ".log"),
            "worker.Worker",
            "--port",
            "0",
            "--cores",
            "1",
            "--memory",
            "700m",
            "--work-dir",
            directory.resolve(name).toString(),
            url));
    waitFor(name, () -> registered() > before);
  }

  /** Kills a worker and its executors at once, as a machine that loses its power. */
  void killWorker(int index) {
    Process worker = workers.get(index);
    List<ProcessHandle> lost = new ArrayList<>(worker.descendants().toList());
    worker.destroyForcibly();
    lost.forEach(ProcessHandle::destroyForcibly);
  }

  /** How many executors a worker has now. */
  int executors(int worker) {
    return (int) workers.get(worker).descendants().filter(ProcessHandle::isAlive).count();
  }

  /** How many tasks the executors of a worker have finished, by their logs. */
  long finishedTasks(int worker) {
    Path directories = directory.resolve("worker-" + worker);
    if (!Files.isDirectory(directories)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(directories)) {
      return files
          .filter(file -> file.endsWith("stderr"))
          .flatMap(file -> text(file).lines())
          .filter(line -> line.contains("Executor: Finished task"))
          .count();
    } catch (IOException | UncheckedIOException e) {
      return 0; // directories come and go
    }
  }

  private int registered() {
    return (int)
        text(masterLog).lines().filter(line -> line.contains("Registering worker")).count();
  }

  private Process start(Path log, String program, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dspark.master.rest.enabled=false",
                "-cp",
                directory.resolve("home").resolve("jars") + File.separator + "*",
                "org.apache.spark.deploy." + program,
                "--host",
                LOOPBACK,
                "--webui-port",
                "0"));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "JAVA_HOME", System.getProperty("java.home"),
                "SPARK_HOME", directory.resolve("home").toString(),
                "SPARK_SCALA_VERSION", "2.13",
                "SPARK_LOCAL_IP", LOOPBACK,
                "SPARK_LOCAL_DIRS", directory.resolve("local").toString()));
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  /** Waits for what comes by itself; a process that ended never brings it. */
  private void waitFor(String what, BooleanSupplier there) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!there.getAsBoolean()) {
      boolean dead = processes.stream().anyMatch(process -> !process.isAlive());
      if (dead || System.nanoTime() > end) {
        throw new IllegalStateException("no sign of " + what + ":\n" + logs());
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The ends of all logs, for messages. */
  String logs() {
    StringBuilder logs = new StringBuilder();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path log :
          files
              .filter(f -> f.toString().endsWith(".log") || f.endsWith("stderr"))
              .sorted()
              .toList()) {
        List<String> lines = text(log).lines().toList();
        logs.append("== ").append(directory.relativize(log)).append('\n');
        lines.stream()
            .skip(Math.max(0, lines.size() - 30))
            .forEach(l -> logs.append(l).append('\n'));
      }
    } catch (IOException e) {
      logs.append(e);
    }
    return logs.toString();
  }

  private static String text(Path log) {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String found(Path log, Pattern pattern) {
    Matcher matcher = pattern.matcher(text(log));
    return matcher.find() ? matcher.group(1) : null;
  }

  /** What is left of the directory has no links then, which JUnit would warn of. */
  @Override
  public void close() throws IOException {
    for (Process process : processes) {
      List<ProcessHandle> children = new ArrayList<>(process.descendants().toList());
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
    for (Process process : processes) {
      try {
        process.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    try (Stream<Path> links = Files.list(directory.resolve("home").resolve("jars"))) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    }
  }
}
