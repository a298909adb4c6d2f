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
import org.collapsar.linalg.Precision;
import org.collapsar.metrics.MetricValue;
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

/** The lines of Java in the README compile, work, and are the ones that stand here. */
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
        EpochProbe probe = new EpochProbe(network, train, null, 2)) {
      trainer.run(0, epoch -> true);
      return probe.measure(false);
    }
    // README ends
  }

  @Test
  void theExampleOfTheReadmeTrainsAndMeasures() {
    Map<String, MetricValue> metrics = example();
    assertThat(metrics.get("accuracy.train").orNaN()).isGreaterThan(0.95);
    assertThat(metrics.get("nc1.total").orNaN()).isLessThan(0.5);
    assertThat(metrics.get("balancedness.normalised").orNaN()).isGreaterThan(0.2);
  }

  @Test
  void theReadmeShowsTheseLines() throws IOException {
    List<String> source =
        Files.readAllLines(Path.of("src/test/java/org/collapsar/ReadmeTest.java"));
    String lines =
        source
            .subList(
                source.indexOf("    // README begins") + 1, source.indexOf("    // README ends"))
            .stream()
            .map(line -> line.substring(4))
            .collect(Collectors.joining("\n"));
    assertThat(Files.readString(Path.of("../README.md"))).contains("```java\n" + lines + "\n```");
  }
}
