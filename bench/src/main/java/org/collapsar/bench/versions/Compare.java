package org.collapsar.bench.versions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Times two builds in turn; {@code bench/run compare} starts it. */
public final class Compare {
  /** Fewer pairs have no median worth the name. */
  private static final int FEWEST_ROUNDS = 9;

  /**
   * Two processes of one build differ by some 5 % for as long as they live: by what the compiler
   * took for often, and by which pages of memory they got. So each build has several in turn.
   */
  private static final int PROCESSES = 3;

  private final Build base;
  private final Build now;
  private final Path work;
  private final Path baseLauncher;
  private final Path nowLauncher;
  private final boolean cpu;
  private final int rounds;
  private final int processes;

  /**
   * A process of one of the two builds.
   *
   * @param worker null where each call is a process of its own
   * @param launcher starts a process of it
   * @param directory where it works
   */
  private record Side(Build.@Nullable Running worker, Path launcher, Path directory) {}

  private Compare(String[] arguments, int rounds, int processes, boolean cpu) {
    base = new Build("base", arguments[0], arguments[1]);
    now = new Build("now", arguments[0], arguments[3]);
    baseLauncher = Path.of(arguments[2], "collapsar");
    nowLauncher = Path.of(arguments[4], "collapsar");
    work = Path.of(arguments[5]);
    this.rounds = rounds;
    this.processes = processes;
    this.cpu = cpu;
  }

  /**
   * Compares.
   *
   * @param arguments java, class path and checkout of the old build, those of the new one,
   *     directory of tables and runs, and options: --rounds N, --processes N, --limit X, --cases
   *     A,B,.., --cpu
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = FEWEST_ROUNDS;
    int processes = PROCESSES;
    double limit = 1.03;
    boolean cpu = false;
    List<String> names = Speed.usual();
    for (int i = 6; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        case "--processes" -> processes = Integer.parseInt(arguments[++i]);
        case "--limit" -> limit = Double.parseDouble(arguments[++i]);
        case "--cpu" -> cpu = true;
        case "--cases" -> {
          List<String> asked = List.of(arguments[++i].split(",", -1));
          names =
              Speed.names().stream().filter(n -> asked.stream().anyMatch(n::startsWith)).toList();
        }
        default -> wrong("expected --rounds, --processes, --limit, --cases or --cpu", arguments[i]);
      }
    }
    if (processes < 1 || rounds < processes) {
      wrong("expected at least a round per process", rounds + " for " + processes);
    }
    if (names.isEmpty()) {
      wrong("expected one of the cases " + String.join(", ", Speed.names()), "none");
    }
    Path work = Path.of(arguments[5]);
    List<Speed.Timing> timings = Speed.of(work.resolve("tables"), names);
    Compare compare = new Compare(arguments, rounds, processes, cpu);
    System.out.printf(
        Locale.ROOT,
        "%s, medians of %d pairs in %d pairs of processes, seconds%n%n",
        cpu ? "CPU time" : "time",
        rounds,
        processes);
    System.out.println("| case | base | now | now / base, median (range) | by processes | |");
    System.out.println("|---|---:|---:|---:|---|---|");
    boolean slower = false;
    for (Speed.Timing timing : timings) {
      slower |= compare.time(timing, limit);
    }
    System.out.println("\n" + load());
    System.exit(slower ? 1 : 0);
  }

  private static void wrong(String expected, String found) {
    System.err.println("bench/run compare: " + expected + ", found " + found);
    System.exit(2);
  }

  private boolean time(Speed.Timing timing, double limit) throws IOException, InterruptedException {
    double[] old = new double[rounds];
    double[] young = new double[rounds];
    double[] ratios = new double[rounds];
    List<String> each = new ArrayList<>();
    boolean alone = timing.kind() == Speed.Kind.PROCESS;
    int pairs = alone ? 1 : processes;
    for (int p = 0; p < pairs; p++) {
      int from = p * rounds / pairs;
      int to = (p + 1) * rounds / pairs;
      if (alone) {
        pairs(timing, side(null, true), side(null, false), from, to, old, young);
      } else {
        try (Build.Running a = base.start(directory(true));
            Build.Running b = now.start(directory(false))) {
          pairs(timing, side(a, true), side(b, false), from, to, old, young);
        }
      }
      for (int i = from; i < to; i++) {
        ratios[i] = young[i] / old[i];
      }
      each.add(String.format(Locale.ROOT, "%.3f", median(Arrays.copyOfRange(ratios, from, to))));
    }
    double ratio = median(ratios);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.4f | %.4f | %.3f (%.3f to %.3f) | %s | %s |%n",
        timing.name(),
        median(old),
        median(young),
        ratio,
        Arrays.stream(ratios).min().orElseThrow(),
        Arrays.stream(ratios).max().orElseThrow(),
        alone ? "" : String.join(", ", each),
        ratio > limit ? "slower" : "");
    return ratio > limit;
  }

  private Path directory(boolean old) throws IOException {
    return Files.createDirectories(work.resolve(old ? "base" : "now"));
  }

  private Side side(Build.@Nullable Running worker, boolean old) throws IOException {
    return new Side(worker, old ? baseLauncher : nowLauncher, directory(old));
  }

  /** Times calls in turn, after those that do not count. */
  private void pairs(
      Speed.Timing timing, Side base, Side now, int from, int to, double[] old, double[] young)
      throws IOException, InterruptedException {
    make(timing, base);
    make(timing, now);
    for (int i = 0; i < timing.warmUp(); i++) {
      seconds(timing, base);
      seconds(timing, now);
    }
    for (int i = from; i < to; i++) {
      if (i % 2 == 0) {
        old[i] = seconds(timing, base);
        young[i] = seconds(timing, now);
      } else {
        young[i] = seconds(timing, now);
        old[i] = seconds(timing, base);
      }
    }
  }

  /** Makes the run that a case is about, if it is not there. */
  private static void make(Speed.Timing timing, Side side) throws IOException {
    Path run = side.directory().resolve(timing.name());
    if (timing.before().isEmpty() || Files.exists(run.resolve("seed-1/checkpoint"))) {
      return;
    }
    List<String> arguments = new ArrayList<>(timing.before());
    arguments.add(run.toString());
    answer(side, arguments);
  }

  private static Build.Answer answer(Side side, List<String> arguments) throws IOException {
    Build.Answer answer = Objects.requireNonNull(side.worker()).run("", arguments);
    if (answer.exitCode() != 0) {
      throw new IOException(
          "exit code " + answer.exitCode() + " of " + String.join(" ", arguments));
    }
    return answer;
  }

  private double seconds(Speed.Timing timing, Side side) throws IOException, InterruptedException {
    if (timing.kind() == Speed.Kind.PROCESS) {
      return process(timing, side);
    }
    List<String> arguments = new ArrayList<>(timing.arguments());
    Path run = side.directory().resolve(timing.name());
    if (arguments.get(0).equals("train")) {
      arguments.add(run.toString());
    } else if (!timing.before().isEmpty()) {
      arguments.add(run.resolve("seed-1").toString());
    }
    Build.Answer answer = answer(side, arguments);
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
