package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.data.DataSplit;
import org.collapsar.data.Dataset;
import org.collapsar.data.FetchListener;
import org.collapsar.data.SeparableLaw;
import org.collapsar.data.images.ImageData;
import org.collapsar.data.images.ImageShaping;
import org.collapsar.data.images.Picture;
import org.collapsar.files.Npy;
import org.collapsar.files.Sha256;
import org.collapsar.lab.document.Schemas;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.collapsar.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on data that are drawn, and on files of the user. */
class OtherDataTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final String YAML =
      """
      id: small
      title: A small experiment
      network: {kind: mean-field, width: 16, features: 4, activation: tanh, decayRho: 1e-3}
      train: {epochs: 3, batch: 4, steps: 0.5, precision: float64}
      seeds: 2
      data: {name: %s}
      """;

  @TempDir Path here;

  private Typed train(String data, String... more) throws IOException {
    Files.writeString(here.resolve("my.yaml"), YAML.formatted(data));
    List<String> arguments = new ArrayList<>(List.of("train", "my.yaml", "--out", "a"));
    arguments.addAll(List.of(more));
    return Typed.in(here, arguments.toArray(new String[0]));
  }

  @Test
  void drawnDataAreRecordedAndDrawnAgain() throws IOException {
    assertThat(
            train(
                    "separable, dimension: 4, classes: 2, tau: 0.1, samplesPerClass: 6,"
                        + " testSamples: 30")
                .exitCode())
        .isZero();
    RunRecord run = RunRecord.read(here.resolve("a/seed-1"));
    JsonNode json = new ObjectMapper().readTree(here.resolve("a/seed-1/run.json").toFile());
    Schemas.checkFiles(here);
    JsonNode law = json.path("data").path("separable");
    assertThat(law.path("tau").asDouble()).isEqualTo(0.1);
    assertThat(law.path("limit").asDouble()).isEqualTo(1);
    assertThat(law.path("separators").get(1).get(2).asDouble())
        .isEqualTo(new SeparableLaw(4, 2, 0.1, 1, 0).separators()[1][2]);
    assertThat(run.data().whole("test_samples", 0)).isEqualTo(30);
    assertThat(
            new ObjectMapper()
                .readTree(here.resolve("a/seed-2/run.json").toFile())
                .at("/data/separable"))
        .isEqualTo(law);

    assertThat(Typed.in(here, "export", "a/seed-1", "--out", "e").exitCode()).isZero();
    assertThat(Typed.in(here, "report", "a/seed-1", "--out", "r").exitCode()).isZero();
  }

  @Test
  void filesGiveWhatTheSameSamplesGive() throws IOException {
    DataSplit split = new SeparableLaw(4, 2, 0.1, 1, 0).draw(6, 30, Seed.of(1).split("data"));
    String test = write("t", split.test());
    String train = write("f", split.train());
    assertThat(
            train(
                    "files, features: %s.npy, labels: %s-labels.npy, testFeatures: %s.npy, testLabels: %s-labels.npy"
                        .formatted(train, train, test, test))
                .exitCode())
        .isZero();
    Path files = Files.move(here.resolve("a"), here.resolve("files"));
    train("separable, dimension: 4, classes: 2, tau: 0.1, samplesPerClass: 6, testSamples: 30");
    assertThat(files.resolve("seed-1/metrics.csv"))
        .hasSameBinaryContentAs(here.resolve("a/seed-1/metrics.csv"));
    Section hashes = RunRecord.read(files.resolve("seed-1")).data().section("sha256");
    assertThat(hashes.text("features " + train + ".npy"))
        .isEqualTo(Sha256.of(Path.of(train + ".npy")));
    assertThat(hashes.keys()).hasSize(4);
  }

  /** A run is not measured against other numbers than it was trained on. */
  @Test
  void filesThatChangedAreNotTakenForTheSame() throws IOException {
    DataSplit split = new SeparableLaw(4, 2, 0.1, 1, 0).draw(6, 30, Seed.of(1));
    String train = write("f", split.train());
    String data = "files, features: %s.npy, labels: %s-labels.npy".formatted(train, train);
    assertThat(train(data).exitCode()).isZero();
    write("f", split.test().select(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
    Typed typed = Typed.in(here, "export", "a/seed-1", "--out", "e");
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.err())
        .contains("features " + train + ".npy: expected the file that the run was trained on");
    assertThat(here.resolve("e")).doesNotExist();
  }

  private void picture(String path, int mark) throws IOException {
    byte[] numbers = new byte[72];
    for (int j = 0; j < numbers.length; j++) {
      numbers[j] = (byte) (j * mark + j / 3);
    }
    Path file = here.resolve("p").resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, Picture.ofBytes(4, 6, 3, numbers).png());
  }

  @Test
  void picturesGiveWhatTheirNumbersGive() throws IOException {
    for (int k = 0; k < 12; k++) {
      picture("train/%s/%02d.png".formatted(k < 6 ? "cat" : "dog", k), 3 * k + 1);
    }
    picture("test/cat/1.png", 5);
    picture("test/dog/1.png", 29);
    assertThat(
            train(
                    "images, path: "
                        + here.resolve("p")
                        + ", crop: 4, grayscale: true, scaling: unit-norm")
                .exitCode())
        .isZero();
    Schemas.checkFiles(here);
    Path pictures = Files.move(here.resolve("a"), here.resolve("pictures"));
    ImageShaping shaping = new ImageShaping(null, 4, 4, true);
    DataSplit split =
        new ImageData(here.resolve("p").toString(), null, null, 0, null, null, false, shaping)
            .load(FetchListener.NONE);
    String train = write("f", split.train());
    String test = write("t", split.test());
    train(
        "files, scaling: unit-norm, features: %s.npy, labels: %s-labels.npy, testFeatures: %s.npy, testLabels: %s-labels.npy"
            .formatted(train, train, test, test));
    assertThat(here.resolve("a/seed-1/metrics.csv"))
        .hasSameBinaryContentAs(pictures.resolve("seed-1/metrics.csv"));
    assertThat(Typed.in(here, "export", "pictures/seed-1", "--out", "e").exitCode()).isZero();
    picture("test/dog/1.png", 30);
    Typed typed = Typed.in(here, "export", "pictures/seed-1", "--out", "e2");
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.err())
        .contains(
            "pixels of the test pictures of "
                + here.resolve("p")
                + ": expected the file that the run was trained on");
  }

  /** What is left out is said, and kept in run.json as of files of features. */
  @Test
  void runsKeepWhatWasLeftOutOfPictures() throws IOException {
    for (int k = 0; k < 12; k++) {
      picture("train/%s/%02d.png".formatted(k < 6 ? "cat" : "dog", k), 3 * k + 1);
    }
    picture("test/cat/1.png", 5);
    picture("test/dog/1.png", 29);
    Files.writeString(here.resolve("p/train/cat/00.png"), "no picture");
    Files.writeString(here.resolve("p/test/cat/2.png"), "no picture");
    Files.writeString(here.resolve("p/test/dog.txt"), "nothing");
    Typed typed = train("images, path: " + here.resolve("p") + ", skipBroken: true");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    Schemas.checkFiles(here);
    JsonNode notes =
        JsonMapper.builder()
            .build()
            .readTree(here.resolve("a/seed-1/run.json").toFile())
            .at("/data/notes");
    assertThat(notes).isNotEmpty();
    assertThat(notes)
        .anyMatch(
            note ->
                note.asText()
                    .startsWith(
                        "1 picture that cannot be decoded is left out: "
                            + here.resolve("p")
                            + ":train/cat/00.png: "))
        .anyMatch(
            note ->
                note.asText()
                    .startsWith("test pictures: 1 picture that cannot be decoded is left out: "))
        .allMatch(note -> (typed.out() + typed.err()).contains(note.asText()));
  }

  @Test
  void mistakesLeaveNothingBehind() throws IOException {
    Typed typed = train("files");
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.err())
        .isEqualTo(
            "collapsar: small needs files: --set data.features=FEATURES.npy --set"
                + " data.labels=LABELS.npy\n");
    typed = train("files, features: /no/f.npy, labels: /no/l.npy");
    assertThat(typed.err()).isEqualTo("collapsar: /no/f.npy: expected a file, found none\n");
    typed = train("images, path: " + here.resolve("p"));
    assertThat(typed.err())
        .isEqualTo("collapsar: " + here.resolve("p") + ": expected a file, found none\n");
    typed = train("separable, dimension: 8, classes: 5, tau: 0.1, samplesPerClass: 6");
    assertThat(typed.err())
        .isEqualTo(
            "collapsar: "
                + here.resolve("my.yaml")
                + ":3: network.features: expected at least the number of classes, 5"
                + " (data.name separable), found 4\n");
    assertThat(here.resolve("a")).doesNotExist();
  }

  /** The estimate, the runs, the sweep and its page know the test error. */
  @Test
  void aSweepOverTheNumberOfSamplesMeasuresTheTestError() throws IOException {
    Files.writeString(
        here.resolve("s.yaml"),
        YAML.formatted(
                "separable, dimension: 3, classes: 2, tau: 0.1, samplesPerClass: 6, testSamples:"
                    + " 500")
            + """
            metrics: {base: [loss, nc1.total], columns: [error.test, error.test.upper], testEvery: 9}
            sweep: {axes: [{name: n, key: data.samplesPerClass, values: [4, 8], labels: [8, 16]}]}
            figures:
              - {id: f, title: F, kind: sweep, axis: n, metrics: [error.test], logarithmic: true,
                 caption: c}
            """);
    Typed typed = Typed.in(here, "sweep", "s.yaml", "--out", "a");
    assertThat(typed.err()).doesNotContain("internal error");
    assertThat(typed.exitCode()).isZero();
    RunRecord run = RunRecord.read(here.resolve("a/samplesPerClass=8/seed-1"));
    double[] error = run.metrics().column("error.test");
    assertThat(error[0]).isBetween(0.0, 1.0);
    assertThat(error[1]).as("not measured").isNaN();
    assertThat(run.metrics().column("error.test.upper")[3]).isGreaterThan(error[3]);
    Typed certified =
        Typed.in(here, "separability", "a/samplesPerClass=8/seed-1", "--out", "c", "--json");
    JsonNode json = certified.json();
    Schemas.checkFiles(here);
    assertThat(json.path("separable").asBoolean()).isTrue();
    assertThat(json.path("margin").asDouble()).isGreaterThanOrEqualTo(0.1 - 1e-12);
    assertThat(MAPPER.readTree(here.resolve("c/separability.json").toFile())).isEqualTo(json);
  }

  @Test
  void separabilityOfFilesAndItsMistakes() throws IOException {
    String train = write("f", new SeparableLaw(4, 3, 0.1, 1, 0).draw(6, 30, Seed.of(1)).train());
    Typed typed =
        Typed.in(
            here, "separability", "--features", train + ".npy", "--labels", train + "-labels.npy");
    assertThat(typed.exitCode()).isZero();
    assertThat(typed.out()).contains("18 samples, d = 4, 3 classes").contains("linearly separable");
    assertThat(Typed.in(here, "separability").err())
        .isEqualTo(
            "collapsar: --features: expected a file, or the directory of a run, found none\n");
    assertThat(Typed.in(here, "separability", "--features", train + ".npy").err())
        .startsWith("collapsar: --labels: expected a file");
    assertThat(Typed.in(here, "separability", "a", "--labels", "l").err())
        .isEqualTo("collapsar: --labels and RUN exclude each other\n");
    assertThat(Typed.in(here, "separability", "nothing").exitCode()).isEqualTo(2);
  }

  @Test
  void aPresetThatNeedsFilesSaysSo() throws IOException {
    Typed typed = Typed.in(here, "train", "wu2025-fig1b", "--out", "b");
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.err())
        .isEqualTo(
            "collapsar: wu2025-fig1b needs files: --set data.features=FEATURES.npy --set"
                + " data.labels=LABELS.npy\n");
    assertThat(Typed.in(here, "presets").out()).contains("needs files: --set data.features");

    String train = write("f", new SeparableLaw(12, 3, 0.1, 1, 0).draw(20, 1, Seed.of(1)).train());
    typed =
        Typed.in(
            here,
            "train",
            "wu2025-fig1b",
            "--out",
            "b",
            "--set",
            "data.features=" + train + ".npy",
            "--set",
            "data.labels=" + train + "-labels.npy",
            "--set",
            "data.description=MobileNetV1",
            "--set",
            "network.width=32",
            "--set",
            "train.batch=16",
            "--set",
            "train.epochs=4");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(here.resolve("b/figures/figure-1b.svg")).isNotEmptyFile();
    assertThat(RunRecord.read(here.resolve("b/seed-4")).data().section("sha256").keys()).hasSize(2);
    assertThat(Files.readString(here.resolve("b/report.html")))
        .contains("files (MobileNetV1), 60 training samples, d = 12, 3 classes")
        .contains("Features: MobileNetV1, d = 12, n = 60.");
  }

  /** Where the data are what a network makes of images, both are named, and no other data. */
  @Test
  void aNetworkAndItsImagesBelongTogether() {
    String train = "train wu2025-fig1b --out n ";
    assertThat(Typed.in(here, (train + "--model m.onnx").split(" ", -1)).err())
        .isEqualTo(
            "collapsar: --images: expected images, as images:DIR or images:FILE.zip, found none\n");
    assertThat(Typed.in(here, (train + "--images images:x").split(" ", -1)).err())
        .isEqualTo("collapsar: --model: expected the file of a network, found none\n");
    Typed both =
        Typed.in(here, (train + "--model m --images images:x --data digits").split(" ", -1));
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).isEqualTo("collapsar: --data and --model exclude each other\n");
    assertThat(here.resolve("n")).doesNotExist();
  }

  @Test
  void theListAndTheInformationHaveThem() throws IOException {
    assertThat(Typed.in(here, "data", "list").out()).contains("\nseparable ").contains("\nfiles ");
    assertThat(Typed.in(here, "data", "info", "separable").out()).contains("data.tau ");
    JsonNode json = Typed.in(here, "data", "info", "files", "--json").json();
    assertThat(json.path("keys").path("labels").asText()).isNotEmpty();
  }

  private String write(String name, Dataset data) {
    double[][] rows = new double[data.size()][data.dimension()];
    int[] labels = new int[data.size()];
    for (int i = 0; i < rows.length; i++) {
      data.copyRow(i, rows[i], 0);
      labels[i] = data.label(i);
    }
    Npy.write(here.resolve(name + ".npy"), Rows.of(rows), Precision.FLOAT64);
    Npy.write(here.resolve(name + "-labels.npy"), labels);
    return here.resolve(name).toString();
  }
}
