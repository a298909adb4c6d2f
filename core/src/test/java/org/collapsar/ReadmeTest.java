package org.collapsar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.DataSets;
import org.collapsar.data.DataSplit;
import org.collapsar.data.FetchListener;
import org.collapsar.data.Scaling;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.NeuralCollapse;
import org.collapsar.net.Activation;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.probe.EpochProbe;
import org.collapsar.random.Seed;
import org.collapsar.train.StepSchedule;
import org.collapsar.train.TrainConfig;
import org.collapsar.train.Trainer;
import org.junit.jupiter.api.Test;

/** The lines of Java in the README and in docs/library.md compile, work, and stand here. */
class ReadmeTest {

  private static Map<String, MetricValue> example() {
    // README begins
    DataSplit data =
        DataSets.load("digits", null, DataDirectory.resolve(null), FetchListener.NONE)
            .relabelModulo(3)
            .scaled(Scaling.UNIT);
    NetworkSpec spec =
        NetworkSpec.meanField(64, 512, 16, 3, Activation.TANH, 1, 1e-4, 1e-4, 0, true);
    TrainConfig config = new TrainConfig(40, 32, StepSchedule.constant(0.5), 2);
    try (Network network = Network.initialise(spec, Precision.FLOAT32, Seed.of(1));
        Samples train = Samples.of(data.train(), Precision.FLOAT32);
        Trainer trainer = new Trainer(network, train, config, Seed.of(1));
        EpochProbe probe = EpochProbe.of(network, train).trainedBy(config).threads(2).open()) {
      trainer.run(0, epoch -> true);
      return probe.measure().values();
    }
    // README ends
  }

  private static Measurement second(
      float[][] features, int[] labels, int d, double[] w, double[] bias) {
    // README goes on
    Measurement measured =
        NeuralCollapse.of(features, labels, 10).weights(new Matrix(10, d, w), bias).measure();
    if (measured.value("nc1.pinv") instanceof MetricValue.Undefined none) {
      System.out.println("undefined, " + none.reason());
    }
    measured.values().forEach((id, value) -> System.out.println(id + " " + value.orNaN()));
    // README ends here
    return measured;
  }

  @Test
  void theExampleOfTheReadmeTrainsAndMeasures() {
    Map<String, MetricValue> metrics = example();
    assertThat(metrics.get("accuracy.train").orNaN()).isGreaterThan(0.95);
    assertThat(metrics.get("nc1.total").orNaN()).isLessThan(0.5);
    assertThat(metrics.get("balancedness.normalised").orNaN()).isGreaterThan(0.2);
  }

  @Test
  void theSecondExampleMeasures() {
    float[][] features = new float[40][3];
    int[] labels = new int[40];
    double[] w = new double[30];
    for (int i = 0; i < 40; i++) {
      labels[i] = i % 10;
      for (int j = 0; j < 3; j++) {
        w[i % 10 * 3 + j] = Math.sin((i % 10 + 1.0) * (j + 1));
        features[i][j] = (float) (w[i % 10 * 3 + j] + 0.01 * Math.cos(7.0 * i + j));
      }
    }
    Measurement measured = second(features, labels, 3, w, new double[10]);
    assertThat(measured.value("nc1.pinv").orNaN()).isBetween(1e-8, 1e-2);
  }

  @Test
  void theReadmeShowsTheseLines() throws IOException {
    shows("docs/library.md", "    // README begins", "    // README ends");
    shows("docs/library.md", "    // README goes on", "    // README ends here");
    shows("README.md", "    // README goes on", "    // README ends here");
  }

  private static void shows(String document, String begin, String end) throws IOException {
    List<String> source =
        Files.readAllLines(Path.of("src/test/java/org/collapsar/ReadmeTest.java"));
    String lines =
        source.subList(source.indexOf(begin) + 1, source.indexOf(end)).stream()
            .map(line -> line.substring(4))
            .collect(Collectors.joining("\n"));
    assertThat(Files.readString(Path.of("..", document))).contains("```java\n" + lines + "\n```");
  }
}
