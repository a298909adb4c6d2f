package org.collapsar.lab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.data.FeatureFiles;
import org.collapsar.data.Scaling;
import org.collapsar.data.SeparableLaw;
import org.collapsar.lab.experiment.DataConfig;
import org.collapsar.lab.experiment.DataSource;
import org.collapsar.lab.experiment.Experiment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Data that are drawn, or files of the user. */
class DataReaderTest {
  private static final String REST =
      """
      id: small
      title: A small experiment
      network: {kind: mean-field, width: 8, features: 4, activation: tanh, decayRho: 1e-4}
      train: {epochs: 2, batch: full, steps: 0.5}
      data: {name: %s}
      """;

  private static Experiment read(String data) {
    return ExperimentReader.read("my.yaml", REST.formatted(data), false, List.of());
  }

  @Test
  void readsSeparableData() {
    DataConfig d =
        read("separable, dimension: 4, classes: 3, tau: 0.2, separatorNorm: 2, samplesPerClass: 5")
            .data();
    assertThat(d.source()).isEqualTo(new DataSource.Drawn(new SeparableLaw(4, 3, 0.2, 2, 0), 1000));
    assertThat(d.samplesPerClass()).hasValue(5);
    assertThat(d.scaling()).isEqualTo(Scaling.NONE);
    assertThat(d.needsFiles()).isFalse();
  }

  @Test
  void relativePathsStartFromTheWorkingDirectory() {
    DataConfig d = read("files, features: a/../f.npz:x, labels: /tmp/l.npy").data();
    DataSource.Given given = (DataSource.Given) d.source();
    assertThat(given.files().features()).isEqualTo(Path.of("f.npz:x").toAbsolutePath().toString());
    assertThat(given.files().labels()).isEqualTo(Path.of("/tmp/l.npy").toString());
    assertThat(d.scaling()).as("features are taken as they are").isEqualTo(Scaling.NONE);
  }

  @Test
  void filesAreWhatTheUserSaysTheyAre() {
    assertThat(read("files, description: ' MobileNetV1 ', features: f, labels: l").data().source())
        .isEqualTo(
            new DataSource.Given(
                new FeatureFiles(
                    Path.of("f").toAbsolutePath().toString(),
                    Path.of("l").toAbsolutePath().toString(),
                    null,
                    null),
                "MobileNetV1"));
    DataSource.Given unsaid =
        (DataSource.Given) read("files, features: f, labels: l").data().source();
    assertThat(unsaid.description()).isEqualTo("files of the user");
    assertThat(unsaid.described()).isFalse();
    assertThatThrownBy(() -> read("files, description: \"two\\nlines\""))
        .hasMessageContaining(
            "data.description: expected a line of text that says what the features are");
  }

  @Test
  void anExperimentMayWaitForItsFiles() {
    assertThat(read("files").data().needsFiles()).isTrue();
    assertThat(read("files, features: f, labels: l").data().needsFiles()).isFalse();
  }

  @Test
  void whatIsWrittenInRunJsonReadsBack() {
    for (String data :
        List.of(
            "separable, dimension: 4, classes: 2, tau: 0.1, samplesPerClass: 5, testSamples: 0,"
                + " separatorSeed: 9",
            "files, features: f.npy, labels: l.npy",
            "files, features: f.npy, labels: l.npy, description: 'MobileNetV1, conv_pw_12'",
            "files",
            "files, features: f, labels: l, testFeatures: t, testLabels: u, scaling: unit,"
                + " samplesPerClass: 7, classes: [2, 1]",
            "files, features: f, labels: l, header: no, skipColumns: [a, id], shape:"
                + " channels-last, join: true, ignoreLabel: -100, minPerClass: 3, argmax: true,"
                + " classesFrom: /n.txt",
            "files, features: f, labelColumn: kind, testFeatures: t, ignoreLabel: [a, b]",
            "digits, path: p, classes: [3, 1], relabel: {modulo: 2}",
            "mnist, samplesPerClass: 10, resize: 32, grayscale: true",
            "cifar10, resize: [40, 48], crop: 28",
            "images, path: p",
            "images, path: p.zip, split: train, testSplit: val, maxPerClass: 5, relabelFile: r.csv,"
                + " classNames: n.txt, skipBroken: true, resize: 40, crop: [32, 30],"
                + " grayscale: true, scaling: none")) {
      Experiment e = read(data);
      Experiment again = Stored.again(e, 1);
      assertThat(again.data()).isEqualTo(e.data());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "separable, dimension: 3, classes: 3, tau: 0.6, samplesPerClass: 1#data.tau: expected a"
            + " margin above 0 and below 0.600000 (separator norm 1.0 times 0.600000, the most"
            + " that 3 classes in 3 dimensions allow), found 0.6",
        "separable, dimension: 1, classes: 3, tau: 0.6, samplesPerClass: 1#data.dimension: expected"
            + " a whole number of at least 2, one less than data.classes: so many separators have"
            + " no room in fewer, found 1",
        "separable, dimension: 3, classes: 3, tau: 0.1#data.samplesPerClass: expected a whole"
            + " number of at least 1, found nothing",
        "separable, dimension: 3, classes: 3, tau: 0.1, samplesPerClass: all#data.samplesPerClass:"
            + " expected a whole number of at least 1, found all",
        "separable, dimension: 3, classes: 3, tau: 0.1, samplesPerClass: 2, separatorNorm: 0"
            + "#data.separatorNorm: expected a positive number, found 0",
        "separable, dimension: 1e5, classes: 2, tau: 0.1, samplesPerClass: 1e9"
            + "#data.samplesPerClass: expected at most 10737, found 1e9",
        "separable, dimension: 3, classes: [0; 1], tau: 0.1#data.classes: expected a whole number"
            + " of at least 2, found a list of 2 entries",
        "separable, dimension: 3, classes: 3, tau: 0.1, scaling: unit#expected one of the keys"
            + " name, dimension, classes, tau, separatorNorm, separatorSeed, samplesPerClass,"
            + " testSamples, found data.scaling",
        "files, features: f.npy#data.features: expected data.labels as well, one label per row of"
            + " features, found f.npy",
        "files, testLabels: f.npy#data.testLabels: expected data.features and data.labels as well,"
            + " found f.npy",
        "files, features: f, labels: l, testFeatures: t#data.testFeatures: expected data.testLabels"
            + " as well, one label per row of features, found t",
        "files, minPerClass: 2#data.minPerClass: expected data.features and data.labels as well,"
            + " found 2",
        "files, features: f, labels: l, labelColumn: c#data.labelColumn: expected no data.labels"
            + " beside it, found c",
        "files, features: f, labels: l, header: maybe#data.header: expected yes, no or a number of"
            + " lines, found maybe",
        "files, features: f, labels: l, shape: pool#data.shape: expected one of none, flatten,"
            + " mean, channels-first, channels-last, found pool",
        "digits, features: f#expected one of the keys name, path, resize, crop,"
            + " grayscale, classes, relabel, samplesPerClass, scaling, found data.features",
        "images#data.path: expected a text, found nothing",
        "images, path: p, resize: [1; 2; 3]#data.resize: expected the pixels of the shorter side,"
            + " or [height, width], found a list of 3 entries",
        "images, path: p, crop: 0#data.crop: expected a whole number of at least 1, found 0"
      })
  void mistakesAreNamedWithTheirLine(String data, String message) {
    assertThatThrownBy(() -> read(data.replace(';', ',')))
        .isInstanceOf(BadInputException.class)
        .hasMessage("my.yaml:5: " + message);
  }
}
