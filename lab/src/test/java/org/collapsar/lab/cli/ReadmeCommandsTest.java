package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.collapsar.files.Npy;
import org.collapsar.files.Npz;
import org.collapsar.lab.config.Presets;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the commands of the README one after the other in one directory, training ones in a short
 * form, and compares the words of the output that the README shows.
 */
class ReadmeCommandsTest {
  private static final Path ROOT = Path.of("..");
  private static final String PROMPT = "    ./collapsar ";

  /** Makes a command of minutes one of seconds. */
  private static final Map<String, List<String>> SHORT_FORMS =
      Map.of(
          "reproduce",
          List.of(
              "--data", "digits", "--set", "train.epochs=2", "--set", "data.samplesPerClass=40"),
          "train",
          List.of("--set", "train.epochs=2", "--set", "network.width=64"));

  /** The tests of the modules onnx and spark run such. */
  private static final Pattern OF_A_MODULE = Pattern.compile("measure --(model|spark) .*");

  /** Starts with a letter and is no verdict, which depends on the size of the run. */
  private static final Pattern WORD = Pattern.compile("(?<![^\\s(])[A-Za-z]\\S+");

  private static final List<String> VERDICTS = List.of("yes", "NO");

  @TempDir Path here;

  @Test
  void theCommandsOfTheReadmeRunAndPrintWhatItShows() throws IOException {
    writeFeatures();
    writeHead();
    List<String> ran = new ArrayList<>();
    List<String> lines = Files.readAllLines(ROOT.resolve("README.md"));
    String out = "";
    boolean elsewhere = false;
    for (String line : lines) {
      if (line.startsWith(PROMPT)) {
        String command = line.substring(PROMPT.length());
        if (OF_A_MODULE.matcher(command).matches()) {
          elsewhere = true;
          continue;
        }
        elsewhere = false;
        out = run(command);
        ran.add(command.split(" ")[0]);
      } else if (line.startsWith("#") || line.startsWith("    mvn ")) {
        out = "";
      } else if (line.startsWith("    ") && !elsewhere && !out.isEmpty()) {
        shows(out, line);
      }
    }
    assertThat(ran).containsExactly("reproduce", "measure", "certify", "certify", "train");
    assertThat(here.resolve("runs/report.html")).exists();
    assertThat(here.resolve("measured/report.html")).exists();
  }

  @Test
  void theTwoCommandsOfTheContractComeFirst() throws IOException {
    List<String> commands =
        Files.readAllLines(ROOT.resolve("README.md")).stream()
            .filter(line -> line.startsWith(PROMPT) || line.startsWith("    mvn "))
            .toList();
    assertThat(commands).startsWith(PROMPT + "reproduce", "    mvn -B verify");
    assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains("maven verify", "mvn -B ");
  }

  static Stream<String> documents() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
          .filter(file -> file.toString().endsWith(".md"))
          .map(file -> ROOT.relativize(file).toString())
          .sorted()
          .toList()
          .stream();
    }
  }

  /** Options and commands exist, even where running them takes minutes. */
  @ParameterizedTest
  @MethodSource("documents")
  void everyCommandOfADocumentIsUnderstood(String document) throws IOException {
    String text = Files.readString(ROOT.resolve(document)).replace("\\\n", " ");
    for (String line : text.lines().toList()) {
      if (line.startsWith(PROMPT)) {
        String command = line.substring(PROMPT.length()).replaceFirst(" {2,}(?![ -]).*", "");
        Typed help = Typed.in(here, arguments(command + " --help"));
        assertThat(help.err()).as(document + ": " + command).isEmpty();
        assertThat(help.out()).startsWith("Usage: ");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkOfADocumentLeadsToAFile(String document) throws IOException {
    Path file = ROOT.resolve(document);
    Matcher link = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)").matcher(Files.readString(file));
    while (link.find()) {
      assertThat(file.resolveSibling(link.group(1))).as(document).exists();
    }
  }

  @Test
  void theTableOfPresetsHasAll() throws IOException {
    Matcher row =
        Pattern.compile("(?m)^\\| `([A-Za-z0-9-]+)` \\|")
            .matcher(Files.readString(ROOT.resolve("docs/presets.md")));
    TreeSet<String> named = new TreeSet<>();
    while (row.find()) {
      named.add(row.group(1));
    }
    assertThat(named).isEqualTo(new TreeSet<>(Presets.IDS));
  }

  /** The sweep of the documents, on a small network. */
  @Test
  void theSweepOfTheDocumentsRuns() throws IOException {
    Matcher yaml =
        Pattern.compile("(?s)```yaml\n(sweep:.*?)```")
            .matcher(Files.readString(ROOT.resolve("docs/experiments.md")));
    assertThat(yaml.find()).isTrue();
    Path preset = Path.of("src/main/resources/presets/wu2025-fig1a.yaml");
    String alone =
        Files.readString(preset).replaceAll("(?m)^(full|claims|figures):\n( .*\n|\n)*", "");
    Files.writeString(here.resolve("my-sweep.yaml"), alone + "\n" + yaml.group(1));
    Typed typed =
        Typed.in(
            here,
            ("sweep my-sweep.yaml --data digits --seeds 1 --set train.epochs=1"
                    + " --set data.samplesPerClass=30 --set metrics.testEvery=1 --out swept")
                .split(" "));
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    try (Stream<Path> cells = Files.list(here.resolve("swept"))) {
      assertThat(cells.filter(Files::isDirectory).map(cell -> cell.getFileName().toString()))
          .contains("decayRho=1e-4,width=64")
          .hasSizeGreaterThanOrEqualTo(6);
    }
  }

  private String run(String command) {
    List<String> arguments = new ArrayList<>(List.of(arguments(command)));
    arguments.addAll(SHORT_FORMS.getOrDefault(arguments.get(0), List.of()));
    Typed typed = Typed.in(here, arguments.toArray(new String[0]));
    assertThat(typed.exitCode()).as(command + "\n" + typed.err()).isZero();
    return typed.out().replace(here + "/", "");
  }

  /** One line of the output has all words of the line that is shown. */
  private static void shows(String out, String shown) {
    List<String> words =
        WORD.matcher(shown)
            .results()
            .map(r -> r.group())
            .filter(w -> !VERDICTS.contains(w))
            .toList();
    assertThat(out.lines().anyMatch(line -> containsAll(line, words)))
        .as("'%s' in%n%s", shown.strip(), out)
        .isTrue();
  }

  private static boolean containsAll(String line, List<String> words) {
    return words.stream().allMatch(word -> line.contains(word.replaceAll("[,)]*$", "")));
  }

  private static String[] arguments(String command) {
    return Arrays.stream(command.strip().split(" +"))
        .map(word -> word.replaceAll("^'|'$", ""))
        .toArray(String[]::new);
  }

  /** As the lines of Python leave them: 10 classes of several sizes. */
  private void writeFeatures() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    double[][] w = new double[10][16];
    double[][] b = new double[10][1];
    for (double[] row : w) {
      Arrays.setAll(row, j -> random.nextDouble() - 0.5);
    }
    int[] labels = new int[145];
    double[][] h = new double[labels.length][16];
    for (int i = 0; i < labels.length; i++) {
      int c = i % 10;
      labels[i] = c;
      Arrays.setAll(h[i], j -> w[c][j] + 0.01 * random.nextDouble());
    }
    Npy.write(here.resolve("h.npy"), Rows.of(h), Precision.FLOAT32);
    Npy.write(here.resolve("y.npy"), labels);
    Npz.write(
        here.resolve("fc.npz"),
        Map.of("weight", Rows.of(w), "bias", Rows.of(b)),
        Precision.FLOAT32);
  }

  private void writeHead() throws IOException {
    double[][] z = new double[145][12];
    for (int i = 0; i < z.length; i++) {
      z[i][i % 10] = 1;
      z[i][10] = 0.01 * Math.cos(i);
    }
    Npy.write(here.resolve("z.npy"), Rows.of(z), Precision.FLOAT64);
    Npy.write(here.resolve("w1.npy"), Rows.of(identity(12, 12)), Precision.FLOAT64);
    Npy.write(here.resolve("w2.npy"), Rows.of(identity(10, 12)), Precision.FLOAT64);
  }

  private static double[][] identity(int rows, int columns) {
    double[][] one = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      one[i][i] = 1;
    }
    return one;
  }
}
