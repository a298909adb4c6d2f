package org.collapsar.bench.versions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * What is timed with both builds, and the tables and experiments for it.
 *
 * <p>Longer than other files because the cases stand in one list, each with what it measures.
 */
final class Speed {
  /** How a case is timed. */
  enum Kind {
    /** The steps of a run, of all epochs but the first. */
    STEPS("train_seconds"),
    /** What is measured between the epochs, but after the first. */
    EPOCHS("measure_seconds"),
    /** A whole command line in a warm process. */
    COMMAND(""),
    /** A process, from its start by the launcher to its end. */
    PROCESS("");

    private final String column;

    Kind(String column) {
      this.column = column;
    }
  }

  /**
   * A case.
   *
   * @param name that is asked for and printed
   * @param kind what is timed
   * @param arguments of the command line
   * @param warmUp calls of each version before the first that counts
   * @param before command line that makes the run that the others are about, less its directory;
   *     none where there is no such run
   */
  record Timing(String name, Kind kind, List<String> arguments, int warmUp, List<String> before) {
    Timing(String name, Kind kind, List<String> arguments) {
      this(name, kind, arguments, 2, List.of());
    }
  }

  /**
   * Calls of a measurement of half a second or less until it is warm: in the first ten a compiler
   * takes a core now and then, and the more code a version has the more of it.
   */
  private static final int MEASURING_WARM_UP = 20;

  private static final List<int[]> SIZES =
      List.of(
          new int[] {50000, 512, 10},
          new int[] {50000, 2048, 100},
          new int[] {20000, 512, 1000},
          new int[] {50000, 2048, 10});

  /** What ImageNet's classifiers have, and a tenth of its samples: 1 GB. */
  private static final int[] LARGE = {128000, 2048, 1000};

  /** Distance of two class means in standard deviations: as the bench of measuring has it. */
  private static final int USUAL = 5;

  /** The same in collapse. */
  private static final int COLLAPSE = 2000;

  /** Samples of a case that is about steps. */
  static final int SAMPLES = 1024;

  private static final int PIXELS = 784;

  private final Path directory;
  private final List<Timing> timings = new ArrayList<>();

  private Speed(Path directory) {
    this.directory = directory;
  }

  /** The names of all cases. */
  static List<String> names() {
    return new Speed(Path.of("")).all().stream().map(Timing::name).toList();
  }

  /** The names of those that run where none is asked for: all but the ones of minutes. */
  static List<String> usual() {
    return names().stream().filter(name -> !name.startsWith("large")).toList();
  }

  /** The cases of these names; their tables are written where they are not there yet. */
  static List<Timing> of(Path directory, List<String> names) throws IOException {
    Speed speed = new Speed(directory);
    List<Timing> chosen = speed.all().stream().filter(t -> names.contains(t.name())).toList();
    for (Timing timing : chosen) {
      speed.prepare(timing);
    }
    return chosen;
  }

  private List<Timing> all() {
    train("w1-sgd32", Kind.STEPS);
    train("w1-langevin32", Kind.STEPS);
    train("w1-sgd64", Kind.STEPS);
    train("w2-sgd32", Kind.STEPS);
    train("figure4", Kind.STEPS);
    train("figure4-measuring", Kind.EPOCHS);
    train("jacot2025-fig4-measuring", Kind.EPOCHS);
    train("wu2025-fig1a-measuring", Kind.EPOCHS);
    train("many-epochs", Kind.COMMAND);
    certify("certificates-6000-1568");
    certify("large-certificates-30000-6272");
    for (Kind kind : List.of(Kind.COMMAND, Kind.PROCESS)) {
      for (int[] size : SIZES) {
        List<String> arguments = measure(table(size, USUAL), "nc1.pinv,nc4.mismatch");
        timings.add(
            kind == Kind.PROCESS
                ? new Timing("process-" + table(size, USUAL), kind, arguments)
                : new Timing(
                    "measure-" + table(size, USUAL),
                    kind,
                    arguments,
                    MEASURING_WARM_UP,
                    List.of()));
      }
    }
    large("large-pinv", USUAL, "nc1.pinv");
    large("large-pinv-mismatch", USUAL, "nc1.pinv,nc4.mismatch");
    large("large-collapse", COLLAPSE, "nc1.pinv,nc4.mismatch");
    large("large-default", USUAL, "");
    return timings;
  }

  private void large(String name, int distance, String metrics) {
    timings.add(new Timing(name, Kind.COMMAND, measure(table(LARGE, distance), metrics)));
  }

  /**
   * The command line that measures a table of (n, D, K), which is written if it is not there yet.
   */
  static List<String> measure(Path directory, int[] size, String metrics) throws IOException {
    Speed speed = new Speed(directory);
    List<String> arguments = speed.measure(table(size, USUAL), metrics);
    speed.prepare(new Timing(table(size, USUAL), Kind.COMMAND, arguments));
    return arguments;
  }

  /** The directory of a table of (n, D, K). */
  private static String table(int[] size, int distance) {
    String name = "%d-%d-%d".formatted(size[0], size[1], size[2]);
    return distance == USUAL ? name : name + "-" + distance;
  }

  /**
   * A command line.
   *
   * @param metrics ids, none for those that are measured by default
   */
  private List<String> measure(String table, String metrics) {
    List<String> arguments = new ArrayList<>(List.of("measure", "--json"));
    for (String of : List.of("features", "labels", "weights")) {
      arguments.addAll(List.of("--" + of, file(table + "/" + of + ".npy")));
    }
    if (!metrics.isEmpty()) {
      arguments.addAll(List.of("--metrics", metrics));
    }
    return arguments;
  }

  private void train(String name, Kind kind) {
    timings.add(new Timing(name, kind, training(name)));
  }

  private List<String> training(String name) {
    return List.of("train", file(name + ".yaml"), "--force", "--out");
  }

  /** The certificates of a mean-field network of n samples and N particles after an epoch. */
  private void certify(String name) {
    timings.add(new Timing(name, Kind.COMMAND, List.of("certify", "--json"), 1, training(name)));
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private void prepare(Timing timing) throws IOException {
    Files.createDirectories(directory);
    String name = timing.name();
    if (timing.arguments().get(0).equals("train") || !timing.before().isEmpty()) {
      images(samples(name));
      Files.writeString(
          directory.resolve(name + ".yaml"), "id: " + name + "\ntitle: Speed\n" + experiment(name));
      return;
    }
    List<String> arguments = timing.arguments();
    Path features = Path.of(arguments.get(arguments.indexOf("--features") + 1));
    String folder = features.getName(features.getNameCount() - 2).toString();
    Path table = directory.resolve(folder);
    if (Files.exists(table.resolve("weights.npy"))) {
      return;
    }
    int[] numbers = Arrays.stream(folder.split("-", -1)).mapToInt(Integer::parseInt).toArray();
    int distance = numbers.length > 3 ? numbers[3] : USUAL;
    clouds(table, numbers[0], numbers[1], numbers[2], distance);
  }

  /** Clouds about class means so many standard deviations apart. */
  private static void clouds(Path table, int rows, int columns, int classes, int distance)
      throws IOException {
    Random random = new Random(1);
    double scale = distance / Math.sqrt(2.0 * columns);
    double[][] means = new double[classes][columns];
    double[][] weights = new double[classes][columns];
    for (int c = 0; c < classes; c++) {
      for (int j = 0; j < columns; j++) {
        means[c][j] = scale * random.nextGaussian();
        weights[c][j] = means[c][j] + 0.3 * scale * random.nextGaussian();
      }
    }
    int[] labels = random.ints(rows, 0, classes).toArray();
    double[] row = new double[columns];
    Npy.write(table.resolve("labels.npy"), labels);
    Npy.write(
        table.resolve("features.npy"),
        rows,
        columns,
        true,
        i -> {
          Arrays.setAll(row, j -> means[labels[i]][j] + random.nextGaussian());
          return row;
        });
    Npy.write(table.resolve("weights.npy"), classes, columns, true, c -> weights[c]);
  }

  /** How many samples a case of training has. */
  private static int samples(String name) {
    if (name.contains("certificates")) {
      return numbers(name)[0];
    }
    return switch (name) {
      case "jacot2025-fig4-measuring" -> 5000;
      case "wu2025-fig1a-measuring" -> 6000;
      default -> SAMPLES;
    };
  }

  /** n and N of a case of certificates. */
  private static int[] numbers(String name) {
    String sizes = name.substring(name.indexOf("certificates-") + "certificates-".length());
    return Arrays.stream(sizes.split("-", -1)).mapToInt(Integer::parseInt).toArray();
  }

  /** Where the images of so many samples are, and their labels. */
  private static String images(String directory, int samples) {
    return samples == SAMPLES ? directory : directory + "-" + samples;
  }

  private void images(int samples) throws IOException {
    images(directory, samples);
  }

  /** Writes so many images, unless they are there. */
  static void images(Path directory, int samples) throws IOException {
    Path images = directory.resolve(images("images", samples));
    Path labels = images.resolve("ten.npy");
    if (Files.exists(labels)) {
      return;
    }
    Random random = new Random(2);
    double[] row = new double[PIXELS];
    Npy.write(
        images.resolve("images.npy"),
        samples,
        PIXELS,
        true,
        i -> {
          Arrays.setAll(row, j -> random.nextGaussian() / Math.sqrt(PIXELS)); // nothing diverges
          return row;
        });
    Npy.write(images.resolve("three.npy"), random.ints(samples, 0, 3).toArray());
    Npy.write(labels, random.ints(samples, 0, 10).toArray());
  }

  private String experiment(String name) {
    if (name.contains("certificates")) {
      int[] sizes = numbers(name);
      return meanField(directory, sizes[0], sizes[1])
          + "train: {precision: float32, epochs: 1, batch: 64, steps: 0.1}\n"
          + LOSS_ONLY;
    }
    return switch (name) {
      case "w1-sgd32" -> w1("float32", 0, 9);
      case "w1-langevin32" -> w1("float32", 1e-4, 7);
      case "w1-sgd64" -> w1("float64", 0, 6);
      case "w2-sgd32" ->
          files("ten")
              + deep(512, 6, 3, 1e-4)
              + "train: {precision: float32, epochs: 17, batch: 128, steps: 0.01}\n"
              + LOSS_ONLY;
      case "figure4" ->
          files("ten")
              + deep(256, 5, 4, 0.0018)
              + "train: {precision: float32, epochs: 26, batch: 64, momentum: 0.9, steps: 0.01}\n"
              + LOSS_ONLY;
      case "figure4-measuring" ->
          files("ten")
              + deep(256, 5, 4, 0.0018)
              + """
              train: {precision: float32, epochs: 8, batch: 64, momentum: 0.9, steps: 0.01}
              metrics:
                base: [loss, accuracy.train, nc1.total, gradient.norm]
                layers: [nc1.quotient, nc2.kappa, nc3.cosine, nc3.cosine.means, negativity, balancedness, rank.stable.means]
                gram: true
                certificates: true
                certificatesEvery: 1
              """;
      case "jacot2025-fig4-measuring" ->
          files(directory, "ten", samples(name))
              + deep(256, 5, 4, 0.0018)
              + """
              train: {precision: float32, epochs: 41, batch: 64, momentum: 0.9, steps: 0.01}
              metrics:
                base: [loss, accuracy.train]
                layers: [nc1.quotient, nc2.kappa, nc3.cosine, nc3.cosine.means, negativity, balancedness, rank.stable.means]
                gram: true
                gramFrames: 8
                simplex: true
                certificates: true
                certificatesEvery: 20
              """;
      case "wu2025-fig1a-measuring" ->
          meanField(directory, samples(name), 1568)
              + """
              train: {precision: float32, epochs: 41, batch: 64, steps: 0.1}
              metrics: {certificates: true, certificatesEvery: 20}
              """;
      case "many-epochs" ->
          """
          data: {name: digits, samplesPerClass: 4}
          network: {kind: deep-linear-head, width: 8, nonlinear: 1, linear: 2, activation: relu, weightDecay: 0.001}
          train: {precision: float32, epochs: 400, batch: 20, steps: 0.01}
          metrics: {layers: [nc1.quotient], testEvery: 400}
          """;
      default -> throw new IllegalArgumentException("expected a case of training, found " + name);
    };
  }

  static final String LOSS_ONLY = "metrics: {base: [loss]}\n";

  private String files(String labels) {
    return files(directory, labels, SAMPLES);
  }

  /** The data of an experiment: what {@link #images(Path, int)} has written. */
  static String files(Path directory, String labels, int samples) {
    Path images = directory.resolve(images("images", samples));
    return "data: {name: files, scaling: none, features: '%s', labels: '%s'}\n"
        .formatted(images.resolve("images.npy"), images.resolve(labels + ".npy"));
  }

  /** Data and network of {@code wu2025-fig1a} with n samples and N particles. */
  static String meanField(Path directory, int samples, int particles) {
    return files(directory, "three", samples)
        + """
        network: {kind: mean-field, width: %d, features: 16, activation: tanh, gamma: 1,
          freezeW: true, decayW: 0.0001, decayRho: 0.0001}
        """
            .formatted(particles);
  }

  private String w1(String precision, double noise, int epochs) {
    return files("three")
        + """
        network: {kind: mean-field, width: 6272, features: 16, activation: tanh, gamma: 1,
          freezeW: true, decayRho: 0.0001, noise: %s}
        train: {precision: %s, epochs: %d, batch: 64, steps: 0.01}
        """
            .formatted(noise, precision, epochs)
        + LOSS_ONLY;
  }

  static String deep(int width, int nonlinear, int linear, double decay) {
    return """
    network: {kind: deep-linear-head, width: %d, nonlinear: %d, linear: %d, activation: relu,
      weightDecay: %s, initialisation: he}
    """
        .formatted(width, nonlinear, linear, decay);
  }

  /** The seconds of a run's table of times that a kind is about. */
  static double seconds(Kind kind, Path run) throws IOException {
    List<String> lines =
        Files.readAllLines(run.resolve("seed-1/timing.csv"), StandardCharsets.UTF_8);
    int column = Arrays.asList(lines.get(0).split(",", -1)).indexOf(kind.column);
    return lines.stream()
        .skip(3) // the head, the start, and the first epoch
        .collect(Collectors.summingDouble(l -> Double.parseDouble(l.split(",", -1)[column])));
  }
}
