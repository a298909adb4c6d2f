package org.collapsar.lab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.data.DataSplit;
import org.collapsar.data.FeatureFiles;
import org.collapsar.data.FetchListener;
import org.collapsar.data.images.PreprocessingOptions;
import org.collapsar.files.NamedRows;
import org.collapsar.files.Shaping;
import org.collapsar.lab.measure.MeasureListener;
import org.collapsar.model.ClassifierChoice;
import org.collapsar.model.ModelDevice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features of a network as the data of an experiment. */
class TrainingFeaturesTest {
  @TempDir Path here;

  private final Pictures pictures = new Pictures(List.of("blue", "green", "red"), 50, 2, 1);

  @BeforeEach
  void aFileThatFactsAreKnownOf() throws IOException {
    Files.writeString(here.resolve("tiny.onnx"), "tiny");
  }

  private FeatureJob job() {
    return FeatureJob.of(
        new ModelRequest(
            here.resolve("tiny.onnx"),
            false,
            List.of("middle"),
            ClassifierChoice.NONE,
            Shaping.NONE,
            new PreprocessingOptions(null, null, null, null, null, null, null),
            false,
            ModelDevice.CPU,
            1),
        new TinyModel(),
        MeasureListener.NONE);
  }

  /** What is read back from the file is what the network gives, label by label. */
  @Test
  void anExperimentReadsWhatTheNetworkGives() {
    Path directory = here.resolve("runs/a");
    try (FeatureJob job = job();
        ImageFeatures features = job.over(pictures)) {
      TrainingFeatures written = TrainingFeatures.write(job, pictures, directory);
      assertThat(written.features())
          .isEqualTo(directory.resolve("features.safetensors") + ":middle");
      assertThat(written.description()).isEqualTo("tiny.onnx, 150 images of pictures, test");
      DataSplit data =
          new FeatureFiles(written.features(), written.labels(), null, null)
              .load(written.description(), FetchListener.NONE);
      assertThat(data.provenance().source()).isEqualTo(written.description());
      assertThat(data.train().size()).isEqualTo(150);
      NamedRows table = features.tables("tiny").get(0);
      int d = table.rows().columns();
      double[] expected = new double[150 * d];
      table.rows().read(0, 150, expected);
      double[] found = new double[150 * d];
      for (int i = 0; i < 150; i++) {
        data.train().copyRow(i, found, i * d);
        assertThat(data.train().label(i)).isEqualTo(features.labels()[i]);
      }
      assertThat(found).isEqualTo(expected);
    }
  }

  @Test
  void whereAnImageIsBrokenNothingIsLeft() throws IOException {
    pictures.broken = 70;
    try (FeatureJob job = job()) {
      assertThatThrownBy(() -> TrainingFeatures.write(job, pictures, here.resolve("a")))
          .isInstanceOf(BadInputException.class)
          .hasMessage("green/70.png: expected a picture, found a cut one");
      assertThat(here.resolve("a")).doesNotExist();
      Path there = Files.createDirectory(here.resolve("b"));
      assertThatThrownBy(() -> TrainingFeatures.write(job, pictures, there))
          .isInstanceOf(BadInputException.class);
      assertThat(there).isEmptyDirectory();
    }
  }
}
