package org.collapsar.bench.versions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.jspecify.annotations.Nullable;

/**
 * How the time of `measure` grows with n, D and K, with operations and their share of what the
 * machine can do; {@code bench/run growth} starts it.
 */
public final class Growth {
  private static final String METRICS = "nc1.pinv,nc4.mismatch";

  /** (n, D, K), one of them growing by two decades. */
  private static final int[][][] SERIES = {
    {{2000, 512, 100}, {6300, 512, 100}, {20000, 512, 100}, {63000, 512, 100}, {200000, 512, 100}},
    {{20000, 32, 20}, {20000, 100, 20}, {20000, 320, 20}, {20000, 1000, 20}, {20000, 3200, 20}},
    {
      {50000, 1024, 10},
      {50000, 1024, 32},
      {50000, 1024, 100},
      {50000, 1024, 320},
      {50000, 1024, 1000}
    }
  };

  private static final String[] WHAT = {"n", "D", "K"};
  private static final int[][] IMAGENET = {{128000, 2048, 1000}, {1281167, 2048, 1000}};

  /** As many classes as there are: K^2 numbers would be 7 GB. */
  private static final int[] MANY_CLASSES = {60000, 4096, 30000};

  private static final String MANY_HEAP = "-Xmx4g";

  /** Order of the square matrices that say what the machine can do. */
  private static final int ORDER = 2048;

  private final Path tables;
  private final Build.Running worker;
  private final int rounds;
  private final double single;
  private final double wide;

  private Growth(Path tables, Build.Running worker, int rounds) {
    this.tables = tables;
    this.worker = worker;
    this.rounds = rounds;
    this.single = peak(Precision.FLOAT32);
    this.wide = peak(Precision.FLOAT64);
  }

  /**
   * Prints tables in Markdown.
   *
   * @param arguments java, class path, directory of tables, and options: --rounds N, --imagenet,
   *     --many-classes, --runs for {@link RunGrowth}, --series A,B,.. for some of its series
   */
  public static void main(String[] arguments) throws IOException {
    int rounds = 5;
    boolean imagenet = false;
    boolean many = false;
    @Nullable List<String> ofRuns = null;
    for (int i = 3; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        case "--imagenet" -> imagenet = true;
        case "--many-classes" -> many = true;
        case "--runs" -> ofRuns = List.of();
        case "--series" -> ofRuns = List.of(arguments[++i].split(",", -1));
        default -> {
          System.err.println(
              "bench/run growth: expected --rounds, --imagenet, --many-classes, --runs or --series,"
                  + " found "
                  + arguments[i]);
          System.exit(2);
        }
      }
    }
    Path work = Files.createDirectories(Path.of(arguments[2]));
    Build now = new Build("now", arguments[0], arguments[1]);
    if (ofRuns != null) {
      try (Build.Running worker = now.start(work)) {
        new RunGrowth(work.toAbsolutePath(), worker, Math.max(1, rounds)).print(ofRuns);
      }
      return;
    }
    try (Build.Running worker = many ? now.start(work, MANY_HEAP) : now.start(work)) {
      Growth growth = new Growth(work.resolve("tables"), worker, Math.max(1, rounds));
      System.out.printf(
          Locale.ROOT,
          "Square products on all threads: %.0f GFLOP/s in float32, %.0f in float64.%n%n",
          growth.single,
          growth.wide);
      if (imagenet) {
        growth.imagenet();
      } else if (many) {
        growth.manyClasses();
      } else {
        for (int i = 0; i < SERIES.length; i++) {
          growth.series(WHAT[i], i, SERIES[i]);
        }
      }
    }
  }

  private void series(String what, int index, int[][] sizes) throws IOException {
    head();
    double[] seconds = new double[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      List<String> command = Speed.measure(tables, sizes[i], METRICS);
      run(command);
      run(command);
      seconds[i] = line(sizes[i], command);
    }
    int last = sizes.length - 1;
    System.out.printf(
        Locale.ROOT,
        "%nTime grows as %s to the power of %.2f over both decades, %.2f over the last half of"
            + " them.%n%n",
        what,
        exponent(sizes, seconds, index, 0),
        exponent(sizes, seconds, index, last / 2));
  }

  private void imagenet() throws IOException {
    head();
    for (int[] size : IMAGENET) {
      line(size, Speed.measure(tables, size, METRICS));
    }
    System.out.printf(
        Locale.ROOT, "%nPeak resident memory, heap of at most 2 GB: %d MB.%n", peakMegabytes());
  }

  private void manyClasses() throws IOException {
    List<String> command = Speed.measure(tables, MANY_CLASSES, METRICS);
    long start = System.nanoTime();
    Build.Answer answer = worker.run("", command);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (answer.exitCode() != 0) {
      throw new IOException("exit code " + answer.exitCode() + " of " + command);
    }
    double n = MANY_CLASSES[0];
    double d = MANY_CLASSES[1];
    double k = MANY_CLASSES[2];
    double atPeak = 4 * n * d * k / 1e9 / single + k * k * d / 1e9 / wide;
    System.out.printf(
        Locale.ROOT,
        "(%.0f, %.0f, %.0f): %.0f s, %.0f CPU seconds. 4 n D K operations in float32 and K^2 D in"
            + " float64 at that peak: %.0f s, of which that is %.2f times, and %.2f by CPU"
            + " seconds over cores. Peak resident memory, heap of at most 4 GB: %d MB.%n",
        n,
        d,
        k,
        seconds,
        answer.cpuNanos() / 1e9,
        atPeak,
        seconds / atPeak,
        answer.cpuNanos() / 1e9 / Runtime.getRuntime().availableProcessors() / atPeak,
        peakMegabytes());
  }

  private static void head() {
    System.out.println("| n, D, K | seconds, median (range) | GFLOP | GFLOP/s | of float32 |");
    System.out.println("|---|---:|---:|---:|---:|");
  }

  private double line(int[] size, List<String> command) throws IOException {
    double[] seconds = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      seconds[i] = run(command);
    }
    Arrays.sort(seconds);
    double median = seconds[rounds / 2];
    double operations = operations(size);
    System.out.printf(
        Locale.ROOT,
        "| (%d, %d, %d) | %.3f (%.3f to %.3f) | %.1f | %.0f | %.0f%% |%n",
        size[0],
        size[1],
        size[2],
        median,
        seconds[0],
        seconds[rounds - 1],
        operations,
        operations / median,
        100 * operations / median / single);
    return median;
  }

  private double run(List<String> command) throws IOException {
    Build.Answer answer = worker.run("", command);
    if (answer.exitCode() != 0) {
      throw new IOException("exit code " + answer.exitCode() + " of " + command);
    }
    return answer.nanos() / 1e9;
  }

  /**
   * 10^9 operations of the products that every sample takes part in: on the directions of the class
   * means, or half of D x D where K > D, with W, and with the coordinates of all means.
   */
  private static double operations(int[] size) {
    double n = size[0];
    double d = size[1];
    double k = size[2];
    double projections = k <= d ? 2 * d * (k - 1) : d * d;
    double distances = k <= d ? 2 * (k - 1) * k : 2 * d * k;
    return n * (projections + 2 * d * k + distances) / 1e9;
  }

  private static double exponent(int[][] sizes, double[] seconds, int index, int from) {
    double[] x = Arrays.stream(sizes).mapToDouble(size -> size[index]).toArray();
    return PowerFit.exponent(x, seconds, from);
  }

  /** 10^9 operations a second of square products on all threads, the best of some. */
  private static double peak(Precision precision) {
    int threads = Runtime.getRuntime().availableProcessors();
    double best = 0;
    List<NativeArray> arrays = new ArrayList<>();
    try (ThreadTeam team = new ThreadTeam(threads)) {
      for (int i = 0; i < 3 * threads; i++) {
        NativeArray array = NativeArray.allocate(precision, (long) ORDER * ORDER);
        arrays.add(array);
        for (int j = 0; j < array.length(); j++) {
          array.set(j, 1.0 / (1 + j % 7));
        }
      }
      for (int time = 0; time < 5; time++) {
        long start = System.nanoTime();
        team.run(
            threads,
            (task, thread) ->
                Blas.gemm(
                    1,
                    Operand.of(arrays.get(3 * task), ORDER, ORDER),
                    Operand.of(arrays.get(3 * task + 1), ORDER, ORDER),
                    0,
                    Operand.of(arrays.get(3 * task + 2), ORDER, ORDER)));
        double each = 2.0 * ORDER * ORDER * ORDER;
        best = Math.max(best, threads * each / (System.nanoTime() - start));
      }
    } finally {
      arrays.forEach(NativeArray::close);
    }
    return best;
  }

  /** What Linux counts, 0 elsewhere. */
  private long peakMegabytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(worker.pid()), "status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1000;
      }
    }
    return 0;
  }
}
