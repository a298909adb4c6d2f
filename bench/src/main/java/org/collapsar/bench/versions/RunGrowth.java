package org.collapsar.bench.versions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How the time of a training step grows with width, depth and batch, that of certificates with
 * samples and particles, and that of a report with epochs, runs and cells; {@code bench/run growth
 * --runs} starts it.
 */
final class RunGrowth {
  /** Epochs of a run that is about its steps; the first does not count. */
  private static final int EPOCHS = 6;

  /** Small, so that no depth diverges; and ReLU in all layers but the last, whose start fits it. */
  private static final String STEP = "0.0001";

  private static final int WIDTH = 256;
  private static final int LAYERS = 9;
  private static final int BATCH = 64;

  /** A network so small that its run is mostly what is written. */
  private static final String SMALL =
      """
      data: {name: digits, samplesPerClass: 4}
      network: {kind: deep-linear-head, width: 8, nonlinear: 1, linear: 2, activation: relu, weightDecay: 0.001}
      metrics: {layers: [nc1.quotient], testEvery: 1000000}
      figures:
        - {id: curves, title: Curves, kind: band, metrics: [loss, "nc1.quotient@last"], logarithmic: true}
      """;

  /**
   * Sizes of one kind, growing.
   *
   * @param what grows
   * @param rest that stays as it is
   * @param sizes ascending
   */
  private record Series(String what, String rest, int[] sizes, Case each) {}

  /** Seconds at a size. */
  @FunctionalInterface
  private interface Case {
    /** Makes what is needed, and returns what is timed. */
    Timed prepare(int size) throws IOException;
  }

  /** Seconds of one time. */
  @FunctionalInterface
  private interface Timed {
    double seconds() throws IOException;
  }

  private final Path tables;
  private final Path runs;
  private final Build.Running worker;
  private final int rounds;

  RunGrowth(Path work, Build.Running worker, int rounds) throws IOException {
    this.tables = Files.createDirectories(work.resolve("tables"));
    this.runs = Files.createDirectories(work.resolve("growth"));
    this.worker = worker;
    this.rounds = rounds;
  }

  /** Prints a table per series whose name begins as one of these, or of all. */
  void print(List<String> names) throws IOException {
    Series[] all = {
      new Series(
          "step against width",
          "9 layers, batch 64",
          new int[] {64, 128, 256, 512, 1024},
          width -> step(width, LAYERS, BATCH)),
      new Series(
          "step against depth",
          "width 256, batch 64",
          new int[] {4, 8, 16, 32, 64},
          layers -> step(WIDTH, layers, BATCH)),
      new Series(
          "step against batch",
          "width 256, 9 layers",
          new int[] {16, 32, 64, 128, 256, 512},
          batch -> step(WIDTH, LAYERS, batch)),
      new Series(
          "certificates against n",
          "N = 784, with the kernel of Lemma 4.7",
          new int[] {750, 1500, 3000, 6000},
          n -> certificates(n, 784)),
      new Series(
          "certificates against large n",
          "N = 784, where that kernel is not evaluated",
          new int[] {9000, 18000, 36000},
          n -> certificates(n, 784)),
      new Series(
          "certificates against N",
          "n = 6000, with the kernel of Lemma 4.7",
          new int[] {392, 784, 1568, 3136, 6272},
          particles -> certificates(6000, particles)),
      new Series(
          "report against epochs",
          "1 run",
          new int[] {100, 300, 1000, 3000},
          epochs -> report(epochs, 1, 1)),
      new Series(
          "report against runs", "30 epochs", new int[] {3, 10, 30, 100}, r -> report(30, r, 1)),
      new Series(
          "report against cells",
          "30 epochs, 1 run each",
          new int[] {3, 10, 30, 100},
          cells -> report(30, 1, cells))
    };
    for (Series series : all) {
      if (names.isEmpty() || names.stream().anyMatch(series.what()::startsWith)) {
        print(series);
      }
    }
  }

  private void print(Series series) throws IOException {
    String size = series.what().substring(series.what().lastIndexOf(' ') + 1);
    System.out.printf("**%s** (%s)%n%n", series.what(), series.rest());
    System.out.printf("| %s | seconds, median (range) |%n|---:|---:|%n", size);
    int[] sizes = series.sizes();
    double[] medians = new double[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      Timed timed = series.each().prepare(sizes[i]);
      timed.seconds(); // for the compiler
      double[] seconds = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        seconds[round] = timed.seconds();
      }
      Arrays.sort(seconds);
      medians[i] = seconds[rounds / 2];
      System.out.printf(
          Locale.ROOT,
          "| %d | %.5f (%.5f to %.5f) |%n",
          sizes[i],
          medians[i],
          seconds[0],
          seconds[rounds - 1]);
    }
    double[] x = Arrays.stream(sizes).asDoubleStream().toArray();
    System.out.printf(
        Locale.ROOT,
        "%nTime grows as %s to the power of %.2f, %.2f over the last half of the series.%n%n",
        size,
        PowerFit.exponent(x, medians, 0),
        PowerFit.exponent(x, medians, (sizes.length - 1) / 2));
  }

  /** The mean time of a step with momentum, from the run's own table of times. */
  private Timed step(int width, int layers, int batch) throws IOException {
    Speed.images(tables, Speed.SAMPLES);
    String name = "step-%d-%d-%d".formatted(width, layers, batch);
    Path yaml =
        experiment(
            name,
            Speed.files(tables, "ten", Speed.SAMPLES)
                + Speed.deep(width, layers - 1, 1, 0.0018)
                + "train: {precision: float32, epochs: %d, batch: %d, momentum: 0.9, steps: %s}\n"
                    .formatted(EPOCHS, batch, STEP)
                + Speed.LOSS_ONLY);
    Path run = runs.resolve(name);
    int steps = (EPOCHS - 1) * (Speed.SAMPLES / batch);
    return () -> {
      run("train", yaml.toString(), "--force", "--out", run.toString());
      double seconds = Speed.seconds(Speed.Kind.STEPS, run);
      if (!(seconds > 0)) {
        throw new IOException(run + ": expected " + EPOCHS + " epochs, found a run that diverged");
      }
      return seconds / steps;
    };
  }

  /** A whole {@code certify} of a run of one epoch. */
  private Timed certificates(int samples, int particles) throws IOException {
    Speed.images(tables, samples);
    String name = "certificates-%d-%d".formatted(samples, particles);
    Path yaml =
        experiment(
            name,
            Speed.meanField(tables, samples, particles)
                + "train: {precision: float32, epochs: 1, batch: 64, steps: 0.1}\n"
                + Speed.LOSS_ONLY);
    Path run = runs.resolve(name);
    run("train", yaml.toString(), "--force", "--out", run.toString());
    return () -> run("certify", "--json", run.resolve("seed-1").toString());
  }

  /** A whole {@code report} of a sweep of so many cells with so many runs each. */
  private Timed report(int epochs, int seeds, int cells) throws IOException {
    String name = "report-%d-%d-%d".formatted(epochs, seeds, cells);
    StringBuilder text = new StringBuilder(SMALL);
    text.append(
        "train: {precision: float32, epochs: %d, batch: 20, steps: 0.01}%nseeds: %d%n"
            .formatted(epochs, seeds));
    if (cells > 1) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < cells; i++) {
        values.add(String.format(Locale.ROOT, "%.5f", 0.001 * (1 + 0.1 * i)));
      }
      text.append(
          "sweep:\n  axes:\n    - {name: decay, key: network.weightDecay, values: [%s]}%n"
              .formatted(String.join(", ", values)));
    }
    Path yaml = experiment(name, text.toString());
    Path run = runs.resolve(name);
    run(cells > 1 ? "sweep" : "train", yaml.toString(), "--force", "--out", run.toString());
    Path page = runs.resolve(name + ".html");
    return () -> run("report", "--out", page.toString(), run.toString());
  }

  private Path experiment(String name, String text) throws IOException {
    return Files.writeString(
        runs.resolve(name + ".yaml"),
        "id: " + name + "\ntitle: Growth\n" + text,
        StandardCharsets.UTF_8);
  }

  private double run(String... command) throws IOException {
    Build.Answer answer = worker.run("", List.of(command));
    // 1 says that a claim or a bound does not hold.
    if (answer.exitCode() > 1) {
      throw new IOException("exit code " + answer.exitCode() + " of " + String.join(" ", command));
    }
    return answer.nanos() / 1e9;
  }
}
