package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.collapsar.files.Npy;
import org.collapsar.lab.document.Schemas;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The commands other than measure take labels as measure does: what people write for the same
 * labels gives the same numbers, to the bit.
 */
class LabelHabitsTest {
  private static final int N = 36;
  private static final int D = 4;
  private static final int K = 3;
  private static final List<String> WORDS = List.of("ash", "elm", "oak");

  private static final String YAML =
      """
      id: small
      title: A small experiment
      network: {kind: mean-field, width: 16, features: 4, activation: tanh, decayRho: 1e-3}
      train: {epochs: 3, batch: 4, steps: 0.5, precision: float64}
      seeds: 1
      data: {name: files, %s}
      """;

  @TempDir Path here;
  private final double[][] h = new double[N][D];
  private final int[] y = new int[N];

  @BeforeEach
  void write() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    double[][] w = new double[K][D];
    for (int i = 0; i < N; i++) {
      y[i] = (i * 7 + i / 5) % K;
      for (int j = 0; j < D; j++) {
        h[i][j] = random.nextGaussian() / 4 + (j == y[i] ? 2 : 0);
      }
    }
    for (int c = 0; c < K; c++) {
      w[c][c] = 0.5;
    }
    table("h.npy", h);
    table("w.npy", w);
    Npy.write(here.resolve("y.npy"), y);

    lines("words.csv", "kind", i -> WORDS.get(y[i]));
    Npy.write(here.resolve("from1.npy"), Arrays.stream(y).map(c -> c + 1).toArray());
    Npy.write(here.resolve("gaps.npy"), Arrays.stream(y).map(c -> 5 * c + 2).toArray());
    table("soft.npy", rows(N, i -> soft(y[i])));
    lines("kinds.csv", "a,b,c,d,kind", i -> csv(h[i]) + "," + WORDS.get(y[i]));
    Files.writeString(here.resolve("order.txt"), String.join("\n", WORDS) + "\n");
    // Two parts, and what has no label between them.
    table("p-1.npy", Arrays.copyOfRange(h, 0, 20));
    table("p-2.npy", Arrays.copyOfRange(h, 20, N));
    Npy.write(here.resolve("q-1.npy"), Arrays.copyOfRange(y, 0, 20));
    Npy.write(here.resolve("q-2.npy"), Arrays.copyOfRange(y, 20, N));
    table(
        "more.npy", rows(N + 2, i -> i == 0 || i == N + 1 ? new double[] {9, 9, 9, 9} : h[i - 1]));
    Npy.write(
        here.resolve("masked.npy"),
        IntStream.range(0, N + 2).map(i -> i == 0 || i == N + 1 ? -100 : y[i - 1]).toArray());
    Npy.write(
        here.resolve("rare.npy"),
        IntStream.range(0, N + 2).map(i -> i == 0 || i == N + 1 ? 3 : y[i - 1]).toArray());
  }

  private static double[][] rows(int count, IntFunction<double[]> row) {
    return IntStream.range(0, count).mapToObj(row).toArray(double[][]::new);
  }

  private static double[] soft(int c) {
    double[] scores = {0.2, 0.2, 0.2};
    scores[c] = 0.6;
    return scores;
  }

  private static String csv(double[] row) {
    return Arrays.stream(row).mapToObj(Double::toString).collect(Collectors.joining(","));
  }

  private void table(String name, double[][] rows) {
    Npy.write(here.resolve(name), Rows.of(rows), Precision.FLOAT64);
  }

  private void lines(String name, String header, IntFunction<String> line) throws IOException {
    Files.writeString(
        here.resolve(name),
        header + "\n" + IntStream.range(0, N).mapToObj(line).collect(Collectors.joining("\n")));
  }

  private JsonNode json(String command) throws IOException {
    Typed typed = Typed.in(here, (command + " --json").split(" "));
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    return typed.json();
  }

  @Test
  void runsKeepWhatWasDecidedInReading() throws IOException {
    String kept = "features: more.npy, labels: masked.npy, ignoreLabel: [-100]";
    assertThat(notes(kept))
        .isNotEmpty()
        .anyMatch(line -> line.endsWith("2 of 38 samples are left out"));
    assertThat(notes("features: h.npy, labels: from1.npy")).isNotEmpty();
    assertThat(notes("features: h.npy, labels: y.npy")).isEmpty();
  }

  private List<String> notes(String data) throws IOException {
    Typed typed = train(data);
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    Schemas.checkFiles(here);
    JsonNode run =
        JsonMapper.builder().build().readTree(here.resolve("a/seed-1/run.json").toFile());
    List<String> notes = new ArrayList<>();
    for (JsonNode line : run.at("/data/notes")) {
      assertThat(typed.out() + typed.err()).contains(line.asText());
      notes.add(line.asText());
    }
    return notes;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--features h.npy --labels words.csv",
        "--features h.npy --labels words.csv --classes-from order.txt",
        "--features h.npy --labels from1.npy",
        "--features h.npy --labels soft.npy --argmax",
        "--features kinds.csv --label-column kind",
        "--features p-?.npy --labels q-?.npy --join",
        "--features p-1.npy+p-2.npy --labels q-1.npy+q-2.npy",
        "--features more.npy --labels masked.npy --ignore-label -100",
        "--features h.npy --labels y.npy --classes 3"
      })
  void certifyTakesLabelsAsTheyAre(String samples) throws IOException {
    JsonNode plain = json("certify --features h.npy --labels y.npy --weights w.npy");
    JsonNode same = json("certify " + samples + " --weights w.npy");
    assertThat(same.path("certificates")).isEqualTo(plain.path("certificates"));
    assertThat(same.path("fit")).isEqualTo(plain.path("fit"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--features h.npy --labels words.csv",
        "--features h.npy --labels from1.npy",
        "--features h.npy --labels gaps.npy",
        "--features h.npy --labels soft.npy --argmax",
        "--features kinds.csv --label-column kind",
        "--features p-?.npy --labels q-?.npy --join"
      })
  void separabilityTakesLabelsAsTheyAre(String samples) throws IOException {
    JsonNode plain = json("separability --features h.npy --labels y.npy");
    JsonNode same = json("separability " + samples);
    assertThat(same.path("margin")).isEqualTo(plain.path("margin"));
    for (int c = 0; c < K; c++) {
      assertThat(same.at("/classes/" + c + "/separator"))
          .isEqualTo(plain.at("/classes/" + c + "/separator"));
    }
  }

  /** Its numbers are those of the file, though samples were left out. */
  @ParameterizedTest
  @ValueSource(strings = {"masked.npy --ignore-label -100", "rare.npy --min-per-class 3"})
  void supportIsCountedInTheRowsOfTheFile(String labels) throws IOException {
    JsonNode plain = json("separability --features h.npy --labels y.npy");
    JsonNode less = json("separability --features more.npy --labels " + labels);
    assertThat(less.path("samples").asInt()).isEqualTo(N);
    assertThat(less.path("notes").toString()).contains("2 of 38 samples are left out");
    JsonNode support = less.at("/classes/1/support");
    assertThat(support).isNotEmpty().hasSameSizeAs(plain.at("/classes/1/support"));
    for (int i = 0; i < support.size(); i++) {
      assertThat(support.get(i).asInt())
          .isEqualTo(plain.at("/classes/1/support").get(i).asInt() + 1);
    }
  }

  @Test
  void separabilityCallsClassesByTheirNames() {
    Typed typed = Typed.in(here, "separability", "--features", "h.npy", "--labels", "words.csv");
    assertThat(typed.out())
        .startsWith(
            here.resolve("words.csv")
                + ": classes by name, in order of code points: \"ash\", \"elm\", \"oak\"\n\n")
        .contains("\nash     ")
        .contains("\noak     ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "features: h.npy, labels: words.csv",
        "features: h.npy, labels: gaps.npy",
        "features: h.npy, labels: soft.npy, argmax: true",
        "features: kinds.csv, labelColumn: kind",
        "features: 'p-?.npy', labels: 'q-?.npy', join: true",
        "features: p-1.npy+p-2.npy, labels: q-1.npy+q-2.npy",
        "features: more.npy, labels: masked.npy, ignoreLabel: -100",
        "features: more.npy, labels: rare.npy, minPerClass: 3"
      })
  void runsTakeLabelsAsTheyAre(String data) throws IOException {
    String plain = metrics("features: h.npy, labels: y.npy");
    assertThat(metrics(data)).isEqualTo(plain);
    Schemas.checkFiles(here);
    // What opens the run again reads the same rules.
    assertThat(Typed.in(here, "export", "a/seed-1", "--out", "e").exitCode()).isZero();
  }

  @Test
  void testSamplesOfClassesThatWereLeftOutAreCounted() throws IOException {
    String data = "features: h.npy, labels: y.npy, testFeatures: more.npy, testLabels: rare.npy";
    Typed typed = train(data);
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(typed.err())
        .contains(
            here.resolve("rare.npy")
                + ": 2 of 38 samples are left out, of classes that are not among those of "
                + here.resolve("y.npy")
                + ": 3\n");
    JsonNode run =
        JsonMapper.builder().build().readTree(here.resolve("a/seed-1/run.json").toFile());
    assertThat(run.at("/data/test_samples").asInt()).isEqualTo(N);
    JsonNode measured =
        json(
            "measure --features h.npy --labels y.npy --test-features more.npy --test-labels"
                + " rare.npy --metrics nc1.quotient.test.strong,nc1.quotient");
    JsonNode values = measured.at("/rows/0/metrics");
    assertThat(values.at("/nc1.quotient.test.strong/value").asDouble())
        .isCloseTo(values.at("/nc1.quotient/value").asDouble(), within(1e-12));
  }

  private Typed train(String data) throws IOException {
    Files.writeString(
        here.resolve("my.yaml"),
        YAML.formatted(data.replaceAll("([a-z]+-?[0-9?]?\\.(npy|csv))", here + "/$1")));
    return Typed.in(here, "train", "my.yaml", "--out", "a", "--force");
  }

  private String metrics(String data) throws IOException {
    Typed typed = train(data);
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    return Files.readString(here.resolve("a/seed-1/metrics.csv"));
  }
}
