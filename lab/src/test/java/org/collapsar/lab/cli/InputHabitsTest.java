package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.collapsar.files.Npy;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as people bring them: every habit gives the numbers of the plain files, or one line. */
class InputHabitsTest {
  private static final int N = 60;
  private static final int D = 4;
  private static final int K = 3;

  private final double[][] h = new double[N][D];
  private final int[] y = new int[N];
  private double quotient;

  @TempDir Path here;

  @BeforeEach
  void write() throws IOException {
    SplittableRandom random = new SplittableRandom(14);
    double[][] centres = new double[K][D];
    for (double[] centre : centres) {
      Arrays.setAll(centre, j -> 4 * random.nextDouble(-1, 1));
    }
    for (int i = 0; i < N; i++) {
      y[i] = random.nextInt(K);
      for (int j = 0; j < D; j++) {
        h[i][j] = centres[y[i]][j] + random.nextDouble(-1, 1);
      }
    }
    quotient = quotient(h, y);
    Npy.write(here.resolve("h.npy"), Rows.of(h), Precision.FLOAT64);
    Npy.write(here.resolve("y.npy"), y);
    text("h.csv", "", i -> row(i, ","));
    text("y.csv", "", i -> "" + y[i]);
  }

  /** tr Sigma_W / tr Sigma_B, by its definition. */
  private static double quotient(double[][] rows, int[] labels) {
    int k = Arrays.stream(labels).max().orElseThrow() + 1;
    double[][] means = new double[k][rows[0].length];
    int[] counts = new int[k];
    for (int i = 0; i < rows.length; i++) {
      counts[labels[i]]++;
    }
    double[] centre = new double[rows[0].length];
    for (int j = 0; j < centre.length; j++) {
      for (int i = 0; i < rows.length; i++) {
        means[labels[i]][j] += rows[i][j] / counts[labels[i]];
      }
      for (double[] mean : means) {
        centre[j] += mean[j] / k;
      }
    }
    double within = 0;
    double between = 0;
    for (int j = 0; j < centre.length; j++) {
      for (int i = 0; i < rows.length; i++) {
        within += Math.pow(rows[i][j] - means[labels[i]][j], 2) / rows.length;
      }
      for (double[] mean : means) {
        between += Math.pow(mean[j] - centre[j], 2) / k;
      }
    }
    return within / between;
  }

  private String row(int i, String separator) {
    return Arrays.stream(h[i]).mapToObj(Double::toString).collect(Collectors.joining(separator));
  }

  private void text(String name, String before, IntFunction<String> line) throws IOException {
    String rows = IntStream.range(0, N).mapToObj(line).collect(Collectors.joining("\n", "", "\n"));
    Files.writeString(here.resolve(name), before + rows);
  }

  private Typed type(String arguments, String... more) {
    return Typed.in(
        here,
        Stream.concat(Stream.of(("measure " + arguments).split(" ")), Stream.of(more))
            .toArray(String[]::new));
  }

  private JsonNode measured(String arguments) throws IOException {
    Typed typed = type(arguments, "--json");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(typed.err()).isEmpty();
    return typed.json();
  }

  private static double value(JsonNode document, int row, String id) {
    JsonNode metric = document.path("rows").path(row).path("metrics").path(id);
    assertThat(metric.path("value").isNumber()).as(id + " " + metric).isTrue();
    return metric.path("value").asDouble();
  }

  private static String notes(JsonNode document) {
    List<String> lines = new ArrayList<>();
    document.path("notes").forEach(line -> lines.add(line.asText()));
    return String.join("\n", lines);
  }

  private JsonNode isPlain(String arguments) throws IOException {
    JsonNode document = measured(arguments);
    assertThat(value(document, 0, "nc1.quotient")).isCloseTo(quotient, within(1e-12 * quotient));
    return document;
  }

  private void isRefused(String arguments, String message) {
    Typed typed = type(arguments);
    assertThat(typed.exitCode()).as(typed.out()).isEqualTo(2);
    assertThat(typed.err().replace(here + "/", "")).isEqualTo("collapsar: " + message + "\n");
    assertThat(typed.out()).isEmpty();
  }

  // ---- features and labels together ------------------------------------------------------------

  @Test
  void anIndexIsNoFeature() throws IOException {
    text("named.csv", ",a,b,c,d\n", i -> i + "," + row(i, ","));
    text("shuffled.csv", ",a,b,c,d\n", i -> 7 * i % 61 + "," + row(i, ","));
    text("again.csv", "Unnamed: 0.1,Unnamed: 0,a,b,c,d\n", i -> i + "," + i + "," + row(i, ","));
    text("default.csv", ",0,1,2,3\n", i -> i + "," + row(i, ","));
    text("r.txt", "V1 V2 V3 V4\n", i -> "\"" + (i + 1) + "\" " + row(i, " "));
    text("bare.csv", "", i -> i + "," + row(i, ","));
    text("bare-1.tsv", "", i -> (i + 1) + "\t" + row(i, "\t"));
    text("id.csv", "id,a,b,c,d\n", i -> (i + 1) + "," + row(i, ","));
    for (String file :
        List.of(
            "named.csv",
            "shuffled.csv",
            "again.csv",
            "default.csv",
            "r.txt",
            "bare.csv",
            "bare-1.tsv",
            "id.csv")) {
      JsonNode document = isPlain("--features " + file + " --labels y.npy");
      assertThat(document.path("dimension").asInt()).isEqualTo(D);
      assertThat(notes(document))
          .contains(file + ": column 0", "is left out, an index", "--skip-columns none keeps it");
    }
    Typed kept = type("--features bare.csv --labels y.npy --skip-columns none --json");
    assertThat(kept.json().path("dimension").asInt()).isEqualTo(D + 1);
    assertThat(kept.err()).as("the index drowns the features").contains("where chance is");
    assertThat(type("--features bare.csv --labels y.npy").out())
        .startsWith(here.resolve("bare.csv") + ": column 0 is left out, an index (0, 1, 2, ..);");
  }

  @Test
  void aHeaderOfNumbersIsToldByTheLabels() throws IOException {
    text("counted.csv", "0,1,2,3\n", i -> row(i, ","));
    text("series.csv", "0\n", i -> "" + y[i]);
    text("two.csv", "0,1\n", i -> h[i][0] + "," + h[i][1]);
    text("five.csv", "5\n", i -> "" + y[i]);
    text("other.csv", "9,8,7,6\n", i -> row(i, ","));
    assertThat(notes(isPlain("--features h.npy --labels series.csv")))
        .contains("series.csv: the first line, \"0\", is left out, a header");
    isPlain("--features counted.csv --labels y.npy");
    isPlain("--features counted.csv --labels series.csv");
    isPlain("--features h.csv --labels series.csv");
    assertThat(measured("--features two.csv --labels y.npy").path("samples").asInt()).isEqualTo(N);
    isRefused(
        "--features two.csv --labels series.csv",
        "two.csv: the first line, \"0,1\", is a header or a row, as is that of series.csv, \"0\":"
            + " --header yes leaves both out, --header no keeps both");
    assertThat(
            measured("--features two.csv --labels series.csv --header yes").path("samples").asInt())
        .isEqualTo(N);
    isRefused(
        "--features h.npy --labels five.csv",
        "five.csv: the first line, \"5\", is a header or one more label beside 60 rows:"
            + " --header yes leaves it out, --header no keeps it");
    isPlain("--features h.npy --labels five.csv --header yes");
    isRefused(
        "--features other.csv --labels y.npy",
        "other.csv: the first line, \"9,8,7,6\", is a header or one more row beside 60 labels:"
            + " --header yes leaves it out, --header no keeps it");
    isPlain("--features other.csv --labels y.npy --header yes");
    text("twice.csv", "f,f,f,f\n0,1,2,3\n", i -> row(i, ","));
    isRefused(
        "--features twice.csv --labels y.npy",
        "y.npy: expected 61 labels, one for each row of twice.csv, found 60 (where a header has"
            + " more lines, --header N says how many)");
    isPlain("--features twice.csv --labels y.npy --header 2");
    text("several.csv", "of run 3\na,b,c,d\nm,m,s,s\n", i -> row(i, ","));
    isPlain("--features several.csv --labels y.npy --header 3");
  }

  @Test
  void aColumnOfLabelsIsNoFeature() throws IOException {
    text("inside.csv", "a,b,c,d,label\n", i -> row(i, ",") + "," + y[i]);
    text("first.csv", "", i -> y[i] + "," + row(i, ","));
    text(
        "species.csv",
        "a,b,species,c,d\n",
        i -> {
          String[] cells = row(i, ",").split(",");
          return cells[0] + "," + cells[1] + ",s" + y[i] + "," + cells[2] + "," + cells[3];
        });
    text("wrong.csv", "a,b,c,d,label\n", i -> row(i, ",") + "," + (y[i] + 1) % K);
    assertThat(notes(isPlain("--features inside.csv --labels y.npy")))
        .contains("column \"label\" is that of the labels and left out");
    isPlain("--features inside.csv --label-column label");
    isPlain("--features inside.csv --labels inside.csv:label");
    isPlain("--features inside.csv --labels y.npy --skip-columns label");
    isPlain("--features inside.csv --labels y.npy --skip-columns 4");
    isPlain("--features first.csv --labels y.csv");
    isPlain("--features first.csv --label-column 0");
    JsonNode named = isPlain("--features species.csv --label-column species");
    assertThat(notes(named)).contains("in order of code points: \"s0\", \"s1\", \"s2\"");
    assertThat(named.path("rows").path(0).path("per_class").path(2).path("name").asText())
        .isEqualTo("s2");
    isRefused(
        "--features species.csv --labels y.npy",
        "species.csv: expected a number, found \"s"
            + y[0]
            + "\" in line 2 (row 0, column 2,"
            + " counted from 0): --label-column species takes the column for the labels,"
            + " --skip-columns species leaves it out");
    isRefused(
        "--features wrong.csv --labels y.npy",
        "wrong.csv: column \"label\" holds whole numbers, labels other than those of y.npy or a"
            + " feature: --skip-columns label leaves it out, --skip-columns none keeps it");
    isRefused(
        "--features inside.csv --label-column class",
        "inside.csv: expected a column \"class\", found columns a, b, c, d, label");
  }

  /** What a loop over batches writes beside the features: none of it may pass without a word. */
  @Test
  void columnsUnlikeTheFeaturesAreSaid() throws IOException {
    text("id.csv", "f0,f1,f2,f3,uid\n", i -> row(i, ",") + "," + (7 * i % 61 + 100));
    text("both.csv", "0,1,2,3,y,p\n", i -> row(i, ",") + "," + y[i] + ",0." + (7 * i % 61 + 10));
    text(
        "logits.csv",
        "f0,f1,f2,f3,\"p(0, 1)\",p2\n",
        i -> row(i, ",") + ",0.25,0." + (7 * i % 61 + 10));
    assertThat(notes(measured("--features both.csv --label-column y")))
        .isEqualTo(
            here
                + "/both.csv: column \"p\" is measured like 0 .. 3; --skip-columns p leaves it"
                + " out");
    assertThat(notes(measured("--features both.csv --labels y.npy")))
        .contains("column \"y\" is that of the labels and left out")
        .endsWith("column \"p\" is measured like 0 .. 3; --skip-columns p leaves it out");
    assertThat(notes(measured("--features logits.csv --labels y.npy")))
        .contains(
            "columns \"p(0, 1)\", \"p2\" are measured like f0 .. f3; --skip-columns 4,p2 leaves");
    assertThat(type("--features id.csv --labels y.npy").out())
        .startsWith(here + "/id.csv: column \"uid\" is measured like f0 .. f3;");
    for (String arguments :
        List.of(
            "id.csv --labels y.npy --skip-columns uid",
            "both.csv --label-column y --skip-columns p",
            "logits.csv --labels y.npy --skip-columns 4,p2")) {
      assertThat(notes(isPlain("--features " + arguments))).doesNotContain("measured like");
    }
    assertThat(notes(type("--features id.csv --labels y.npy --skip-columns none --json").json()))
        .doesNotContain("measured like");
    text("words.csv", "long,short,f1,f2\n", i -> row(i, ","));
    assertThat(notes(isPlain("--features words.csv --labels y.npy"))).isEmpty();
  }

  /** numpy.c_[h, y], saved as features. */
  @Test
  void aColumnOfLabelsInAnArrayIsNoFeature() throws IOException {
    double[][] behind = new double[N][];
    double[][] between = new double[N][];
    for (int i = 0; i < N; i++) {
      behind[i] = new double[] {h[i][0], h[i][1], h[i][2], h[i][3], y[i]};
      between[i] = new double[] {h[i][0], h[i][1], y[i], h[i][2], h[i][3]};
    }
    Npy.write(here.resolve("behind.npy"), Rows.of(behind), Precision.FLOAT32);
    Npy.write(here.resolve("between.npy"), Rows.of(between), Precision.FLOAT64);
    assertThat(notes(isPlain("--features between.npy --labels y.npy")))
        .contains("between.npy: column 2 is that of the labels and left out");
    JsonNode all = measured("--features between.npy --labels y.npy --skip-columns none");
    assertThat(all.path("dimension").asInt()).isEqualTo(D + 1);
    assertThat(measured("--features behind.npy --labels y.npy").path("dimension").asInt())
        .isEqualTo(D);
    // With two classes a feature may be equal to the labels: it stays, and a line says so.
    Npy.write(here.resolve("two.npy"), Arrays.stream(y).map(c -> c == 0 ? 0 : 1).toArray());
    for (double[] row : between) {
      row[2] = Math.min(row[2], 1);
    }
    Npy.write(here.resolve("stays.npy"), Rows.of(between), Precision.FLOAT64);
    JsonNode stays = measured("--features stays.npy --labels two.npy");
    assertThat(stays.path("dimension").asInt()).isEqualTo(D + 1);
    assertThat(notes(stays)).contains("column 2 is that of the labels and left in");
  }

  /** An array that was made for the whole data set, and a loader that dropped its last batch. */
  @Test
  void rowsOfZerosAtTheEndAreWarnedOf() throws IOException {
    double[][] room = Arrays.copyOf(h, N + 3);
    Arrays.fill(room, N, N + 3, new double[D]);
    int[] labels = Arrays.copyOf(y, N + 3);
    Npy.write(here.resolve("room.npy"), Rows.of(room), Precision.FLOAT32);
    Npy.write(here.resolve("room-y.npy"), labels);
    Typed typed = type("--features room.npy --labels room-y.npy --metrics nc1.quotient");
    assertThat(typed.exitCode()).isZero();
    assertThat(typed.err())
        .contains("room.npy: the last 3 of 63 rows are 0 and count as samples")
        .contains("(drop_last)?");
    // A single one may be a sample, and zeros elsewhere are.
    Npy.write(here.resolve("one.npy"), Rows.of(Arrays.copyOf(room, N + 1)), Precision.FLOAT64);
    Npy.write(here.resolve("one-y.npy"), Arrays.copyOf(labels, N + 1));
    measured("--features one.npy --labels one-y.npy");
  }

  @Test
  void tablesThatDoNotFitTheLabelsSayWhatWould() throws IOException {
    Npy.write(here.resolve("a.npy"), Rows.of(Arrays.copyOfRange(h, 0, 20)), Precision.FLOAT64);
    Npy.write(here.resolve("b.npy"), Rows.of(Arrays.copyOfRange(h, 20, N)), Precision.FLOAT64);
    zip("batches.npz", "a.npy", "b.npy");
    isRefused(
        "--features batches.npz --labels y.npy",
        "y.npy: expected 20 labels, one for each row of batches.npz:a, found 60; all 2 tables"
            + " together have as many rows: save them as one (torch.cat, numpy.concatenate)");
    zip("mixed.npz", "a.npy", "h.npy");
    isRefused(
        "--features mixed.npz --labels y.npy",
        "y.npy: expected 20 labels, one for each row of mixed.npz:a, found 60; name what the"
            + " features are: mixed.npz:h");
  }

  private void zip(String name, String... members) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(here.resolve(name)))) {
      for (String member : members) {
        zip.putNextEntry(new ZipEntry(member));
        zip.write(Files.readAllBytes(here.resolve(member)));
        zip.closeEntry();
      }
    }
  }

  // ---- labels ----------------------------------------------------------------------------------

  @Test
  void theClassesThatOccurAreMeasured() throws IOException {
    double[][] w = new double[50][D];
    SplittableRandom random = new SplittableRandom(5);
    for (double[] row : w) {
      Arrays.setAll(row, j -> random.nextDouble(-1, 1));
    }
    int[] present = {3, 7, 19};
    for (int c = 0; c < K; c++) {
      int of = c;
      double[] mean = new double[D];
      IntStream.range(0, N)
          .filter(i -> y[i] == of)
          .forEach(i -> Arrays.setAll(mean, j -> mean[j] + h[i][j]));
      // Well apart: the largest logit is that of the class.
      w[present[c]] = Arrays.stream(mean).map(v -> v / 10).toArray();
    }
    Npy.write(here.resolve("w50.npy"), Rows.of(w), Precision.FLOAT64);
    double[][] few = Arrays.stream(present).mapToObj(c -> w[c]).toArray(double[][]::new);
    Npy.write(here.resolve("w3.npy"), Rows.of(few), Precision.FLOAT64);
    Npy.write(here.resolve("from1.npy"), Arrays.stream(y).map(c -> c + 1).toArray());
    Npy.write(here.resolve("gaps.npy"), Arrays.stream(y).map(c -> present[c]).toArray());
    text("words.csv", "", i -> "c" + y[i]);
    JsonNode plain = isPlain("--features h.npy --labels y.npy --weights w3.npy");
    assertThat(plain.has("notes")).isFalse();
    double cosine = value(plain, 0, "nc3.cosine.means");
    JsonNode gaps = isPlain("--features h.npy --labels gaps.npy --weights w50.npy");
    assertThat(value(gaps, 0, "nc3.cosine.means")).isEqualTo(cosine);
    assertThat(notes(gaps))
        .contains("gaps.npy: 3 classes occur and are measured; 47 have no samples: 0, 1, 2, 4, ");
    JsonNode from1 = isPlain("--features h.npy --labels from1.npy --weights w3.npy");
    assertThat(value(from1, 0, "nc3.cosine.means")).isEqualTo(cosine);
    assertThat(notes(from1)).contains("label 1 is row 0 of W");
    isPlain("--features h.npy --labels from1.npy");
    JsonNode words = isPlain("--features h.npy --labels words.csv --weights w3.npy");
    assertThat(value(words, 0, "nc3.cosine.means")).isEqualTo(cosine);
    isRefused(
        "--features h.npy --labels words.csv --weights w50.npy",
        "words.csv: expected a name per row of W, 50, found 3 names; --classes-from FILE says which"
            + " names belong to the rows of W, a line each");
    Files.writeString(
        here.resolve("names.txt"),
        IntStream.range(0, 50)
            .mapToObj(
                c ->
                    Arrays.binarySearch(present, c) < 0
                        ? "x" + c
                        : "c" + Arrays.binarySearch(present, c))
            .collect(Collectors.joining("\n")));
    JsonNode listed =
        isPlain("--features h.npy --labels words.csv --weights w50.npy --classes-from names.txt");
    assertThat(value(listed, 0, "nc3.cosine.means")).isEqualTo(cosine);
    Typed text =
        type(
            "--features h.npy --labels gaps.npy --classes-from names.txt --per-class --metrics"
                + " nc1.total --out m");
    assertThat(text.out()).contains("   c2  ");
    assertThat(Files.readString(here.resolve("m/report.html"))).contains(">c2</th>");
    isRefused(
        "--features h.npy --labels gaps.npy --classes 5",
        "gaps.npy: row "
            + firstOver(present)
            + " (counted from 0): expected a label in 0 .. 4,"
            + " found "
            + present[y[firstOver(present)]]);
    // A row of weights for each of 0 .. 50: the subset does not begin with W.
    isRefused(
        "--features h.npy --labels gaps.npy --weights w3.npy",
        "w3.npy: expected one row of weights for each of the 20 classes, found 3 rows of 4");
  }

  private int firstOver(int[] present) {
    return IntStream.range(0, N).filter(i -> present[y[i]] > 4).findFirst().orElseThrow();
  }

  @Test
  void samplesAndClassesAreLeftOut() throws IOException {
    double[][] more = Arrays.copyOf(h, N + 3);
    int[] labels = Arrays.copyOf(y, N + 3);
    for (int i = N; i < N + 3; i++) {
      more[i] = new double[] {1e3, i, 0, 0};
      labels[i] = -100;
    }
    Npy.write(here.resolve("more.npy"), Rows.of(more), Precision.FLOAT32);
    double[][] rounded =
        Arrays.stream(h)
            .map(row -> Arrays.stream(row).map(v -> (float) v).toArray())
            .toArray(double[][]::new);
    quotient = quotient(rounded, y);
    Npy.write(here.resolve("ignored.npy"), labels);
    isRefused(
        "--features more.npy --labels ignored.npy",
        "ignored.npy: row 60 (counted from 0): expected a label, a whole number from 0, found -100;"
            + " --ignore-label -100 leaves such samples out");
    assertThat(notes(isPlain("--features more.npy --labels ignored.npy --ignore-label -100")))
        .contains("ignored.npy: 3 of 63 samples are left out");
    isPlain("--features more.npy --labels ignored.npy --ignore-label -100 --classes 3");
    labels[N] = 255;
    labels[N + 1] = 7;
    labels[N + 2] = 7;
    Npy.write(here.resolve("few.npy"), labels);
    assertThat(
            notes(
                isPlain(
                    "--features more.npy --labels few.npy --ignore-label 255 --ignore-label -100"
                        + " --min-per-class 3")))
        .contains("classes of fewer than 3 samples are left out: 7");
    isRefused(
        "--features h.npy --labels y.npy --min-per-class 61",
        "y.npy: expected a class of at least 61 samples, found none of more than "
            + IntStream.range(0, K)
                .map(c -> (int) Arrays.stream(y).filter(label -> label == c).count())
                .max()
                .orElseThrow());
    double[][] soft = new double[N][K];
    for (int i = 0; i < N; i++) {
      Arrays.fill(soft[i], 0.2);
      soft[i][y[i]] = 0.6;
    }
    quotient = quotient(h, y);
    Npy.write(here.resolve("soft.npy"), Rows.of(soft), Precision.FLOAT64);
    isPlain("--features h.npy --labels soft.npy --argmax");
    assertThat(type("--features h.npy --labels soft.npy").err()).contains("--argmax takes");
  }

  /** What pandas, R and databases write where there was no label is no class of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"nan", "NA", "None", "<NA>", "null", ""})
  void aMissingLabelIsNoClass(String missing) throws IOException {
    text("gaps.csv", "a,label\n", i -> i + "," + (i == 4 || i == 9 ? missing : "c" + y[i]));
    String found =
        "gaps.csv:label: row 4 (counted from 0): expected the name of a class, found \""
            + missing
            + "\", which stands for a missing value: --ignore-label "
            + (missing.isEmpty() ? "\"\"" : missing)
            + " leaves such samples out, --classes-from FILE with all names takes it as a class";
    isRefused("--features h.npy --labels gaps.csv:label", found);
    isRefused("--features h.npy --labels gaps.csv:label --classes 4", found);
    Typed ignored =
        type("--features h.npy --labels gaps.csv:label --json", "--ignore-label", missing);
    assertThat(ignored.err()).isEmpty();
    int[] rest = IntStream.range(0, N).filter(i -> i != 4 && i != 9).toArray();
    quotient =
        quotient(
            Arrays.stream(rest).mapToObj(i -> h[i]).toArray(double[][]::new),
            Arrays.stream(rest).map(i -> y[i]).toArray());
    assertThat(value(ignored.json(), 0, "nc1.quotient"))
        .isCloseTo(quotient, within(1e-12 * quotient));
    if (!missing.isEmpty()) {
      Files.writeString(here.resolve("names.txt"), "c0\nc1\nc2\n" + missing + "\n");
      JsonNode named =
          measured("--features h.npy --labels gaps.csv:label --classes-from names.txt");
      assertThat(named.path("classes").asInt()).isEqualTo(4);
    }
  }

  @Test
  void aNameThatIsNotListedIsSaidByName() throws IOException {
    text("words.csv", "", i -> "c" + y[i]);
    Files.writeString(here.resolve("names.txt"), "c0\nc1\n");
    int first = IntStream.range(0, N).filter(i -> y[i] == 2).findFirst().orElseThrow();
    String message =
        "words.csv: row " + first + " (counted from 0): expected a name in names.txt, found \"c2\"";
    isRefused("--features h.npy --labels words.csv --classes-from names.txt", message);
    isRefused("--features h.npy --labels words.csv --classes-from names.txt --classes 3", message);
  }

  /**
   * Squares of 1e200 are infinite; there is no rank then, which was 0 beside a tolerance of
   * infinity.
   */
  @Test
  void aRankThatIsNotKnownIsNoNumber() throws IOException {
    double[][] large =
        Arrays.stream(h)
            .map(row -> Arrays.stream(row).map(v -> v * 1e200).toArray())
            .toArray(double[][]::new);
    Npy.write(here.resolve("large.npy"), Rows.of(large), Precision.FLOAT64);
    double[][] w = new double[K][D];
    Arrays.stream(w).forEach(of -> Arrays.fill(of, 1e150));
    Npy.write(here.resolve("w.npy"), Rows.of(w), Precision.FLOAT64);
    JsonNode row =
        measured("--features large.npy --labels y.npy --weights w.npy").path("rows").path(0);
    assertThat(row.path("rank").isNull()).isTrue();
    assertThat(row.path("rank_tolerance").isNull()).isTrue();
    assertThat(type("--features large.npy --labels y.npy --out measured").out())
        .contains("; rank of the centred class means not known\n");
    assertThat(Files.readString(here.resolve("measured/report.html")))
        .contains("not known")
        .contains("\"tolerance\":null");
  }

  @Test
  void tinyFeaturesAreNotCalledOfAnotherOrder() throws IOException {
    double[][] small =
        Arrays.stream(h)
            .map(row -> Arrays.stream(row).map(v -> v * 1e-200).toArray())
            .toArray(double[][]::new);
    Npy.write(here.resolve("small.npy"), Rows.of(small), Precision.FLOAT64);
    assertThat(notes(measured("--features small.npy --labels y.npy"))).isEmpty();
  }

  @Test
  void aClassifierIsOneFile() throws IOException {
    Npy.write(here.resolve("w.npy"), Rows.of(new double[K][D]), Precision.FLOAT64);
    isRefused(
        "--features h.npy --labels y.npy --weights w.npy+w.npy",
        "--weights: expected one file, found w.npy+w.npy, which are joined");
  }

  @Test
  void testSamplesHaveTheSameClasses() throws IOException {
    text("words.csv", "", i -> "c" + y[i]);
    JsonNode document =
        measured(
            "--features h.npy --labels words.csv --test-features h.npy --test-labels words.csv"
                + " --metrics nc1.quotient,nc1.quotient.test.strong");
    assertThat(value(document, 0, "nc1.quotient.test.strong")).isCloseTo(quotient, within(1e-12));
    text("others.csv", "", i -> "c" + (y[i] + 1));
    long third = IntStream.range(0, N).filter(i -> y[i] == 2).count();
    assertThat(
            notes(
                measured(
                    "--features h.npy --labels words.csv --test-features h.npy --test-labels"
                        + " others.csv --metrics nc1.quotient.test.strong")))
        .contains(
            "others.csv: "
                + third
                + " of "
                + N
                + " samples are left out, of classes that are not among those of "
                + here.resolve("words.csv")
                + ": \"c3\"");
    text("none.csv", "", i -> "d" + y[i]);
    isRefused(
        "--features h.npy --labels words.csv --test-features h.npy --test-labels none.csv",
        "none.csv: expected classes that have samples in words.csv, found only others: \"d0\","
            + " \"d1\", \"d2\"");
  }

  // ---- another order ---------------------------------------------------------------------------

  @Test
  void labelsOfAnotherOrderAreSeen() throws IOException {
    Npy.write(here.resolve("e-1.npy"), Rows.of(h), Precision.FLOAT64);
    double[][] turned = new double[N][];
    int[] labels = new int[N];
    for (int i = 0; i < N; i++) {
      turned[i] = h[(i * 7 + 3) % N];
      labels[i] = y[(i * 7 + 3) % N];
    }
    Npy.write(here.resolve("e-2.npy"), Rows.of(turned), Precision.FLOAT64);
    Typed one = type("--features e-?.npy --labels y.npy --json");
    assertThat(one.err())
        .containsPattern(
            "warning: .*y.npy: the accuracy on .*e-2.npy is 0\\.\\d+ where chance is 0\\.\\d+, by"
                + " the nearest class mean")
        .hasLineCount(1);
    assertThat(one.json().path("notes").path(1).asText()).startsWith("warning: ");
    Npy.write(here.resolve("y-1.npy"), y);
    Npy.write(here.resolve("y-2.npy"), labels);
    JsonNode each = measured("--features e-?.npy --labels y-?.npy");
    assertThat(value(each, 1, "nc1.quotient"))
        .isCloseTo(value(each, 0, "nc1.quotient"), within(1e-12));
    assertThat(notes(each))
        .isEqualTo("2 files: checkpoints, a row each; --join makes one table of them");
    Npy.write(
        here.resolve("w.npy"),
        Rows.of(new double[][] {{0, 0, 0, 1}, {0, 0, 0, 1}, {0, 0, 0, 1}}),
        Precision.FLOAT64);
    assertThat(type("--features h.npy --labels y.npy --weights w.npy").err())
        .contains("w.npy: the accuracy on ")
        .endsWith(
            "by the largest logit: W or b may belong elsewhere, or the network is not trained\n");
  }

  // ---- shapes, shards --------------------------------------------------------------------------

  @Test
  void classifiersLieInOtherWays() throws IOException {
    double[] b = {0.5, -0.25, 0.125};
    double[][] w = new double[K][D];
    double[][] both = new double[K][D + 1];
    double[][] transposed = new double[D][K];
    for (int c = 0; c < K; c++) {
      for (int j = 0; j < D; j++) {
        w[c][j] = Math.sin(3 * c + j);
        both[c][j] = w[c][j];
        transposed[j][c] = w[c][j];
      }
      both[c][D] = b[c];
    }
    Npy.write(here.resolve("w.npy"), Rows.of(w), Precision.FLOAT64);
    Npy.write(here.resolve("b.npy"), Rows.of(b, 1), Precision.FLOAT64);
    Npy.write(here.resolve("both.npy"), Rows.of(both), Precision.FLOAT64);
    Npy.write(here.resolve("wt.npy"), Rows.of(transposed), Precision.FLOAT64);
    String of = "--features h.npy --labels y.npy --metrics accuracy,nc3.cosine --weights ";
    String expected = type(of + "w.npy --bias b.npy --json").json().path("rows").toString();
    String lastColumn =
        type(of + "both.npy --bias last-column --json").json().path("rows").toString();
    assertThat(lastColumn.replace("both.npy", "w.npy")).isEqualTo(expected);
    String turned =
        type(of + "wt.npy --bias b.npy --transpose-weights --json").json().path("rows").toString();
    assertThat(turned.replace("wt.npy", "w.npy")).isEqualTo(expected);
    StringBuilder table = new StringBuilder(",a,b,c,d\n");
    for (int c = 0; c < K; c++) {
      table.append(c);
      Arrays.stream(w[c]).forEach(x -> table.append(',').append(x));
      table.append('\n');
    }
    Files.writeString(here.resolve("w.csv"), table);
    assertThat(notes(type(of + "w.csv --bias b.npy --json").json()))
        .contains("w.csv: column 0 is left out, an index");
    double[][] onItsSide = new double[D][N];
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < D; j++) {
        onItsSide[j][i] = h[i][j];
      }
    }
    Npy.write(here.resolve("ht.npy"), Rows.of(onItsSide), Precision.FLOAT64);
    isRefused(
        "--features ht.npy --labels y.npy",
        "y.npy: expected 4 labels, one for each row of ht.npy, found 60 (its transpose would fit)");
    isRefused(
        of + "wt.npy",
        "wt.npy: expected 4 columns, as h.npy has, found 3 (its transpose would fit:"
            + " --transpose-weights)");
    isRefused(
        of + "both.npy",
        "both.npy: expected 4 columns, as h.npy has, found 5 (--bias last-column takes the last one"
            + " for b)");
  }

  @CsvSource(
      delimiter = '#',
      value = {
        "60,4,1,1#",
        "60,1,1,4#",
        "60,4,1#",
        "60,4,3,2#--pool mean",
        "60,2,3,4#--pool" + " channels-last",
        "60,5,4#--pool mean",
        "60,4,5#--pool channels-first",
        "60,2,2#--flatten"
      })
  @ParameterizedTest
  void featuresOfMoreDimensions(String shape, String option) throws IOException {
    String[] sizes = shape.split(",");
    int columns =
        Arrays.stream(sizes).skip(1).mapToInt(Integer::parseInt).reduce(1, (a, b) -> a * b);
    boolean last = !shape.matches("60,4,.*") && !shape.equals("60,2,2");
    int places = columns / D;
    double[][] deep = new double[N][columns];
    for (int i = 0; i < N; i++) {
      for (int c = 0; c < D; c++) {
        for (int p = 0; p < places; p++) {
          // Means of these are those of the table.
          double off = p - (places - 1) / 2.0;
          deep[i][last ? p * D + c : c * places + p] = h[i][c] + off;
        }
      }
    }
    npy("deep.npy", deep, String.join(", ", sizes));
    JsonNode document =
        measured("--features deep.npy --labels y.npy" + (option == null ? "" : " " + option));
    assertThat(value(document, 0, "nc1.quotient")).isCloseTo(quotient, within(1e-9 * quotient));
    if (option != null) {
      isRefused(
          "--features deep.npy --labels y.npy",
          "deep.npy: expected a table of 2 dimensions, found "
              + String.join(" x ", sizes)
              + ": --pool mean takes the mean over "
              + (sizes.length == 3 ? "the middle dimension" : "all dimensions but the first two")
              + ", --flatten takes all as columns");
    }
  }

  /** The table with another shape in its header. */
  private void npy(String name, double[][] rows, String shape) throws IOException {
    Npy.write(here.resolve(name), Rows.of(rows), Precision.FLOAT64);
    byte[] bytes = Files.readAllBytes(here.resolve(name));
    String header = new String(bytes, 0, 128, java.nio.charset.StandardCharsets.ISO_8859_1);
    int at = header.indexOf("'shape': (") + 10;
    int end = header.indexOf(')', at);
    String rest = header.substring(end);
    String changed = header.substring(0, at) + shape + rest;
    int surplus = changed.length() - header.length();
    int line = changed.length() - 1 - surplus;
    changed = changed.substring(0, line) + "\n";
    System.arraycopy(
        changed.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), 0, bytes, 0, 128);
    Files.write(here.resolve(name), bytes);
  }

  @Test
  void shardsAreJoined() throws IOException {
    for (int part = 0; part < 3; part++) {
      double[][] rows = Arrays.copyOfRange(h, 20 * part, 20 * part + 20);
      Npy.write(here.resolve("s-" + (part + 8) + ".npy"), Rows.of(rows), Precision.FLOAT64);
      Npy.write(
          here.resolve("t-" + (part + 8) + ".npy"),
          Arrays.copyOfRange(y, 20 * part, 20 * part + 20));
    }
    assertThat(notes(isPlain("--features s-*.npy --labels y.npy --join")))
        .startsWith("3 files joined to one table, in this order: ");
    isPlain("--features s-*.npy --labels t-*.npy --join");
    isPlain("--features s-8.npy+s-9.npy+s-10.npy --labels t-8.npy+t-9.npy+t-10.npy");
    isRefused(
        "--features s-*.npy --labels t-8.npy+t-9.npy --join",
        "expected a file of labels for each of the 3 files that are joined, or one for all, found"
            + " 2");
    Files.copy(here.resolve("h.npy"), here.resolve("s-8.npy+s-9.npy"));
    assertThat(measured("--features s-8.npy+s-9.npy --labels y.npy").path("samples").asInt())
        .as("a file of that name wins")
        .isEqualTo(N);
    String existing = here.resolve("s-9.npy").toString();
    Typed expanded =
        type("--features " + here.resolve("s-8.npy") + " " + existing + " --labels y.npy");
    assertThat(expanded.exitCode()).isEqualTo(2);
    assertThat(expanded.err()).contains("has to be quoted").contains(existing);
  }

  // ---- tables of words
  // ----------------------------------------------------------------------------

  /** Names above words are names where one of them is asked for; a list of files has none. */
  @Test
  void labelsBesideTheNamesOfFiles() throws IOException {
    String[] names = {"cat", "dog", "eel"};
    text("words.csv", "filename,label\n", i -> "img_" + i + ".png," + names[y[i] % 3]);
    isRefused(
        "--features h.npy --labels words.csv",
        "words.csv: expected one column of labels, or its name as FILE:COLUMN, found 2 columns"
            + " without names, numbered from 0 (or with the names in the first line: filename,"
            + " label), and text, \"filename\", in line 1 (row 0, column 0, counted from 0)");
    assertThat(notes(measured("--features h.npy --labels words.csv:label")))
        .contains("classes by name, in order of code points: \"cat\", \"dog\", \"eel\"");
    // Whatever the first class is: 0 is no name beside a file.
    for (int first = 0; first < 2; first++) {
      int shift = (K - y[0] + first) % K;
      text("list.txt", "", i -> "train/" + i + ".png " + (y[i] + shift) % K);
      isPlain("--features h.npy --labels list.txt:1");
    }
    text("truth.csv", "a,b\n", i -> y[i] > 0 ? "True,False" : "False,True");
    assertThat(type("--features h.npy --labels truth.csv").err())
        .endsWith(": truth values; write 1 and 0 (pandas: .astype(int))\n");
  }

  /** As numpy.savetxt writes a header. */
  @Test
  void namesInAComment() throws IOException {
    String header = IntStream.range(0, D).mapToObj(j -> "f" + j).collect(Collectors.joining("\t"));
    text("c.tsv", "# made by hand\n# " + header + "\tlabel\n", i -> row(i, "\t") + "\t" + y[i]);
    isPlain("--features c.tsv --label-column label");
    text("d.tsv", "# made by hand\n", i -> row(i, "\t"));
    isPlain("--features d.tsv --labels y.npy");
  }

  /** The largest byte marks what has no label in masks: it is said, since it may be a class. */
  @Test
  void aMaskIsAskedFor() throws IOException {
    text("mask.txt", "", i -> "" + (i < 5 ? 255 : y[i]));
    assertThat(notes(measured("--features h.npy --labels mask.txt")))
        .contains("255 is measured as a class; --ignore-label 255 leaves it out where it marks");
    assertThat(notes(measured("--features h.npy --labels mask.txt --ignore-label 255")))
        .doesNotContain("255 is measured");
  }

  @Test
  void aTransposedClassifierIsNamedBesideItsBias() throws IOException {
    double[][] w = new double[D][K];
    Arrays.setAll(w, j -> new double[K]);
    w[0][0] = 1;
    Npy.write(here.resolve("w.npy"), Rows.of(w), Precision.FLOAT64);
    Npy.write(here.resolve("b.npy"), Rows.of(new double[K], 1), Precision.FLOAT64);
    assertThat(type("--features h.npy --labels y.npy --weights w.npy --bias b.npy").err())
        .contains("--transpose-weights");
  }

  /** The files that others made: the right values are printed by the scripts beside them. */
  @Test
  void namesInNumPysArrays() throws IOException {
    int letters = 5;
    byte[] data = new byte[N * letters * 4];
    for (int i = 0; i < N; i++) {
      String name = "ab\u00e9".substring(0, 1 + y[i]);
      for (int j = 0; j < name.length(); j++) {
        data[(i * letters + j) * 4] = (byte) name.charAt(j);
      }
    }
    String header =
        String.format(
            Locale.ROOT, "{'descr': '<U%d', 'fortran_order': False, 'shape': (%d,), }", letters, N);
    byte[] start = new byte[128];
    Arrays.fill(start, (byte) ' ');
    byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0};
    System.arraycopy(magic, 0, start, 0, 10);
    byte[] text = header.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, start, 10, text.length);
    start[127] = '\n';
    byte[] all = Arrays.copyOf(start, 128 + data.length);
    System.arraycopy(data, 0, all, 128, data.length);
    Files.write(here.resolve("names.npy"), all);
    JsonNode document = isPlain("--features h.npy --labels names.npy");
    assertThat(notes(document)).contains("\"a\", \"ab\", \"ab\u00e9\"");
    // In an archive with the features they are the labels, and inspect says so.
    zip("named.npz", "names.npy", "h.npy");
    isPlain("--features named.npz:h --labels named.npz");
    assertThat(Typed.in(here, "inspect", "named.npz").out())
        .contains("\n  names: " + N + " text\n")
        .contains("expected numbers, found text, which labels alone may be\n    can be labels\n")
        .contains("\n  as features  h\n  as labels    names\n");
    Files.write(here.resolve("cut.npy"), Arrays.copyOf(all, all.length - 1));
    assertThat(type("--features h.npy --labels cut.npy").exitCode()).isEqualTo(2);
    assertThat(Objects.requireNonNull(all)).hasSize(128 + N * 20);
  }
}
