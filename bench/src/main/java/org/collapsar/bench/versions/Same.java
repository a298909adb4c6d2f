package org.collapsar.bench.versions;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Runs the cases with two builds and says where they differ; the shell script bench/same starts it.
 */
public final class Same {
  private static final int LINES_PER_FILE = 8;
  private static final long SECONDS_TO_CUT = 120;

  private final Build base;
  private final Build now;
  private final Path results;
  private final Path out;
  private final Pattern only;
  private Path baseResults = Path.of("");

  private Same(Build base, Build now, Path results, Path out, String only) {
    this.base = base;
    this.now = now;
    this.results = results;
    this.out = out;
    this.only =
        Pattern.compile(
            Stream.of(only.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
  }

  /**
   * Compares.
   *
   * @param arguments java, class path of the old build, of the new one, directory of the old
   *     build's results, directory of the output, file of exceptions, pattern of cases
   */
  public static void main(String[] arguments) throws Exception {
    Same same =
        new Same(
            new Build("base", arguments[0], arguments[1]),
            new Build("now", arguments[0], arguments[2]),
            Path.of(arguments[3]),
            Path.of(arguments[4]),
            arguments[6]);
    System.exit(same.compare(Exceptions.read(Path.of(arguments[5]))));
  }

  private int compare(Exceptions exceptions) throws Exception {
    Files.createDirectories(out);
    Path nowResults = out.resolve("now");
    delete(nowResults);
    List<Case> all = Cases.all();
    List<Case> chosen = all.stream().filter(c -> only.matcher(c.name()).matches()).toList();
    if (chosen.isEmpty()) {
      System.err.println(
          "bench/same: expected a pattern of cases, found none that fits; there are "
              + all.stream().map(Case::name).collect(Collectors.joining(", ")));
      return 2;
    }
    Fixtures.write(nowResults.resolve("fixtures"));
    baseResults = results.resolve(key(all, nowResults.resolve("fixtures")));
    Files.createDirectories(baseResults);
    if (isComplete()) {
      runBoth(all, chosen, nowResults);
    } else {
      // Others that compare with the same version wait, and then have its results.
      try (FileChannel channel =
          FileChannel.open(
              baseResults.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock();
        runBoth(all, chosen, nowResults);
      }
    }
    FileComparison files = new FileComparison();
    for (Case c : chosen) {
      files.compare(baseResults, nowResults, c.name());
    }
    return report(chosen, files, exceptions);
  }

  /** Changes with the old build, the JDK, the cases and what they read. */
  private String key(List<Case> cases, Path fixtures) throws IOException {
    CRC32C sum = new CRC32C();
    String all = base.classPath() + Runtime.version() + cases;
    sum.update(all.getBytes(StandardCharsets.UTF_8));
    try (Stream<Path> walk = Files.walk(fixtures)) {
      for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
        sum.update(fixtures.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        sum.update(Files.readAllBytes(file));
      }
    }
    return Long.toHexString(sum.getValue());
  }

  private boolean isComplete() {
    return Files.exists(baseResults.resolve("complete"));
  }

  private void runBoth(List<Case> all, List<Case> chosen, Path nowResults) throws Exception {
    boolean known = isComplete();
    if (!known) {
      for (Path left : list(baseResults)) {
        if (!left.endsWith("lock")) {
          delete(left);
        }
      }
      Fixtures.write(baseResults.resolve("fixtures"));
    }
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      Future<?> old = two.submit(() -> known ? 0 : fresh(base, all, baseResults, true));
      Future<?> young = two.submit(() -> fresh(now, chosen, nowResults, false));
      get(old);
      get(young);
      old = two.submit(() -> known ? 0 : reopened(base, all, baseResults));
      young = two.submit(() -> reopened(now, chosen, nowResults));
      get(old);
      get(young);
    } finally {
      two.shutdownNow();
    }
    if (!known) {
      Files.writeString(baseResults.resolve("complete"), "");
    }
  }

  private static void get(Future<?> future) throws Exception {
    try {
      future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private int fresh(Build build, List<Case> cases, Path directory, boolean cuts)
      throws IOException, InterruptedException {
    try (Build.Running worker = build.start(directory)) {
      for (Case c : cases) {
        if (!c.startsFromOld()) {
          run(build, worker, c, directory);
        }
      }
    }
    if (cuts) {
      for (Cases.Cut cut : Cases.CUTS) {
        cut(build, cut, directory);
      }
    }
    return 0;
  }

  private int reopened(Build build, List<Case> cases, Path directory) throws IOException {
    try (Build.Running worker = build.start(directory)) {
      for (Case c : cases) {
        if (c.startsFromOld()) {
          for (String copied : c.copies()) {
            copy(baseResults.resolve(copied), directory.resolve(c.name()).resolve(copied));
          }
          run(build, worker, c, directory);
        }
      }
    }
    return 0;
  }

  private static void run(Build build, Build.Running worker, Case c, Path directory)
      throws IOException {
    Files.createDirectories(directory.resolve(c.name()));
    double seconds = 0;
    double cpuSeconds = 0;
    int number = 0;
    for (List<String> command : c.commands()) {
      number++;
      String output = c.name() + "/" + number + "-" + command.get(0);
      Build.Answer answer = worker.run(output, command);
      Files.writeString(directory.resolve(output + ".exit"), "exit\n" + answer.exitCode() + "\n");
      seconds += answer.nanos() / 1e9;
      cpuSeconds += answer.cpuNanos() / 1e9;
    }
    System.err.printf(
        "%s: %s, %.1f s, %.1f s of CPU time%n", build.name(), c.name(), seconds, cpuSeconds);
  }

  /**
   * Ends a process in its second run. What it leaves differs from time to time, what becomes of it
   * not.
   */
  private static void cut(Build build, Cases.Cut cut, Path directory)
      throws IOException, InterruptedException {
    Process process = build.startAlone(directory, cut.arguments());
    Path table = directory.resolve(cut.name()).resolve("run/seed-2/metrics.csv");
    long end = System.nanoTime() + SECONDS_TO_CUT * 1_000_000_000;
    while (process.isAlive() && System.nanoTime() < end && lines(table) < 60) {
      Thread.sleep(5);
    }
    if (cut.killed()) {
      process.destroyForcibly();
    } else {
      process.destroy();
    }
    process.waitFor();
    if (lines(table) < 60 || lines(table) > 200) {
      System.err.println(
          "bench/same: " + cut.name() + " was not cut in the middle of its second run");
    }
  }

  private static long lines(Path table) {
    try (Stream<String> lines = Files.lines(table, StandardCharsets.UTF_8)) {
      return lines.count();
    } catch (IOException | UncheckedIOException e) {
      return 0; // not yet there, or being replaced
    }
  }

  private int report(List<Case> cases, FileComparison files, Exceptions exceptions)
      throws IOException {
    Map<String, List<Difference>> byFile = new TreeMap<>();
    int allowed = 0;
    int differences = 0;
    for (Difference difference : files.differences()) {
      if (exceptions.allows(difference)) {
        allowed++;
      } else {
        differences++;
        String file = difference.place().replaceAll("#.*", "");
        byFile.computeIfAbsent(file, f -> new ArrayList<>()).add(difference);
      }
    }
    try (PrintStream list =
        new PrintStream(
            Files.newOutputStream(out.resolve("differences.txt")), false, StandardCharsets.UTF_8)) {
      byFile.values().forEach(l -> l.forEach(list::println));
    }
    byFile.forEach(
        (file, list) -> {
          list.stream().limit(LINES_PER_FILE).forEach(System.out::println);
          if (list.size() > LINES_PER_FILE) {
            System.out.println(file + ": " + (list.size() - LINES_PER_FILE) + " more");
          }
        });
    Map<String, Integer> additions = new LinkedHashMap<>();
    for (String place : files.additions()) {
      // The document, or the kind of file, and the key.
      String document = place.replaceAll("#.*", "").replaceAll("[^/]*/", "");
      String key = place.contains("#") ? place.substring(place.lastIndexOf('[')) : "";
      additions.merge(document + key, 1, Integer::sum);
    }
    additions.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .limit(40)
        .forEach(e -> System.out.println("added " + e.getValue() + " times: " + e.getKey()));
    exceptions.report().stream()
        .filter(line -> cases.size() == Cases.all().size() || !line.startsWith("unused"))
        .forEach(line -> System.out.println("exception " + line));
    System.out.printf(
        "%d cases, %d files compared: %d differences in %d files, %d more that are named exceptions, %d additions%n",
        cases.size(), files.files(), differences, byFile.size(), allowed, files.additions().size());
    System.out.println("all differences: " + out.resolve("differences.txt"));
    return differences == 0 ? 0 : 1;
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path path : walk.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
