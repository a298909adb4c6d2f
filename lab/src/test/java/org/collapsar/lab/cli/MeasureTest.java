package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.collapsar.files.Npy;
import org.collapsar.files.Npz;
import org.collapsar.files.Safetensors;
import org.collapsar.files.Tensor;
import org.collapsar.lab.experiment.TrainingMetrics;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.MetricInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command measure as a user types it. */
class MeasureTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** Four samples on a line: means -2 and 2, variance 1 within each class. */
  private static final double[][] LINE = {{-3, 0}, {-1, 0}, {1, 0}, {3, 0}};

  private static final int[] LINE_LABELS = {0, 0, 1, 1};

  @TempDir Path here;

  // ---- values ----------------------------------------------------------------------------------

  @Test
  void printsWhatIsKnownByHand() throws IOException {
    line();
    Typed typed = type("measure", "--features", "h.npy", "--labels", "y.npy", "--json");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(typed.err()).isEmpty();
    JsonNode json = typed.json();
    assertThat(json.path("schema").asText()).isEqualTo("collapsar/measure/1");
    assertThat(json.path("samples").asInt()).isEqualTo(4);
    assertThat(json.path("dimension").asInt()).isEqualTo(2);
    assertThat(json.path("classes").asInt()).isEqualTo(2);
    JsonNode row = json.path("rows").get(0);
    assertThat(row.path("source").asText()).isEqualTo(here.resolve("h.npy").toString());
    assertThat(row.path("layer").isNull()).isTrue();
    assertThat(row.path("rank").asInt()).isEqualTo(1);
    JsonNode metrics = row.path("metrics");
    // tr Sigma_W = 1, tr Sigma_B = (4 + 4)/2.
    assertThat(value(metrics, "nc1.quotient")).isCloseTo(0.25, within(1e-12));
    assertThat(value(metrics, "nc1.total")).isCloseTo(0.2, within(1e-12));
    assertThat(value(metrics, "nc1.cdnv")).isCloseTo(1.0 / 16, within(1e-12));
    assertThat(metrics.path("nc3.dual_error").path("undefined").asText())
        .as("no weights were given")
        .startsWith("because ");
  }

  @Test
  void theTableSaysTheSameAsTheDocument() throws IOException {
    line();
    Typed typed = type("measure", "--features", "h.npy", "--labels", "y.npy");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(typed.out())
        .startsWith(
            here.resolve("h.npy")
                + ": 4 samples, dimension 2, 2 classes of 2; rank of the centred class means 1 (")
        .containsPattern("(?m)^nc1\\.quotient +0\\.25(0*)$")
        .containsPattern("(?m)^nc3\\.dual_error +undefined, because ");
    JsonNode metrics = json("--features", "h.npy", "--labels", "y.npy").path("metrics");
    List<String> ids = new ArrayList<>();
    metrics.fieldNames().forEachRemaining(ids::add);
    assertThat(ids).allSatisfy(id -> assertThat(typed.out()).contains("\n" + id + " "));
  }

  @Test
  void weightsAndBiasDecideNc4() throws IOException {
    line();
    Npy.write(here.resolve("w.npy"), Rows.of(new double[][] {{-1, 0}, {1, 0}}), Precision.FLOAT64);
    Files.writeString(here.resolve("b.csv"), "0\n4\n");
    String[] plain = {"--features", "h.npy", "--labels", "y.npy", "--weights", "w.npy"};
    assertThat(value(json(plain).path("metrics"), "nc4.mismatch")).isZero();
    String[] biased =
        Stream.concat(Stream.of(plain), Stream.of("--bias", "b.csv")).toArray(String[]::new);
    // w_0 h + 0 > w_1 h + 4 only for h = -3: the sample at -1 goes to class 1.
    assertThat(value(json(biased).path("metrics"), "nc4.mismatch")).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void testAndOtherFeaturesHaveTheirMetrics() throws IOException {
    line();
    Npy.write(here.resolve("t.npy"), Rows.of(new double[][] {{-2, 1}, {2, 1}}), Precision.FLOAT64);
    Npy.write(here.resolve("ty.npy"), new int[] {0, 1});
    Npy.write(here.resolve("o.npy"), Rows.of(new double[][] {{0, 5}}), Precision.FLOAT64);
    JsonNode metrics =
        json(
                "--features",
                "h.npy",
                "--labels",
                "y.npy",
                "--test-features",
                "t.npy",
                "--test-labels",
                "ty.npy",
                "--ood-features",
                "o.npy",
                "--all")
            .path("metrics");
    assertThat(value(metrics, "nc5.ood")).isCloseTo(0, within(1e-12));
    List<String> tests = new ArrayList<>();
    metrics
        .fieldNames()
        .forEachRemaining(
            id -> {
              if (id.contains(".test.") && metrics.path(id).has("value")) {
                tests.add(id);
              }
            });
    assertThat(tests).as("test variants with a value").isNotEmpty();
  }

  @Test
  void labelsOfOtherFeaturesWeighTheirClassesEqually() throws IOException {
    line();
    double[][] other = {{3, 0}, {3, 0}, {3, 0}, {0, 3}};
    Npy.write(here.resolve("o.npy"), Rows.of(other), Precision.FLOAT64);
    Npy.write(here.resolve("oy.npy"), new int[] {1, 1, 1, 3});
    String[] options = {"--features", "h.npy", "--labels", "y.npy", "--ood-features", "o.npy"};
    JsonNode alone = json(options).path("metrics");
    // Class means (-2, 0) and (2, 0), all means (2.25, 0.75), class means (1.5, 1.5).
    assertThat(alone.has("nc5.ood.class_means")).isFalse();
    JsonNode labelled = json(with(options, "--ood-labels", "oy.npy")).path("metrics");
    assertThat(value(labelled, "nc5.ood")).isEqualTo(value(alone, "nc5.ood"));
    double cosine = 3 / Math.sqrt(10);
    assertThat(value(labelled, "nc5.ood")).isCloseTo(cosine, within(1e-12));
    assertThat(value(labelled, "nc5.ood.class_means")).isCloseTo(Math.sqrt(0.5), within(1e-12));
    Npy.write(here.resolve("oy.npy"), new int[] {1, 1, 1});
    Typed typed = type(with(new String[] {"measure"}, with(options, "--ood-labels", "oy.npy")));
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.err()).contains("oy.npy", "expected 4", "found 3");
    typed = type("measure", "--features", "h.npy", "--labels", "y.npy", "--ood-labels", "oy.npy");
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.err()).contains("--ood-features");
  }

  @Test
  void namedMetricsComeAlone() throws IOException {
    line();
    JsonNode metrics =
        json("--features", "h.npy", "--labels", "y.npy", "--metrics", " nc1.total , nc1.vci")
            .path("metrics");
    assertThat(metrics.properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("nc1.total", "nc1.vci");
  }

  @Test
  void threadsChangeNothing() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    double[][] h = new double[3001][13];
    int[] y = new int[h.length];
    for (int i = 0; i < h.length; i++) {
      y[i] = random.nextInt(5);
      for (int j = 0; j < 13; j++) {
        h[i][j] = random.nextDouble() + (j == y[i] ? 1 : 0);
      }
    }
    Npy.write(here.resolve("h.npy"), Rows.of(h), Precision.FLOAT32);
    Npy.write(here.resolve("y.npy"), y);
    String[] arguments = {
      "measure", "--features", "h.npy", "--labels", "y.npy", "--all", "--json", "--threads"
    };
    String one = type(with(arguments, "1")).out();
    assertThat(type(with(arguments, "2")).out()).isEqualTo(one);
    assertThat(type(with(arguments, "5")).out()).isEqualTo(one);
    assertThat(one).contains("\"nc1.vci\"");
  }

  @Test
  void eachClassByItself() throws IOException {
    line();
    Npy.write(here.resolve("w.npy"), Rows.of(new double[][] {{-1, 0}, {1, 0}}), Precision.FLOAT64);
    // Means -2 and 2 on a line: w_1 h + 2 > w_0 h for h = -1 as well.
    Files.writeString(here.resolve("b.csv"), "0\n3\n");
    String[] given = {
      "--features", "h.npy", "--labels", "y.npy", "--weights", "w.npy", "--bias", "b.csv"
    };
    Typed typed =
        type(
            Stream.of(
                    Stream.of("measure"),
                    Stream.of(given),
                    Stream.of("--per-class", "--out", "m", "--metrics", "accuracy,nc3.cosine"))
                .flatMap(part -> part)
                .toArray(String[]::new));
    assertThat(typed.err()).isEmpty();
    assertThat(typed.out())
        .contains(
            """

            class    samples       variance         |mean|  |mean - mu_G|    cosine to W       accuracy
                0          2              1              2              2              1        0.50000
                1          2              1              2              2              1              1

            """);
    JsonNode classes = rows(given).get(0).path("per_class");
    assertThat(classes.get(0).path("accuracy").path("value").asDouble()).isEqualTo(0.5);
    assertThat(classes.get(1).path("mean_norm").path("value").asDouble()).isEqualTo(2);
    assertThat(classes.get(1).path("centred_mean_norm").path("value").asDouble()).isEqualTo(2);
    assertThat(Files.readString(here.resolve("m/report.html")))
        .contains("<h2>Each class</h2>", "<table class=\"final classes sortable\">")
        .contains(
            "<th scope=\"row\" data-value=\"0\">0</th><td class=\"number\""
                + " data-value=\"2\">2</td>");
    Typed without = type("measure", "--features", "h.npy", "--labels", "y.npy", "--per-class");
    assertThat(without.out())
        .endsWith(
            """

            class    samples       variance         |mean|  |mean - mu_G|    cosine to W       accuracy
                0          2              1              2              2              -              -
                1          2              1              2              2              -              -
            -: undefined, because no weights W were given
            """);
  }

  // ---- several tables --------------------------------------------------------------------------

  @Test
  void aGlobIsCheckpointsInNaturalOrder() throws IOException {
    Npy.write(here.resolve("y.npy"), LINE_LABELS);
    for (int epoch : new int[] {10, 2, 1}) {
      double[][] h = {
        {-2 - 1.0 / epoch, 0}, {-2 + 1.0 / epoch, 0}, {2 - 1.0 / epoch, 0}, {2 + 1.0 / epoch, 0}
      };
      Npy.write(here.resolve("epoch-" + epoch + ".npy"), Rows.of(h), Precision.FLOAT64);
    }
    Typed typed = type("measure", "--features", "epoch-*.npy", "--labels", "y.npy", "--json");
    JsonNode rows = typed.json().path("rows");
    assertThat(rows).hasSize(3);
    int[] epochs = {1, 2, 10};
    for (int i = 0; i < 3; i++) {
      assertThat(rows.get(i).path("source").asText()).endsWith("epoch-" + epochs[i] + ".npy");
      assertThat(value(rows.get(i).path("metrics"), "nc1.quotient"))
          .isCloseTo(1.0 / (4 * epochs[i] * epochs[i]), within(1e-12));
    }
    Typed text = type("measure", "--features", "epoch-*.npy", "--labels", "y.npy", "--out", "m");
    assertThat(text.out())
        .containsPattern("(?m)^metric +\\[1] +\\[2] +\\[3]$")
        .containsPattern("(?m)^nc1\\.quotient +0\\.25000? +0\\.062500 +0\\.0025000$")
        .contains("nc3.dual_error: undefined, because ");
    String page = Files.readString(here.resolve("m/report.html"));
    assertThat(page).contains("<h2>Curves over the checkpoints</h2>", "epoch-10.npy", "id=\"row\"");
  }

  @Test
  void severalMembersAreLayers() throws IOException {
    Npy.write(here.resolve("y.npy"), LINE_LABELS);
    Npz.write(
        here.resolve("layers.npz"),
        new java.util.TreeMap<>(
            Map.of(
                "layer1", Rows.of(LINE), "layer2", Rows.of(new double[][] {{-2}, {-2}, {2}, {2}}))),
        Precision.FLOAT64);
    Npy.write(here.resolve("w.npy"), Rows.of(new double[][] {{-1}, {1}}), Precision.FLOAT64);
    JsonNode json =
        type(
                "measure",
                "--features",
                "layers.npz",
                "--labels",
                "y.npy",
                "--weights",
                "w.npy",
                "--json")
            .json();
    assertThat(json.path("dimension").isNull()).as("layers differ").isTrue();
    JsonNode rows = json.path("rows");
    assertThat(rows.get(0).path("layer").asText()).isEqualTo("layer1");
    assertThat(rows.get(0).path("dimension").asInt()).isEqualTo(2);
    assertThat(value(rows.get(0).path("metrics"), "nc1.quotient")).isCloseTo(0.25, within(1e-12));
    assertThat(rows.get(0).path("metrics").path("nc3.dual_error").has("undefined"))
        .as("W belongs to the other layer")
        .isTrue();
    assertThat(value(rows.get(1).path("metrics"), "nc1.quotient")).isZero();
    assertThat(value(rows.get(1).path("metrics"), "nc3.dual_error")).isCloseTo(0, within(1e-12));

    JsonNode one = json("--features", "layers.npz:layer2", "--labels", "y.npy");
    assertThat(one.path("dimension").asInt()).isEqualTo(1);
  }

  /** Of two layers as wide as W the last, whatever W would say of the other. */
  @Test
  void weightsBelongToTheLastTableThatIsAsWide() throws IOException {
    equallyWideLayers();
    String[] plain = {"--features", "layers.npz", "--labels", "y.npy", "--weights", "w.npy"};
    JsonNode rows = rows(plain);
    assertThat(rows.get(0).path("weights").isNull()).isTrue();
    assertThat(undefined(rows.get(0), "nc4.mismatch"))
        .isEqualTo("because W belongs to table fc2; --weights-of chooses another");
    assertThat(rows.get(1).path("weights").asText()).isEqualTo(here.resolve("w.npy").toString());
    assertThat(value(rows.get(1).path("metrics"), "nc4.mismatch")).isZero();
    assertThat(undefined(rows.get(2), "nc3.dual_error"))
        .isEqualTo("because W belongs to table fc2 of 2 columns, and this one has 1");

    JsonNode chosen = rows(Stream.concat(Stream.of(plain), Stream.of("--weights-of", "fc1")));
    // The layer is turned round, so that W is wrong everywhere.
    assertThat(value(chosen.get(0).path("metrics"), "nc4.mismatch")).isEqualTo(1);
    assertThat(undefined(chosen.get(1), "nc4.mismatch"))
        .isEqualTo("because W belongs to table fc1; --weights-of chooses another");

    JsonNode without = rows("--features", "layers.npz", "--labels", "y.npy");
    assertThat(undefined(without.get(1), "nc4.mismatch"))
        .isEqualTo("because no weights W were given");
  }

  @Test
  void theTableAndThePageSayWhichTableHasTheWeights() throws IOException {
    equallyWideLayers();
    Typed typed =
        type(
            "measure",
            "--features",
            "layers.npz",
            "--labels",
            "y.npy",
            "--weights",
            "w.npy",
            "--out",
            "m");
    assertThat(typed.out())
        .contains("\nW of " + here.resolve("w.npy") + " belongs to [2]\n")
        .contains(
            "[1] nc4.mismatch: undefined, because W belongs to table fc2; --weights-of chooses"
                + " another\n")
        .doesNotContain("no weights W were given");
    assertThat(Files.readString(here.resolve("m/report.html")))
        .contains("<dt>W belongs to</dt><dd>fc2</dd>")
        .doesNotContain("no weights W were given");
  }

  @CsvSource(
      delimiter = '#',
      value = {
        "--features layers.npz --labels y.npy --weights-of fc1#--weights-of needs --weights",
        "--features layers.npz --labels y.npy --weights w.npy --weights-of fc4#--weights-of fc4:"
            + " expected one of the tables of HERE/layers.npz, fc1, fc2, fc3, found none of that"
            + " name",
        "--features h.npy --labels y.npy --weights w.npy --weights-of fc1#--weights-of fc1:"
            + " expected features with several tables, found one in HERE/h.npy",
        "--features layers.npz --labels y.npy --weights w.npy --weights-of fc3#HERE/w.npy: expected"
            + " 1 columns, as HERE/layers.npz:fc3 has, found 2 (--bias last-column takes the last"
            + " one for b)",
      })
  @ParameterizedTest
  void aTableForTheWeightsThatIsNoneIsRefused(String arguments, String message) throws IOException {
    line();
    equallyWideLayers();
    isWrongUse(
        type(
            Stream.concat(Stream.of("measure"), Stream.of(arguments.split(" ")))
                .toArray(String[]::new)),
        message.replace("HERE", here.toString()));
  }

  /** fc1, turned round, and fc2 have two columns, fc3 one. */
  private void equallyWideLayers() {
    Npy.write(here.resolve("y.npy"), LINE_LABELS);
    Npz.write(
        here.resolve("layers.npz"),
        new java.util.TreeMap<>(
            Map.of(
                "fc1",
                Rows.of(new double[][] {{3, 0}, {1, 0}, {-1, 0}, {-3, 0}}),
                "fc2",
                Rows.of(LINE),
                "fc3",
                Rows.of(new double[][] {{-2}, {-2}, {2}, {2}}))),
        Precision.FLOAT64);
    Npy.write(here.resolve("w.npy"), Rows.of(new double[][] {{-1, 0}, {1, 0}}), Precision.FLOAT64);
  }

  private JsonNode rows(String... arguments) throws IOException {
    return rows(Stream.of(arguments));
  }

  private JsonNode rows(Stream<String> arguments) throws IOException {
    Typed typed =
        type(
            Stream.of(Stream.of("measure"), arguments, Stream.of("--json"))
                .flatMap(part -> part)
                .toArray(String[]::new));
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    return typed.json().path("rows");
  }

  private static String undefined(JsonNode row, String id) {
    return row.path("metrics").path(id).path("undefined").asText();
  }

  @Test
  void safetensorsHoldFeaturesAndClassifier() throws IOException {
    Npy.write(here.resolve("y.npy"), LINE_LABELS);
    Safetensors.write(
        here.resolve("all.safetensors"),
        Map.of(),
        List.of(
            Tensor.of("fc.weight", 2, 2, new double[] {-1, 0, 1, 0}, Precision.FLOAT32),
            Tensor.of("h", 4, 2, new double[] {-3, 0, -1, 0, 1, 0, 3, 0}, Precision.FLOAT32)));
    JsonNode row =
        json(
            "--features",
            "all.safetensors:h",
            "--labels",
            "y.npy",
            "--weights",
            "all.safetensors:fc.weight");
    assertThat(value(row.path("metrics"), "nc4.mismatch")).isZero();
  }

  @Test
  void aFileOfWeightsForEachCheckpoint() throws IOException {
    line();
    Files.copy(here.resolve("h.npy"), here.resolve("e1.npy"));
    Files.copy(here.resolve("h.npy"), here.resolve("e2.npy"));
    Npy.write(here.resolve("w1.npy"), Rows.of(new double[][] {{-1, 0}, {1, 0}}), Precision.FLOAT64);
    Npy.write(here.resolve("w2.npy"), Rows.of(new double[][] {{1, 0}, {-1, 0}}), Precision.FLOAT64);
    JsonNode rows =
        type(
                "measure",
                "--features",
                "e?.npy",
                "--labels",
                "y.npy",
                "--weights",
                "w?.npy",
                "--json")
            .json()
            .path("rows");
    assertThat(value(rows.get(0).path("metrics"), "nc4.mismatch")).isZero();
    assertThat(value(rows.get(1).path("metrics"), "nc4.mismatch")).isEqualTo(1);
  }

  @Test
  void outWritesThePageAndTheDocument() throws IOException {
    line();
    Typed typed =
        type("measure", "--features", "h.npy", "--labels", "y.npy", "--out", "m", "--json");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(MAPPER.readTree(here.resolve("m/measure.json").toFile())).isEqualTo(typed.json());
    assertThat(here.resolve("m/report.html")).isNotEmptyFile();
    try (Stream<Path> files = Files.list(here.resolve("m"))) {
      assertThat(files).hasSize(2);
    }
  }

  // ---- what is undefined -----------------------------------------------------------------------

  @Test
  void aClassWithoutSamplesLeavesTheOthersTheirValues() throws IOException {
    line();
    JsonNode metrics =
        json("--features", "h.npy", "--labels", "y.npy", "--classes", "3", "--out", "m")
            .path("metrics");
    assertThat(value(metrics, "nc1.total")).isCloseTo(0.2, within(1e-12));
    List<String> reasons = new ArrayList<>();
    metrics.forEach(metric -> reasons.add(metric.path("undefined").asText()));
    assertThat(reasons).anyMatch(reason -> reason.contains("class 2"));
  }

  // ---- explain ---------------------------------------------------------------------------------

  static Stream<String> everyMetric() {
    return TrainingMetrics.ALL.everything().stream().map(MetricInfo::id);
  }

  @ParameterizedTest
  @MethodSource("everyMetric")
  void explainsEveryMetric(String id) throws IOException {
    Typed typed = type("measure", "--explain", id);
    assertThat(typed.exitCode()).isZero();
    assertThat(typed.err()).isEmpty();
    MetricInfo info = TrainingMetrics.ALL.find(id).orElseThrow();
    assertThat(typed.out()).startsWith(id + "\n" + info.title() + "\n");
    assertThat(typed.out())
        .containsPattern("(?m)^formula ")
        .containsPattern("(?m)^source ")
        .containsPattern("(?m)^edge cases ")
        .containsPattern("(?m)^cost ")
        .containsPattern("(?m)^measured ");
    assertThat(typed.out().lines()).allMatch(line -> line.length() <= 100);
    JsonNode json = type("measure", "--explain", id, "--json").json().path("metrics").get(0);
    assertThat(json.path("id").asText()).isEqualTo(id);
    for (String key : List.of("title", "sentence", "formula", "source", "edge_cases", "cost")) {
      assertThat(json.path(key).asText()).as(key).isNotBlank();
    }
  }

  @Test
  void explainAloneListsEveryMetric() throws IOException {
    Typed typed = type("measure", "--explain");
    assertThat(typed.exitCode()).isZero();
    List<String> ids = everyMetric().toList();
    assertThat(ids).contains("loss", "sharpness", "gibbs.p", "negativity", "nrc1", "nc1.pinv");
    assertThat(ids).allSatisfy(id -> assertThat(typed.out()).containsPattern("(?m)^" + id + " "));
    assertThat(type("measure", "--explain", "--json").json().path("metrics")).hasSize(ids.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "sharpness#in training, by metrics.columns: before the first epoch, after the last, and"
            + " every#training",
        "negativity#of each layer in training, by metrics.layers: before the first epoch,#layers",
        "nc1.total#of features, by measure: by default#features training layers",
        "nc5.ood#of features, by measure: by default#features",
      })
  void explainsWhereAMetricIsMeasured(String id, String line, String where) throws IOException {
    assertThat(type("measure", "--explain", id).out().replaceAll("\\s+", " ")).contains(line);
    JsonNode measured = type("measure", "--explain", id, "--json").json().at("/metrics/0/measured");
    List<String> places = new ArrayList<>();
    measured.forEach(place -> places.add(place.asText()));
    assertThat(places).containsExactly(where.split(" "));
  }

  /** The same name with a dot and more is another measurement of the same thing. */
  @Test
  void explainNamesWhatGoesOnFromAMetric() throws IOException {
    assertThat(type("measure", "--explain", "accuracy").out().replaceAll("\\s+", " "))
        .containsPattern("see also accuracy\\.[^:]*accuracy\\.test,[^:]*accuracy\\.train");
    assertThat(type("measure", "--explain", "gibbs").out())
        .contains("gibbs.p ", "gibbs.projected.fit.p ")
        .doesNotContain("sharpness");
  }

  // ---- errors ----------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '\0',
      value = {
        "--labels y.npy#--features: expected a file of features, found none",
        "--features h.npy#--labels: expected a file of labels, found none",
        "--features h.npy --labels y.npy --classes 0#--classes: expected a whole number of at least"
            + " 1, found 0",
        "--features h.npy --labels y.npy --bias b.csv#--bias needs --weights",
        "--features h.npy --labels y.npy --all --metrics nc1.total#--all and --metrics exclude each"
            + " other",
        "--features h.npy --labels y.npy --neco-dim 2#--neco-dim needs --ood-features",
        "--features h.npy --labels y.npy --nci-alpha 1#--nci-alpha needs --ood-features",
        "--features h.npy --labels y.npy --ood-features h.npy --neco-dim 0#--neco-dim: expected a"
            + " whole number of at least 1, found 0",
        "--features h.npy --labels y.npy --ood-features h.npy --nci-alpha -1#--nci-alpha: expected"
            + " a number of at least 0, found -1.0",
        "--features h.npy --labels y.npy --ood-features h.npy --nci-alpha NaN#--nci-alpha:"
            + " expected a number of at least 0, found NaN",
        "--features h.npy --labels y.npy --test-features h.npy#--test-features needs --test-labels",
        "--features h.npy --labels y3.npy#HERE/y3.npy: expected 4 labels, one for each row of"
            + " HERE/h.npy, found 3",
        "--features h.npy --labels y.npy --classes 2 --weights w3.npy#HERE/w3.npy: expected one row"
            + " of weights for each of the 2 classes, found 3 rows of 2 (its transpose would fit:"
            + " --transpose-weights)",
        "--features h.npy --labels y.npy --weights wide.npy#HERE/wide.npy: expected 2 columns, as"
            + " HERE/h.npy has, found 3 (--bias last-column takes the last one for b)",
        "--features h.npy --labels y.npy --weights w.npy --bias b3.csv#HERE/b3.csv: expected 2"
            + " numbers, one per class, found 3",
        "--features h.npy --labels y.npy --test-features wide.npy --test-labels y.npy#HERE/y.npy:"
            + " expected 2 labels, one for each row of HERE/wide.npy, found 4",
        "--features h.npy --labels y.npy --ood-features wide.npy#HERE/wide.npy: expected 2 columns,"
            + " as HERE/h.npy has, found 3",
        "--features h.npy --labels y.npy --weights w*.npy#--weights HERE/w*.npy: expected one file,"
            + " or one for each of the 1 files of features, found 3",
        "--features nan.npy --labels y.npy#HERE/nan.npy: expected finite numbers, found NaN in row"
            + " 2, column 1 (counted from 0)",
        "--features h.npy --labels y.npy --metrics nc1.totla#metric: expected one of the"
            + " catalogue's, found 'nc1.totla', did you mean nc1.total?",
        "--features h.npy --labels y.npy --metrics nc1.total,sharpness#--metrics: sharpness is"
            + " measured in training only, by train and reproduce",
        "--features h.npy --labels y.npy --out h.npy#--out h.npy: expected a directory, found a"
            + " file",
        "--features h.npy --labels y.npy --classes two#invalid value for option '--classes': 'two'"
            + " is not an int (collapsar measure --help says more)",
        "--features nowhere.npy --labels y.npy#HERE/nowhere.npy: expected a file, found none",
        "--features none-*.npy --labels y.npy#expected files that match \"HERE/none-*.npy\", found"
            + " none",
        "--features h.npy --labels y.npy --classes 1#HERE/y.npy: row 2 (counted from 0): expected"
            + " a label in 0 .. 0, found 1",
        "--explain nc1.pinvs#--explain: expected a metric, found 'nc1.pinvs', did you mean"
            + " nc1.pinv?",
      })
  void isRefusedWithOneLine(String arguments, String message) throws IOException {
    line();
    Npy.write(here.resolve("y3.npy"), new int[] {0, 0, 1});
    Npy.write(here.resolve("w.npy"), Rows.of(new double[][] {{-1, 0}, {1, 0}}), Precision.FLOAT64);
    Npy.write(
        here.resolve("w3.npy"),
        Rows.of(new double[][] {{1, 0}, {0, 1}, {1, 1}}),
        Precision.FLOAT64);
    Npy.write(
        here.resolve("wide.npy"),
        Rows.of(new double[][] {{1, 0, 0}, {0, 1, 1}}),
        Precision.FLOAT64);
    Npy.write(here.resolve("nan.npy"), Rows.of(LINE), Precision.FLOAT64);
    byte[] nan = Files.readAllBytes(here.resolve("nan.npy"));
    java.nio.ByteBuffer.wrap(nan)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .putDouble(nan.length - 3 * 8, Double.NaN);
    Files.write(here.resolve("nan.npy"), nan);
    Files.writeString(here.resolve("b.csv"), "1\n2\n");
    Files.writeString(here.resolve("b3.csv"), "1\n2\n3\n");
    Typed typed =
        type(
            Stream.concat(Stream.of("measure"), Stream.of(arguments.split(" ")))
                .toArray(String[]::new));
    assertThat(typed.err())
        .isEqualTo("collapsar: " + message.replace("HERE", here.toString()) + "\n");
    assertThat(typed.out()).isEmpty();
    assertThat(typed.exitCode()).isEqualTo(2);
  }

  /** As a shell passes a variable that was never set. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--features",
        "--labels",
        "--weights",
        "--bias",
        "--test-features",
        "--test-labels",
        "--ood-features",
        "--out"
      })
  void anEmptyNameIsRefused(String option) throws IOException {
    line();
    List<String> arguments = new ArrayList<>(List.of("measure"));
    for (String each : List.of("--features", "--labels", "--weights", "--bias")) {
      arguments.addAll(List.of(each, each.equals(option) ? "" : "h.npy"));
    }
    if (option.startsWith("--test")) {
      for (String each : List.of("--test-features", "--test-labels")) {
        arguments.addAll(List.of(each, each.equals(option) ? "" : "h.npy"));
      }
    }
    if (option.equals("--out") || option.equals("--ood-features")) {
      arguments.addAll(List.of(option, ""));
    }
    isWrongUse(
        type(arguments.toArray(String[]::new)), option + ": expected a name, found an empty one");
    try (Stream<Path> files = Files.list(here)) {
      assertThat(files).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", " , ,", " "})
  void noMetricsAreRefused(String metrics) throws IOException {
    line();
    isWrongUse(
        type("measure", "--features", "h.npy", "--labels", "y.npy", "--metrics", metrics),
        "--metrics: expected metrics, separated by commas, found none (collapsar measure --explain"
            + " lists them)");
  }

  @Test
  void anEmptyMetricBetweenOthersIsRefused() throws IOException {
    line();
    isWrongUse(
        type(
            "measure",
            "--features",
            "h.npy",
            "--labels",
            "y.npy",
            "--metrics",
            "nc1.total,,nc1.vci"),
        "--metrics: expected metrics, separated by commas, found an empty name (collapsar measure"
            + " --explain lists them)");
  }

  private static void isWrongUse(Typed typed, String message) {
    assertThat(typed.err()).isEqualTo("collapsar: " + message + "\n");
    assertThat(typed.out()).isEmpty();
    assertThat(typed.exitCode()).isEqualTo(2);
  }

  @Test
  void aDirectoryOfRunsKeepsItsPage() throws IOException {
    line();
    Files.createDirectories(here.resolve("runs/seed-1"));
    Typed typed = type("measure", "--features", "h.npy", "--labels", "y.npy", "--out", "runs");
    assertThat(typed.err())
        .isEqualTo(
            "collapsar: --out runs: expected a directory without runs, found a run or an"
                + " experiment\n");
    assertThat(typed.exitCode()).isEqualTo(2);
  }

  // ---- training --------------------------------------------------------------------------------

  @Test
  void trainingHasTheChosenColumnsAfterTheOthers() throws IOException {
    Typed typed = Typed.tiny(here, "--out", "a", "--metrics", " nc1.total, nc2.kappa , nc1.pinv");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    Typed.tiny(here, "--out", "b");
    List<String> chosen = Files.readAllLines(here.resolve("a/seed-1/metrics.csv"));
    List<String> plain = Files.readAllLines(here.resolve("b/seed-1/metrics.csv"));
    assertThat(chosen.get(0)).isEqualTo(plain.get(0) + ",nc2.kappa,nc1.pinv");
    for (int epoch = 1; epoch < plain.size(); epoch++) {
      assertThat(chosen.get(epoch)).startsWith(plain.get(epoch) + ",");
      String[] cells = chosen.get(epoch).split(",", -1);
      assertThat(Double.parseDouble(cells[cells.length - 1])).isPositive();
    }
    assertThat(Files.readString(here.resolve("b/seed-1/run.json"))).doesNotContain("\"columns\"");
    assertThat(Typed.in(here, "report", "a").exitCode()).isZero();
  }

  /** Rows 0, 4 and the last, 6; the Polyak-Lojasiewicz ratio, which costs nothing, in every one. */
  @Test
  void curvatureIsMeasuredOnChosenEpochs() throws IOException {
    Typed typed =
        Typed.tiny(
            here,
            "--out",
            "a",
            "--metrics",
            "sharpness,sharpness.times_step,ntk.norm,gradient.pl_ratio",
            "--set",
            "metrics.curvatureEvery=4",
            "--set",
            "train.steps=0.5");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    List<String> rows = Files.readAllLines(here.resolve("a/seed-1/metrics.csv"));
    assertThat(rows.get(0)).endsWith(",sharpness,sharpness.times_step,ntk.norm,gradient.pl_ratio");
    for (int epoch = 0; epoch <= 6; epoch++) {
      String[] cells = rows.get(epoch + 1).split(",", -1);
      int at = cells.length - 4;
      assertThat(Double.parseDouble(cells[at + 3])).isPositive();
      if (epoch % 4 == 0 || epoch == 6) {
        double sharpness = Double.parseDouble(cells[at]);
        assertThat(sharpness).isPositive();
        assertThat(Double.parseDouble(cells[at + 1])).isEqualTo(0.5 * sharpness);
        assertThat(Double.parseDouble(cells[at + 2])).isPositive();
      } else {
        assertThat(cells[at] + cells[at + 1] + cells[at + 2]).isEmpty();
      }
    }
    assertThat(Files.readString(here.resolve("a/seed-1/run.json"))).contains("\"curvatureEvery\"");
  }

  @Test
  void anUnknownColumnIsRefused() {
    Typed typed = Typed.tiny(here, "--out", "a", "--set", "metrics.columns=nc2.kapa");
    assertThat(typed.err())
        .isEqualTo(
            "collapsar: --set metrics.columns=nc2.kapa: metrics.columns: expected metrics that can"
                + " be measured in training, found nc2.kapa, did you mean nc2.kappa? (collapsar"
                + " measure --explain lists all)\n");
    assertThat(typed.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '\0',
      value = {
        "columns=nc5.ood#nc5.ood cannot be measured in training: it needs out-of-distribution"
            + " features",
        "columns=nc1.total.test.weak#nc1.total.test.weak cannot be measured in training: it needs"
            + " test features and labels",
        "columns=negativity#negativity is measured of layers: metrics.layers takes it",
        "layers=sharpness#sharpness cannot be measured of each layer: it is of the whole network",
        "layers=nc5.ood#nc5.ood cannot be measured of each layer: it needs out-of-distribution"
            + " features",
        "layers=negativty#expected metrics that can be measured of each layer, found negativty, did"
            + " you mean negativity? (collapsar measure --explain lists all)",
      })
  void aMetricThatCannotBeMeasuredThereIsRefusedWithTheReason(String setting, String why) {
    Typed typed = Typed.tiny(here, "--out", "a", "--set", "metrics." + setting);
    String key = setting.substring(0, setting.indexOf('='));
    assertThat(typed.err())
        .isEqualTo("collapsar: --set metrics." + setting + ": metrics." + key + ": " + why + "\n");
    assertThat(typed.exitCode()).isEqualTo(2);
  }

  @Test
  void noColumnAndNoDirectoryAreRefused() throws IOException {
    isWrongUse(
        Typed.tiny(here, "--out", "a", "--metrics", ","),
        "--metrics: expected metrics, separated by commas, found none (collapsar measure --explain"
            + " lists them)");
    isWrongUse(
        Typed.tiny(here, "--out", "a", "--metrics", "nc1.total,,nc1.pinv"),
        "--metrics nc1.total,,nc1.pinv: metrics.columns: expected metrics that can be measured in"
            + " training, found an empty name (collapsar measure --explain lists all)");
    isWrongUse(Typed.tiny(here, "--out", ""), "--out: expected a name, found an empty one");
    try (Stream<Path> files = Files.list(here)) {
      assertThat(files).isEmpty();
    }
  }

  // ----------------------------------------------------------------------------------------------

  private void line() {
    Npy.write(here.resolve("h.npy"), Rows.of(LINE), Precision.FLOAT64);
    Npy.write(here.resolve("y.npy"), LINE_LABELS);
  }

  private Typed type(String... arguments) {
    return Typed.in(here, arguments);
  }

  /** The only row. */
  private JsonNode json(String... arguments) throws IOException {
    Typed typed = type(with(with(new String[] {"measure", "--json"}), arguments));
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    JsonNode rows = typed.json().path("rows");
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  private static double value(JsonNode metrics, String id) {
    assertThat(metrics.path(id).path("value").isNumber())
        .as(id + " is " + metrics.path(id))
        .isTrue();
    return metrics.path(id).path("value").asDouble();
  }
}
