package org.collapsar.lab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.data.images.ImageSetOptions;
import org.collapsar.data.images.PreprocessingOptions;
import org.collapsar.files.MatrixFile;
import org.collapsar.files.Shaping;
import org.collapsar.files.format.SafetensorsFile;
import org.collapsar.lab.certify.CertifiedHead;
import org.collapsar.lab.certify.CertifyJob;
import org.collapsar.lab.certify.CertifySettings;
import org.collapsar.lab.document.Schemas;
import org.collapsar.lab.measure.MeasureJob;
import org.collapsar.lab.measure.MeasureListener;
import org.collapsar.lab.measure.MeasureRequest;
import org.collapsar.lab.measure.MeasureSettings;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.MetricValue;
import org.collapsar.model.ClassifierChoice;
import org.collapsar.model.ModelDevice;
import org.collapsar.model.ModelInput;
import org.collapsar.theory.LinearHead;
import org.collapsar.theory.NetworkFacts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features of a network in a file that says what they are, and its head certified. */
class FeatureExportTest {
  @TempDir Path here;

  private final TinyModel model = new TinyModel();
  private final Pictures pictures = new Pictures(List.of("blue", "green", "red"), 50, 2, 1);
  private final List<String> notes = new ArrayList<>();

  @BeforeEach
  void aFileThatFactsAreKnownOf() throws IOException {
    Files.writeString(here.resolve("tiny.onnx"), "tiny");
  }

  @ParameterizedTest
  @ValueSource(strings = {"F.safetensors", "F.npz"})
  void measuredFromTheFileTheDigitsAreTheSame(String name) throws IOException {
    Path file = here.resolve(name);
    FeatureExport export;
    try (FeatureJob job = job("map", "middle")) {
      export = FeatureExport.write(job, pictures, file);
    }
    Schemas.check(name, JsonMapper.builder().build().readTree(export.document().toString()));
    List<MeasuredRow> fromFile = measure(file.toString(), null);
    List<MeasuredRow> direct = direct();
    assertThat(fromFile).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(fromFile.get(i).layer()).isEqualTo(direct.get(i).layer());
      assertThat(fromFile.get(i).classNames()).containsExactly("blue", "green", "red");
      assertThat(fromFile.get(i).values()).isEqualTo(direct.get(i).values());
    }
    assertThat(fromFile.get(1).values().get("accuracy")).isInstanceOf(MetricValue.Defined.class);
    assertThat(notes)
        .contains(
            file
                + ": features of tiny.onnx on 150 images of pictures, test; preprocessing none:"
                + " RGB, own size, in [0, 1], NCHW; labels, W are those of the file");
  }

  /** Each array is an ordinary one, which other programs and other commands read. */
  @Test
  void theArraysAreOrdinaryOnes() {
    Path file = here.resolve("F.safetensors");
    try (FeatureJob job = job("middle")) {
      FeatureExport.write(job, pictures, file);
    }
    assertThat(MatrixFile.read(file + ":weight").data()).isEqualTo(TinyModel.W.data());
    assertThat(MatrixFile.readVector(file + ":labels"))
        .isEqualTo(Arrays.stream(pictures.labels()).asDoubleStream().toArray());
    List<MeasuredRow> rows = measure(file + ":middle", file + ":labels");
    assertThat(rows.get(0).values().get("nc1.quotient"))
        .isEqualTo(measure(file.toString(), null).get(0).values().get("nc1.quotient"));
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThat(opened.metadata().get("collapsar"))
          .contains("\"sha256\":\"", "\"preprocessing\":");
    }
  }

  @Test
  void aNameOfAnotherFormatIsRefusedBeforeTheNetworkRuns() {
    try (FeatureJob job = job("middle")) {
      assertThatThrownBy(() -> FeatureExport.write(job, pictures, here.resolve("F.csv")))
          .isInstanceOf(BadInputException.class)
          .hasMessage("--to: expected a file NAME.safetensors or NAME.npz, found F.csv");
    }
    assertThat(model.batches).hasValue(0);
  }

  @Test
  void brokenImagesLeaveNoFile() throws IOException {
    pictures.broken = 149;
    try (FeatureJob job = job("middle")) {
      assertThatThrownBy(() -> FeatureExport.write(job, pictures, here.resolve("F.npz")))
          .hasMessage("red/149.png: expected a picture, found a cut one");
    }
    try (var left = Files.list(here)) {
      assertThat(left).containsExactly(here.resolve("tiny.onnx"));
    }
  }

  // ---- certified -------------------------------------------------------------------------------

  @Test
  void theHeadIsWhatEndsTheNetwork() {
    CertifySettings settings = new CertifySettings(NetworkFacts.NONE, null, 1, 1);
    CertifiedModel certified;
    try (FeatureJob job = FeatureJob.ofHead(request(), model, MeasureListener.NONE)) {
      assertThat(job.layers()).containsExactly("features");
      certified = CertifiedModel.of(job, pictures, settings);
    }
    Matrix features = new Matrix(150, 4);
    for (int i = 0; i < 150; i++) {
      float[] row = model.tensor("features", FeatureJobTest.values(pictures, i), 0);
      for (int j = 0; j < 4; j++) {
        features.data()[i * 4 + j] = row[j];
      }
    }
    CertifiedHead byHand =
        CertifyJob.certify(
            "by hand",
            new LinearHead(
                features,
                pictures.labels(),
                3,
                List.of(TinyModel.V, TinyModel.W),
                Arrays.asList(TinyModel.V_BIAS, null)),
            settings);
    assertThat(certified.caution()).isNull();
    assertThat(certified.head().fit()).isEqualTo(byHand.fit());
    assertThat(certified.head().certificates()).isEqualTo(byHand.certificates());
    assertThat(certified.accuracy().orNaN()).isEqualTo(byHand.fit().accuracy());
  }

  @Test
  void classesThatAreNotTheOutputsAreRefused() {
    Pictures two = new Pictures(List.of("blue", "green"), 40, 2, 1);
    try (FeatureJob job = FeatureJob.ofHead(request(), model, MeasureListener.NONE)) {
      assertThatThrownBy(
              () -> CertifiedModel.of(job, two, new CertifySettings(NetworkFacts.NONE, null, 1, 1)))
          .isInstanceOf(BadInputException.class)
          .hasMessage(
              here.resolve("tiny.onnx")
                  + ": cannot be certified on these images, because the classifier has 3 outputs"
                  + " and the images have 2 classes: --class-names says which output is which");
    }
  }

  private FeatureJob job(String... layers) {
    return FeatureJob.of(request(layers), model, MeasureListener.NONE);
  }

  private ModelRequest request(String... layers) {
    return new ModelRequest(
        here.resolve("tiny.onnx"),
        false,
        List.of(layers),
        ClassifierChoice.NONE,
        Shaping.NONE,
        new PreprocessingOptions(null, null, null, null, null, null, null),
        false,
        ModelDevice.CPU,
        1);
  }

  private List<MeasuredRow> direct() {
    ModelMeasureRequest request =
        new ModelMeasureRequest(
            request("map", "middle"),
            "images:pictures",
            ImageSetOptions.DEFAULT,
            null,
            null,
            new MeasureSettings(null, false, null, null, 1, false),
            0,
            0);
    try (FeatureJob job =
        FeatureJob.of(
            request.model(),
            new TinyModel(TinyModel.W, TinyModel.W, ModelInput.Layout.NCHW),
            MeasureListener.NONE)) {
      return ModelMeasurement.of(request, (argument, which) -> pictures, job).rows();
    }
  }

  private List<MeasuredRow> measure(String features, @Nullable String labels) {
    MeasureRequest request =
        new MeasureRequest(
            features, labels, null, null, null, null, null, null, null, null, null, null, null,
            false, 1);
    return new MeasureJob(
            request,
            new MeasureListener() {
              @Override
              public void progress(String task, long done, long total) {}

              @Override
              public void note(String line) {
                notes.add(line);
              }
            },
            false)
        .run();
  }
}
