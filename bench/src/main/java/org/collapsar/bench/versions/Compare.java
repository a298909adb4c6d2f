package org.collapsar.bench.versions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Times two builds in turn; {@code bench/run compare} starts it. */
public final class Compare {
  /** Fewer pairs have no median worth the name. */
  private static final int FEWEST_ROUNDS = 9;

  private final Side base;
  private final Side now;
  private final boolean cpu;
  private final int rounds;

  /**
   * One of the two builds.
   *
   * @param launcher starts a process of it
   * @param directory where it works
   */
  private record Side(Build.Running worker, Path launcher, Path directory) {}

  private Compare(Side base, Side now, int rounds, boolean cpu) {
    this.base = base;
    this.now = now;
    this.rounds = rounds;
    this.cpu = cpu;
  }

  /**
   * Compares.
   *
   * @param arguments java, class path and checkout of the old build, those of the new one,
   *     directory of tables and runs, and options: --rounds N, --limit X, --cases A,B,.., --cpu
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = FEWEST_ROUNDS;
    double limit = 1.03;
    boolean cpu = false;
    List<String> names = Speed.usual();
    for (int i = 6; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        case "--limit" -> limit = Double.parseDouble(arguments[++i]);
        case "--cpu" -> cpu = true;
        case "--cases" -> {
          List<String> asked = List.of(arguments[++i].split(",", -1));
          names =
              Speed.names().stream().filter(n -> asked.stream().anyMatch(n::startsWith)).toList();
        }
        default -> wrong("expected --rounds, --limit, --cases or --cpu", arguments[i]);
      }
    }
    if (rounds < 1 || names.isEmpty()) {
      wrong("expected a round and one of the cases " + String.join(", ", Speed.names()), "none");
    }
    Path work = Path.of(arguments[5]);
    List<Speed.Timing> timings = Speed.of(work.resolve("tables"), names);
    Path oldDirectory = Files.createDirectories(work.resolve("base"));
    Path newDirectory = Files.createDirectories(work.resolve("now"));
    boolean slower = false;
    try (Build.Running old = new Build("base", arguments[0], arguments[1]).start(oldDirectory);
        Build.Running young = new Build("now", arguments[0], arguments[3]).start(newDirectory)) {
      Compare compare =
          new Compare(
              new Side(old, Path.of(arguments[2], "collapsar"), oldDirectory),
              new Side(young, Path.of(arguments[4], "collapsar"), newDirectory),
              rounds,
              cpu);
      System.out.println(
          (cpu ? "CPU time" : "time") + ", medians of " + rounds + " pairs, seconds\n");
      System.out.println("| case | base | now | now / base, median (range) | |");
      System.out.println("|---|---:|---:|---:|---|");
      for (Speed.Timing timing : timings) {
        slower |= compare.time(timing, limit);
      }
    }
    System.out.println("\n" + load());
    System.exit(slower ? 1 : 0);
  }

  private static void wrong(String expected, String found) {
    System.err.println("bench/run compare: " + expected + ", found " + found);
    System.exit(2);
  }

  private boolean time(Speed.Timing timing, double limit) throws IOException, InterruptedException {
    for (int i = 0; i < timing.warmUp(); i++) {
      seconds(timing, base);
      seconds(timing, now);
    }
    double[] old = new double[rounds];
    double[] young = new double[rounds];
    double[] ratios = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      if (i % 2 == 0) {
        old[i] = seconds(timing, base);
        young[i] = seconds(timing, now);
      } else {
        young[i] = seconds(timing, now);
        old[i] = seconds(timing, base);
      }
      ratios[i] = young[i] / old[i];
    }
    double ratio = median(ratios);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.4f | %.4f | %.3f (%.3f to %.3f) | %s |%n",
        timing.name(),
        median(old),
        median(young),
        ratio,
        Arrays.stream(ratios).min().orElseThrow(),
        Arrays.stream(ratios).max().orElseThrow(),
        ratio > limit ? "slower" : "");
    return ratio > limit;
  }

  private double seconds(Speed.Timing timing, Side side) throws IOException, InterruptedException {
    if (timing.kind() == Speed.Kind.PROCESS) {
      return process(timing, side);
    }
    List<String> arguments = new ArrayList<>(timing.arguments());
    Path run = side.directory().resolve(timing.name());
    if (arguments.get(0).equals("train")) {
      arguments.add(run.toString());
    }
    Build.Answer answer = side.worker().run("", arguments);
    if (answer.exitCode() != 0) {
      throw new IOException(
          "exit code " + answer.exitCode() + " of " + String.join(" ", arguments));
    }
    if (cpu) {
      return answer.cpuNanos() / 1e9;
    }
    return timing.kind() == Speed.Kind.COMMAND
        ? answer.nanos() / 1e9
        : Speed.seconds(timing.kind(), run);
  }

  private double process(Speed.Timing timing, Side side) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(side.launcher().toString()));
    command.addAll(timing.arguments());
    long childrenBefore = cpu ? childrenNanos() : 0;
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int exitCode = process.waitFor();
    long nanos = System.nanoTime() - start;
    if (exitCode != 0) {
      throw new IOException("exit code " + exitCode + " of " + String.join(" ", command));
    }
    return (cpu ? childrenNanos() - childrenBefore : nanos) / 1e9;
  }

  /**
   * What processes that have ended took of all CPUs, as Linux counts it, in hundredths of a second.
   */
  private static long childrenNanos() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    // Behind the name, which may have blanks: the state is the third field, cutime the sixteenth.
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return (Long.parseLong(fields.get(13)) + Long.parseLong(fields.get(14))) * 10_000_000;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  /** How busy the machine was, so that a table says how far to trust it. */
  private static String load() throws IOException {
    Path load = Path.of("/proc/loadavg");
    if (!Files.isReadable(load)) {
      return "";
    }
    List<String> loads = List.of(Files.readString(load).split(" ", -1)).subList(0, 3);
    return "Load of the last 1, 5 and 15 minutes: " + String.join(", ", loads);
  }
}
