package org.collapsar.lab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.collapsar.BadInputException;
import org.collapsar.data.images.ImageSetOptions;
import org.collapsar.data.images.PreprocessingOptions;
import org.collapsar.files.NamedRows;
import org.collapsar.files.Shaping;
import org.collapsar.lab.measure.MeasureListener;
import org.collapsar.lab.measure.MeasureSettings;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.MetricValue;
import org.collapsar.model.ClassifierChoice;
import org.collapsar.model.ModelDevice;
import org.collapsar.model.ModelInput;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that the test computes, run over images and measured. */
class FeatureJobTest {
  private static final List<String> CLASSES = List.of("blue", "green", "red");

  private static final PreprocessingOptions PLAIN =
      new PreprocessingOptions(null, null, null, null, null, null, null);

  @TempDir Path here;

  private final List<String> said = new ArrayList<>();
  private final TinyModel model = new TinyModel();

  /** 50 images a class: two batches of 64 and a part of one. */
  private final Pictures pictures = new Pictures(CLASSES, 50, 2, 1);

  @BeforeEach
  void aFileThatFactsAreKnownOf() throws IOException {
    Files.writeString(here.resolve("tiny.onnx"), "tiny");
  }

  // ---- features --------------------------------------------------------------------------------

  @Test
  void everyImageGoesThroughOnceAndKeepsItsPlace() {
    try (FeatureJob job = job(model, "map", "middle");
        ImageFeatures features = job.over(pictures)) {
      assertThat(model.batches).hasValue(3);
      assertThat(features.samples()).isEqualTo(150);
      assertThat(features.labels()).isEqualTo(pictures.labels());
      List<NamedRows> tables = features.tables("tiny");
      assertThat(tables).extracting(NamedRows::name).containsExactly("map", "middle");
      double[] map = read(tables.get(0));
      double[] middle = read(tables.get(1));
      for (int i = 0; i < 150; i++) {
        float[] values = values(pictures, i);
        // The mean over the places of a map is what the network itself calls its features.
        assertThat(floats(map, i, 4)).isEqualTo(model.tensor("features", values, 0));
        assertThat(floats(middle, i, 3)).isEqualTo(model.tensor("middle", values, 0));
      }
    }
    assertThat(model.closed).isEqualTo(1);
  }

  /** Three lanes, the first batch the slowest. */
  @Test
  void imagesKeepTheirPlaceWhicheverBatchIsReadyFirst() {
    Pictures many = new Pictures(CLASSES, 300, 2, 1);
    TinyModel three = new TinyModel().withLanes(3);
    try (FeatureJob job = job(three, "middle");
        FeatureJob one = job(model, "middle");
        ImageFeatures a = job.over(many);
        ImageFeatures b = one.over(many)) {
      assertThat(three.batches).hasValue(15);
      assertThat(three.mostAtATime).hasValueBetween(2, 3);
      assertThat(model.mostAtATime).hasValue(1);
      assertThat(a.labels()).isEqualTo(many.labels());
      assertThat(IntStream.range(0, 900).map(a::decided).toArray())
          .containsExactly(IntStream.range(0, 900).map(b::decided).toArray());
      assertThat(read(a.tables("a").get(0))).isEqualTo(read(b.tables("b").get(0)));
    }
  }

  @Test
  void flattenKeepsAllNumbersOfAMap() {
    try (FeatureJob job =
            FeatureJob.of(request(Shaping.FLATTEN, PLAIN, false, "map"), model, listener());
        ImageFeatures features = job.over(pictures)) {
      double[] map = read(features.tables("tiny").get(0));
      assertThat(floats(map, 149, 16)).isEqualTo(model.tensor("map", values(pictures, 149), 0));
    }
  }

  @Test
  void theSizeIsSaidBeforeItIsWritten() {
    try (FeatureJob job = job(model, "map", "middle");
        ImageFeatures features = job.over(pictures)) {
      assertThat(features.samples()).isEqualTo(150);
      assertThat(said).contains("2 layers of 150 images: 0.0 MB of features in temporary files");
    }
  }

  @Test
  void aNetworkOfPixelsByPixelsGetsThemSo() {
    TinyModel last = new TinyModel(TinyModel.W, TinyModel.W, ModelInput.Layout.NHWC);
    try (FeatureJob job = job(last, "middle");
        FeatureJob first = job(model, "middle");
        ImageFeatures a = job.over(pictures);
        ImageFeatures b = first.over(pictures)) {
      assertThat(job.preprocessing().describe()).endsWith("NHWC");
      assertThat(read(a.tables("a").get(0))).isEqualTo(read(b.tables("b").get(0)));
    }
  }

  // ---- what is refused -------------------------------------------------------------------------

  @Test
  void imagesOfAnotherSizeAreNamed() {
    try (FeatureJob job = job(model, "middle")) {
      assertThatThrownBy(() -> job.over(new Pictures(CLASSES, 2, 5, 1)))
          .isInstanceOf(BadInputException.class)
          .hasMessage(
              here.resolve("tiny.onnx")
                  + ": expected images of 3 channels, 2 x 2 pixels (its input images), found 3"
                  + " channels, 5 x 5 pixels of blue/0.png; --input-size, --preprocess and --colour"
                  + " change that");
    }
  }

  @Test
  void aClassifierThatDoesNotGiveTheLogitsIsRefused() {
    Matrix other = new Matrix(3, 3, new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
    TinyModel wrong = new TinyModel(TinyModel.W, other, ModelInput.Layout.NCHW);
    try (FeatureJob job = job(wrong, "middle")) {
      assertThatThrownBy(() -> job.over(pictures))
          .isInstanceOf(BadInputException.class)
          .hasMessageMatching(
              ".*/tiny.onnx: expected the classifier W to give the tensor logits from middle, found"
                  + " that it misses it by 0\\.\\d+ of its size: --classifier and --features-layer"
                  + " choose others");
    }
  }

  @Test
  void aBrokenImageIsNamedOrLeftOut() {
    pictures.broken = 70;
    try (FeatureJob job = job(model, "middle")) {
      assertThatThrownBy(() -> job.over(pictures))
          .hasMessage("green/70.png: expected a picture, found a cut one");
    }
    try (FeatureJob job =
            FeatureJob.of(request(Shaping.NONE, PLAIN, true, "middle"), model, listener());
        ImageFeatures features = job.over(pictures)) {
      assertThat(features.samples()).isEqualTo(149);
      assertThat(features.skipped()).isEqualTo(1);
      assertThat(floats(read(features.tables("t").get(0)), 70, 3))
          .isEqualTo(model.tensor("middle", values(pictures, 71), 0));
    }
  }

  @Test
  void aLayoutThatIsNotTheNetworksIsRefused() {
    PreprocessingOptions other =
        new PreprocessingOptions(null, null, null, null, null, "nhwc", null);
    assertThatThrownBy(
            () -> FeatureJob.of(request(Shaping.NONE, other, false, "middle"), model, listener()))
        .hasMessage(
            "--layout: expected nchw, as "
                + here.resolve("tiny.onnx")
                + " takes [any x 3 x 2 x 2], found nhwc");
  }

  // ---- measured --------------------------------------------------------------------------------

  @Test
  void measuresEveryLayerWithTheClassifierOnItsOwn() {
    MeasuredModel measured = measured(model, pictures, null, 0, "auto");
    assertThat(measured.rows())
        .extracting(MeasuredRow::layer)
        .containsExactly("map", "middle", "logits");
    assertThat(measured.rows()).extracting(MeasuredRow::weights).containsExactly(null, "W", null);
    MeasuredRow middle = measured.rows().get(1);
    assertThat(middle.values().get("nc1.quotient").orNaN())
        .isCloseTo(quotient(pictures, "middle"), within(1e-6));
    int right = right(pictures);
    assertThat(measured.right()).isEqualTo(right);
    assertThat(measured.accuracy()).isEqualTo(MetricValue.of(right / 150.0));
    assertThat(middle.values().get("accuracy").orNaN()).isEqualTo(right / 150.0);
    assertThat(middle.classNames()).isEqualTo(CLASSES);
    assertThat(measured.facts().classifier())
        .isEqualTo(
            "V [3 x 4] with bias, then W [3 x 3] without bias; the features are tensor"
                + " \"middle\", the logits tensor \"logits\"");
    assertThat(measured.facts().imagesText()).isEqualTo("150 images of pictures, test");
    assertThat(said).noneMatch(line -> line.startsWith("warning"));
  }

  @Test
  void withoutTheLayerThatItTakesTheClassifierIsNone() {
    MeasuredModel measured = measured(model, pictures, null, 0, "map");
    assertThat(measured.accuracy().orNaN()).isEqualTo(right(pictures) / 150.0);
    assertThat(measured.rows().get(0).values().get("nc3.dual_error"))
        .isEqualTo(
            MetricValue.undefined(
                "because --layers leaves out middle, which the classifier takes"));
  }

  @Test
  void outputsThatAreNotTheClassesHaveNoAccuracy() {
    Pictures two = new Pictures(List.of("blue", "green"), 40, 2, 1);
    MeasuredModel measured = measured(model, two, null, 0, "middle");
    assertThat(measured.accuracy())
        .isEqualTo(
            MetricValue.undefined(
                "because the classifier has 3 outputs and the images have 2 classes: --class-names"
                    + " says which output is which"));
    assertThat(measured.rows().get(0).weights()).isNull();
  }

  @Test
  void accuracyOfChanceIsWarnedOf() {
    // A network that answers by green where red is, and so on round.
    Matrix turned = new Matrix(3, 3, new double[] {0, 0, 1, 1, 0, 0, 0, 1, 0});
    TinyModel wrong = new TinyModel(turned, turned, ModelInput.Layout.NCHW);
    measured(wrong, pictures, null, 0, "middle");
    assertThat(said)
        .anyMatch(
            line ->
                line.matches(
                    "warning: the accuracy is 0\\.\\d+ where chance is 0\\.3\\d+: the preprocessing"
                        + " \\(RGB, own size, in \\[0, 1\\], NCHW\\) is not that of training, or"
                        + " the classes are in another order than the outputs \\(--class-names\\);"
                        + " --what-if tries neighbouring preprocessing"));
  }

  @Test
  void whatIfMeasuresEachNeighbourAsIfItHadBeenChosen() {
    MeasuredModel measured = measured(model, pictures, null, 60, "middle");
    List<MeasuredModel.WhatIf> rows = measured.whatIf();
    assertThat(rows.get(0).choice()).isEqualTo("as chosen");
    assertThat(rows.get(0).images()).isEqualTo(60);
    MeasuredModel.WhatIf bgr =
        rows.stream()
            .filter(row -> row.choice().startsWith("blue, green, red"))
            .findFirst()
            .orElseThrow();
    PreprocessingOptions other =
        new PreprocessingOptions(null, null, null, null, null, null, "bgr");
    MeasuredModel asked = measured(model, new SomeImages(pictures, "some", 60), other, 0, "middle");
    assertThat(bgr.quotient()).isEqualTo(asked.rows().get(0).values().get("nc1.quotient"));
    assertThat(bgr.accuracy()).isEqualTo(asked.accuracy());
    assertThat(bgr.quotient()).isNotEqualTo(rows.get(0).quotient());
  }

  // ---- by hand ---------------------------------------------------------------------------------

  private MeasuredModel measured(
      TinyModel of,
      org.collapsar.data.images.ImageSet images,
      @Nullable PreprocessingOptions options,
      int whatIf,
      String... layers) {
    ModelMeasureRequest request =
        new ModelMeasureRequest(
            request(Shaping.NONE, options == null ? PLAIN : options, false, layers),
            "images:pictures",
            ImageSetOptions.DEFAULT,
            null,
            null,
            new MeasureSettings(null, false, null, null, 1, false),
            whatIf,
            0);
    try (FeatureJob job = FeatureJob.of(request.model(), of, listener())) {
      return ModelMeasurement.of(request, (argument, which) -> images, job);
    }
  }

  private FeatureJob job(TinyModel of, String... layers) {
    return FeatureJob.of(request(Shaping.NONE, PLAIN, false, layers), of, listener());
  }

  private ModelRequest request(
      Shaping shaping, PreprocessingOptions options, boolean skipBroken, String... layers) {
    return new ModelRequest(
        here.resolve("tiny.onnx"),
        false,
        List.of(layers),
        ClassifierChoice.NONE,
        shaping,
        options,
        skipBroken,
        ModelDevice.CPU,
        1);
  }

  private MeasureListener listener() {
    return new MeasureListener() {
      @Override
      public void progress(String task, long done, long total) {}

      @Override
      public void announce(String line) {
        said.add(line);
      }

      @Override
      public void warning(String line) {
        said.add("warning: " + line);
      }
    };
  }

  /** [3 x 2 x 2] in [0, 1], rounded once. */
  static float[] values(Pictures of, int image) {
    byte[] bytes = of.bytes(image);
    float[] values = new float[12];
    for (int p = 0; p < 4; p++) {
      for (int c = 0; c < 3; c++) {
        values[c * 4 + p] = (float) ((bytes[p * 3 + c] & 0xff) / 255.0);
      }
    }
    return values;
  }

  private int right(Pictures of) {
    int right = 0;
    for (int i = 0; i < of.size(); i++) {
      float[] z = model.tensor("logits", values(of, i), 0);
      int largest = z[0] >= z[1] && z[0] >= z[2] ? 0 : z[1] >= z[2] ? 1 : 2;
      right += largest == of.label(i) ? 1 : 0;
    }
    return right;
  }

  /** tr Sigma_W / tr Sigma_B, by its definition. */
  private double quotient(Pictures of, String tensor) {
    int k = of.classes().size();
    int each = of.size() / k;
    double[][] means = new double[k][];
    double within = 0;
    for (int c = 0; c < k; c++) {
      double[] mean = new double[3];
      for (int i = c * each; i < (c + 1) * each; i++) {
        float[] h = model.tensor(tensor, values(of, i), 0);
        for (int j = 0; j < 3; j++) {
          mean[j] += h[j] / (double) each;
        }
      }
      for (int i = c * each; i < (c + 1) * each; i++) {
        float[] h = model.tensor(tensor, values(of, i), 0);
        for (int j = 0; j < 3; j++) {
          within += (h[j] - mean[j]) * (h[j] - mean[j]) / of.size();
        }
      }
      means[c] = mean;
    }
    double between = 0;
    for (int j = 0; j < 3; j++) {
      int at = j;
      double centre = Arrays.stream(means).mapToDouble(m -> m[at]).average().orElseThrow();
      for (double[] mean : means) {
        between += (mean[j] - centre) * (mean[j] - centre) / k;
      }
    }
    return within / between;
  }

  private static double[] read(NamedRows table) {
    double[] all = new double[(int) table.rows().rows() * table.rows().columns()];
    table.rows().read(0, (int) table.rows().rows(), all);
    return all;
  }

  private static float[] floats(double[] all, int row, int columns) {
    float[] floats = new float[columns];
    for (int j = 0; j < columns; j++) {
      floats[j] = (float) all[row * columns + j];
    }
    return floats;
  }
}
