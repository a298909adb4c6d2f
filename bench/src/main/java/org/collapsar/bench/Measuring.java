package org.collapsar.bench;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.files.Npy;
import org.collapsar.files.TableFile;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times class means + nc1.pinv + nc4.mismatch against the algorithm of the Python package
 * neural-collapse in libtorch, warm and as a whole process, and ours at growing numbers of rows.
 * Prints Markdown.
 *
 * <p>Longer than other files because the three comparisons share engines, sizes and tables, and are
 * one command whose output is one page.
 */
@Command(
    name = "bench/run measure",
    mixinStandardHelpOptions = true,
    description = "Times class means, nc1.pinv and nc4.mismatch against libtorch.")
final class Measuring implements Callable<Integer> {
  /** The parts of the run. */
  enum Section {
    WARM,
    PROCESS,
    GROWTH
  }

  private static final int[][] SIZES = {
    {50_000, 512, 10}, {50_000, 2048, 100}, {20_000, 512, 1000}, {50_000, 2048, 10}
  };
  private static final int[] GROWTH = {50_000, 500_000, 5_000_000};
  private static final int GROWTH_COLUMNS = 64;
  private static final int GROWTH_CLASSES = 10;
  private static final String HEAP = "1g";
  private static final String PEER_HEAP = "2g";

  /** Where the engines stand in the list. */
  private static final int PEER = 0;

  private static final int FLOOR = 1;

  /** Of the first backend; those of the next ones follow in pairs. */
  private static final int MEMORY = 2;

  private static final int FILE = 3;

  @Option(
      names = "--sections",
      split = ",",
      paramLabel = "SECTION",
      description = "Which of ${COMPLETION-CANDIDATES} (default: all).")
  private Set<Section> sections = new LinkedHashSet<>(List.of(Section.values()));

  @Option(
      names = "--sizes",
      split = ",",
      paramLabel = "INDEX",
      description = "Which sizes, counted from 1 (default: all four).")
  private List<Integer> sizes = List.of(1, 2, 3, 4);

  @Option(
      names = "--distance",
      description =
          "Of class means, in standard deviations of a class: 2000 is deep collapse (default:"
              + " ${DEFAULT-VALUE}).")
  private double distance = FeatureTable.DISTANCE;

  @Option(names = "--threads", description = "Threads of each (default: ${DEFAULT-VALUE}).")
  private int threads = 2;

  @Option(names = "--rounds", description = "Rounds (default: ${DEFAULT-VALUE}).")
  private int rounds = 9;

  @Option(
      names = "--warmup",
      description = "Calls of each before the first round (default: ${DEFAULT-VALUE}).")
  private int warmup = 15;

  @Option(
      names = "--patience",
      description =
          "Disturbed rounds are repeated until so many times the rounds were tried"
              + " (default: ${DEFAULT-VALUE}).")
  private int patience = 6;

  @Option(names = "--processes", description = "Fresh JVMs of each (default: ${DEFAULT-VALUE}).")
  private int processes = 3;

  @Option(
      names = "--batch",
      description = "Rows the peer works on at a time (default: ${DEFAULT-VALUE}).")
  private int batch = 5000;

  @Option(
      names = "--cache",
      description = "Directory where libtorch is unpacked (default: ${DEFAULT-VALUE}).")
  private Path cache = Path.of("bench", "target", "djl");

  private final List<String> warm =
      new ArrayList<>(
          List.of(
              "| n, D, K | backend | peer, ms | ours in memory, ms | ratio | ours from a file, ms |"
                  + " ratio | reading twice, ms | file / reading |",
              "|---|---|---:|---:|---:|---:|---:|---:|---:|"));
  private final List<String> whole =
      new ArrayList<>(List.of("| n, D, K | peer, s | ours, s | ratio |", "|---|---:|---:|---:|"));
  private final List<String> growth =
      new ArrayList<>(
          List.of(
              "| n, D, K | file, MB | process, s | ns a row | peak resident memory, MB |",
              "|---|---:|---:|---:|---:|"));
  private int repeated;
  private int disturbed;

  private Measuring() {}

  /** Runs the command line. */
  public static void main(String[] args) {
    CommandLine command =
        new CommandLine(new Measuring())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(
                (failure, line, parsed) -> {
                  if (failure instanceof BadInputException || failure instanceof FailedException) {
                    line.getErr().println("bench/run measure: " + failure.getMessage());
                    return failure instanceof BadInputException ? 2 : 1;
                  }
                  throw failure;
                });
    System.exit(command.execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Interleaving interleaving = interleaving();
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    Engine engine = LibtorchStep.load(threads, cache);
    Path directory = Files.createTempDirectory("collapsar-bench");
    try {
      for (int index : sizes) {
        int[] s = SIZES[index - 1];
        measure(new FeatureTable(s[0], s[1], s[2], 1, distance), directory, engine, interleaving);
      }
      if (sections.contains(Section.GROWTH)) {
        for (int n : GROWTH) {
          grow(new FeatureTable(n, GROWTH_COLUMNS, GROWTH_CLASSES, 1), directory);
        }
      }
    } finally {
      delete(directory);
    }
    print(engine, load);
    return 0;
  }

  private Interleaving interleaving() {
    try {
      if (threads < 1 || batch < 1 || processes < 1) {
        throw new IllegalArgumentException(
            "expected --threads, --batch and --processes of at least 1");
      }
      if (!(distance > 0 && distance < 1e6)) {
        throw new IllegalArgumentException(
            "--distance: expected above 0 and below 1e6, found " + distance);
      }
      for (int index : sizes) {
        if (index < 1 || index > SIZES.length) {
          throw new IllegalArgumentException(
              "--sizes: expected 1 to " + SIZES.length + ", found " + index);
        }
      }
      return new Interleaving(warmup, rounds, 1, 1, 200, patience);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Files of one table. */
  private record Inputs(Path features, Path labels, Path weights) {
    static Inputs write(FeatureTable table, Path directory) {
      Inputs inputs =
          new Inputs(
              directory.resolve("features.npy"),
              directory.resolve("labels.npy"),
              directory.resolve("weights.npy"));
      Matrix w = table.weights();
      Npy.write(inputs.features, table, Precision.FLOAT32);
      Npy.write(inputs.labels, table.labels());
      Npy.write(inputs.weights, Rows.of(w.data(), w.columns()), Precision.FLOAT32);
      return inputs;
    }
  }

  private void measure(FeatureTable table, Path directory, Engine engine, Interleaving interleaving)
      throws IOException {
    boolean wanted = sections.contains(Section.WARM) || sections.contains(Section.PROCESS);
    if (!wanted) {
      return;
    }
    say("%s: making the features", table.sizes());
    Inputs inputs = Inputs.write(table, directory);
    if (sections.contains(Section.WARM)) {
      warm(table, inputs, engine, interleaving);
    }
    if (sections.contains(Section.PROCESS)) {
      wholeProcess(table, inputs, directory);
    }
  }

  private void warm(FeatureTable table, Inputs inputs, Engine engine, Interleaving interleaving)
      throws IOException {
    Matrix w = table.weights();
    int[] labels = table.labels();
    int k = table.classes();
    float[][] floats = table.floats();
    ByteBuffer same = FirstCall.readNpy(inputs.features);
    List<CollapsarMeasure> ours = new ArrayList<>();
    try (LibtorchMeasure peer = new LibtorchMeasure(engine, same, labels, w, batch);
        ReadingFloor floor = new ReadingFloor(inputs.features, threads)) {
      for (Backend backend : Backend.values()) {
        ours.add(new CollapsarMeasure("memory", Rows.of(floats), labels, k, w, threads, backend));
        Rows file = TableFile.open(inputs.features.toString()).get(0).rows();
        ours.add(new CollapsarMeasure("file", file, labels, k, w, threads, backend));
      }
      Collapse expected = ours.get(0).measure();
      agree(table, peer.measure(), expected);
      for (CollapsarMeasure each : ours) {
        agree(table, each.measure(), expected);
      }
      say("%s: warm", table.sizes());
      List<Timed> engines = new ArrayList<>(List.of(peer, floor));
      engines.addAll(ours);
      Timings timings = interleaving.run(engines, 1, System::nanoTime, new OtherWork());
      repeated += timings.repeated();
      disturbed += timings.disturbed();
      for (Backend backend : Backend.values()) {
        warm.add(line(table, backend, timings.millis()));
        say("%s", warm.get(warm.size() - 1));
      }
    } finally {
      ours.forEach(CollapsarMeasure::close);
    }
  }

  private static String line(FeatureTable table, Backend backend, double[][] ms) {
    int pair = 2 * backend.ordinal();
    double[] memory = ms[MEMORY + pair];
    double[] file = ms[FILE + pair];
    return "| "
        + String.join(
            " | ",
            table.sizes(),
            backend.toString(),
            range("%.0f", Sample.of(ms[PEER])),
            range("%.1f", Sample.of(memory)),
            range("%.1f", Sample.ofRatios(ms[PEER], memory)),
            range("%.1f", Sample.of(file)),
            range("%.1f", Sample.ofRatios(ms[PEER], file)),
            range("%.1f", Sample.of(ms[FLOOR])),
            range("%.1f", Sample.ofRatios(file, ms[FLOOR])))
        + " |";
  }

  private static void agree(FeatureTable table, Collapse found, Collapse expected) {
    if (!found.agreesWith(expected, table.rows())) {
      throw new FailedException(
          table.sizes() + ": results differ, expected " + expected + ", found " + found);
    }
  }

  private void wholeProcess(FeatureTable table, Inputs inputs, Path directory) {
    say("%s: whole processes", table.sizes());
    Path theirArchive = archive("peer", inputs, directory);
    Path ourArchive = archive("ours", inputs, directory);
    double[] theirs = new double[processes];
    double[] ours = new double[processes];
    for (int i = 0; i < processes; i++) {
      FreshProcess left = FreshProcess.run(theirArchive, PEER_HEAP, arguments("peer", inputs));
      FreshProcess right = FreshProcess.run(ourArchive, PEER_HEAP, arguments("ours", inputs));
      agree(table, left.collapse(), right.collapse());
      theirs[i] = left.seconds();
      ours[i] = right.seconds();
    }
    whole.add(
        "| "
            + String.join(
                " | ",
                table.sizes(),
                range("%.2f", Sample.of(theirs)),
                range("%.2f", Sample.of(ours)),
                range("%.1f", Sample.ofRatios(theirs, ours)))
            + " |");
    say("%s", whole.get(whole.size() - 1));
  }

  private void grow(FeatureTable table, Path directory) throws IOException {
    say("%s: making the features", table.sizes());
    Inputs inputs = Inputs.write(table, directory);
    Path archive = archive("ours", inputs, directory);
    double[] seconds = new double[processes];
    double[] peaks = new double[processes];
    for (int i = 0; i < processes; i++) {
      FreshProcess process = FreshProcess.run(archive, HEAP, arguments("ours", inputs));
      seconds[i] = process.seconds();
      peaks[i] = process.peakMegabytes();
    }
    Sample time = Sample.of(seconds);
    growth.add(
        "| "
            + String.join(
                " | ",
                table.sizes(),
                String.format(Locale.ROOT, "%.0f", Files.size(inputs.features) / 1e6),
                range("%.2f", time),
                String.format(Locale.ROOT, "%.0f", time.median() / table.rows() * 1e9),
                range("%.0f", Sample.of(peaks)))
            + " |");
    say("%s", growth.get(growth.size() - 1));
  }

  /** One for each engine, made when it is first needed. */
  private Path archive(String who, Inputs inputs, Path directory) {
    Path archive = directory.resolve(who + ".jsa");
    if (!Files.exists(archive)) {
      FreshProcess.archive(archive, PEER_HEAP, arguments(who, inputs));
    }
    return archive;
  }

  private List<String> arguments(String who, Inputs inputs) {
    return List.of(
        who,
        inputs.features.toString(),
        inputs.labels.toString(),
        inputs.weights.toString(),
        Integer.toString(threads),
        cache.toAbsolutePath().toString(),
        Integer.toString(batch));
  }

  private void print(Engine engine, double load) {
    List<String> lines = new ArrayList<>();
    Machine.describe().forEach(line -> lines.add("- " + line));
    lines.add("- BLAS: " + Blas.library());
    lines.add("- Class means: " + distance + " standard deviations apart");
    lines.add(
        "- Peer: the algorithm of neural-collapse in libtorch "
            + engine.getVersion()
            + " through DJL, TorchScript, "
            + batch
            + " rows at a time");
    lines.add(
        String.format(
            Locale.ROOT,
            "- Run: %d threads each, %d rounds after %d calls of warm-up, %d processes each, load"
                + " average before it %.2f",
            threads,
            rounds,
            warmup,
            processes,
            load));
    lines.add(
        String.format(
            Locale.ROOT,
            "- Other processes used more than %.1f cores in %d rounds, which were repeated, and in"
                + " %d rounds that count",
            Interleaving.TOLERATED,
            repeated,
            disturbed));
    for (List<String> table : List.of(warm, whole, growth)) {
      if (table.size() > 2) {
        lines.add("");
        lines.addAll(table);
      }
    }
    lines.forEach(System.out::println);
  }

  private static String range(String number, Sample sample) {
    return String.format(
        Locale.ROOT,
        number + " (" + number + " to " + number + ")",
        sample.median(),
        sample.min(),
        sample.max());
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void say(String format, Object... arguments) {
    System.err.printf(Locale.ROOT, format + "%n", arguments);
  }
}
