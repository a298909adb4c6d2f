package org.collapsar.lab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.collapsar.BadInputException;
import org.collapsar.data.ImageShape;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.learner.ConvolutionPlan;
import org.collapsar.lab.learner.DataShape;
import org.collapsar.lab.learner.NetworkPlan;
import org.collapsar.net.Initialisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sections of networks on images: read, written, read again; and what is refused. */
class ConvolutionalKindsTest {
  private static final String RESNET =
      "kind: resnet, blocks: [1, 1], widths: [4, 8], head: [relu 6, 5], weightDecay: 0.01";

  private static Experiment read(String network, String train, String metrics) {
    return ExperimentReader.read(
        "test.yaml",
        """
        id: test
        title: test
        data: {name: cifar10}
        network: {%s}
        train: {epochs: 1, batch: 4, steps: 0.1%s}
        metrics: {%s}
        """
            .formatted(network, train, metrics),
        false,
        List.of());
  }

  private static NetworkPlan plan(Experiment e) {
    return e.network()
        .plan(
            new DataShape(
                100, 3 * 32 * 32, Optional.of(new ImageShape(3, 32, 32)), 10, "data.name cifar10"),
            e.places());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        RESNET,
        "kind: resnet, blocks: [1], widths: [4], shortcut: b, batchNorm: false, bias: true,"
            + " decayBatchNorm: false, decayBias: false, headInitialisation: lecun",
        "kind: vgg, blocks: [1, 2], widths: [4, 8], head: [], initialisation: lecun",
        "kind: densenet, blocks: [2, 2], growth: 4, compression: 0.7, stages: true",
        "kind: stack, layers: [{convolution: 4, kernel: 5, stride: 2, bias: true}, batch-norm,"
            + " relu, {max-pool: 2}, {convolution: 4}, {average-pool: 2}, flatten, {linear: 9},"
            + " relu], head: [3]"
      })
  void isReadAsItIsWritten(String network) {
    Experiment e = read(network, "", "mode: train");
    Experiment again = Stored.again(e, 1);
    assertThat(again.network()).isEqualTo(e.network());
    assertThat(again.metrics()).isEqualTo(e.metrics());
  }

  /** The schema of run.json refuses what it does not list. */
  @Test
  void theSchemaListsTheKeys() throws IOException {
    JsonNode groups =
        new ObjectMapper()
            .readTree(Path.of("../docs/schemas/common.json").toFile())
            .at("/$defs/config/properties");
    JsonNode config = ExperimentJson.config(read(RESNET, "", "mode: train"), 1);
    for (String group : List.of("train", "metrics")) {
      List<String> listed = new ArrayList<>();
      groups.path(group).path("properties").fieldNames().forEachRemaining(listed::add);
      List<String> written = new ArrayList<>();
      config.path(group).fieldNames().forEachRemaining(written::add);
      written.removeIf(key -> key.endsWith("Every"));
      assertThat(listed).containsAll(written).isNotEmpty();
    }
    assertThat(config.path("metrics").path("mode").asText()).isEqualTo("train");
  }

  @Test
  void aHeadIsAListOrAGroup() {
    NetworkPlan list = plan(read(RESNET, "", ""));
    assertThat(list.layers())
        .containsExactly(
            new NetworkPlan.Layer(6, "relu"),
            new NetworkPlan.Layer(5, "identity"),
            new NetworkPlan.Layer(10, "identity"));
    NetworkPlan group =
        plan(
            read(
                "kind: resnet, blocks: [1], widths: [4], head: {nonlinear: 2, linear: 2, width: 7}",
                "",
                ""));
    assertThat(group.layers())
        .containsExactly(
            new NetworkPlan.Layer(7, "relu"),
            new NetworkPlan.Layer(7, "relu"),
            new NetworkPlan.Layer(7, "identity"),
            new NetworkPlan.Layer(10, "identity"));
    ConvolutionPlan stages =
        (ConvolutionPlan)
            plan(read("kind: resnet, blocks: [1, 1], widths: [4, 8], stages: true", "", ""));
    assertThat(stages.layers())
        .containsExactly(
            new NetworkPlan.Layer(4, "stage"),
            new NetworkPlan.Layer(8, "stage"),
            new NetworkPlan.Layer(10, "identity"));
    assertThat(stages.headInitialisation()).isEqualTo(Initialisation.HE);
  }

  /** Bits depend on them: they are part of the configuration, said or not. */
  @Test
  void threadsAndDeviceAreConfiguration() {
    assertThat(ExperimentJson.config(read(RESNET, "", ""), 1).path("train").toString())
        .contains("\"threads\":2,\"device\":\"cpu\"");
    Experiment one = read(RESNET, ", threads: 1, device: 'cuda:1'", "");
    assertThat(one.train().onThreads(7).threads()).isEqualTo(1);
    assertThat(one.train().library().orElseThrow().device()).hasToString("cuda:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: resnet, blocks: [1], widths: [4, 8] | | network.widths: expected 1 widths",
        "kind: resnet, blocks: [], widths: [] | | network.blocks: expected a list of whole numbers",
        "kind: resnet, blocks: [1], widths: [4], head: [relu x] | | network.head.0: expected a"
            + " width",
        "kind: stack, layers: [convolution] | | network.layers.0: expected a list of {convolution",
        "kind: resnet, blocks: [1], widths: [4] | , threads: 0 | train.threads: expected a whole",
        "kind: resnet, blocks: [1], widths: [4] | , device: gpu | train.device: expected cpu, cuda",
        "kind: dense, layers: [{width: classes, activation: identity}] | , threads: 2"
            + " | train.threads: expected nothing, because no number"
      })
  void refuses(String network, String train, String message) {
    assertThatThrownBy(() -> read(network, train == null ? "" : train, ""))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: vgg, blocks: [1, 1, 1, 1, 1, 1], widths: [1, 1, 1, 1, 1, 1]"
            + " | found pooling by 2 of an image of 1 x 1 x 1 in block 6; larger images"
            + " (data.resize) or fewer stages fit",
        "kind: resnet, blocks: [1, 1, 1, 1, 1, 1, 1], widths: [1, 1, 1, 1, 1, 1, 1]"
            + " | found a stride of 2 on an image of 1 x 1 x 1 in stage 7",
        "kind: stack, layers: [{average-pool: 16}, {convolution: 2, kernel: 1, stride: 3}, flatten]"
            + " | found a stride of 3 on an image of 3 x 2 x 2 in layers",
        "kind: stack, layers: [relu] | network.layers: expected flatten or global-average before",
        "kind: stack, layers: [flatten], stages: true | network.stages: expected false",
        "kind: resnet, blocks: [1, 1], widths: [8, 4] | a shortcut from 8 channels to 4"
      })
  void refusesWhatDoesNotFitTheData(String network, String message) {
    Experiment e = read(network, "", "");
    assertThatThrownBy(() -> plan(e))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void batchesAreMeasuredOfNetworksThatMayHaveBatchNorm() {
    assertThatThrownBy(
            () ->
                read(
                    "kind: dense, layers: [{width: classes, activation: identity}]",
                    "",
                    "mode: train"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("metrics.mode: expected eval");
  }
}
