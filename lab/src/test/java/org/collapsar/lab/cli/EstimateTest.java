package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.collapsar.lab.document.Schemas;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What --estimate says, and that it does nothing else. */
class EstimateTest {
  private static final String RUN =
      """
      id: tiny
      title: A tiny experiment
      data: {name: digits, relabel: {modulo: 3}, samplesPerClass: 12}
      network: {kind: mean-field, features: 4, activation: tanh, width: 6}
      train: {epochs: 3, batch: 12, steps: 0.1}
      seeds: 2
      """;

  private static final String AXES =
      """
      sweep:
        axes:
          - {name: width, key: network.width, values: [6, 9]}
          - {name: decay, key: network.decayRho, values: [0, 1e-3]}
      """;

  @TempDir Path here;

  private Typed estimate(String yaml, String... words) throws IOException {
    Files.writeString(here.resolve("tiny.yaml"), yaml);
    Typed typed = Typed.in(here, words);
    try (var all = Files.list(here)) {
      assertThat(all.map(file -> file.getFileName().toString()).toList())
          .as("what --estimate leaves")
          .containsExactly("tiny.yaml");
    }
    return typed;
  }

  /** Runs so short that none is announced are timed when somebody asks. */
  @Test
  void saysWhatARunWillTakeAndStartsNothing() throws IOException {
    Typed typed = estimate(RUN, "train", "tiny.yaml", "--estimate");
    assertThat(typed.exitCode()).isZero();
    assertThat(typed.out())
        .matches(
            "estimate from \\d+ timed steps: about \\d+ s for 2 runs, \\d+ MB of disk; the timed"
                + " steps took \\d+ MB of memory\n");
  }

  /** Of sizes that differ all are timed; weight decay makes no other size. */
  @Test
  void aSweepIsADocument() throws IOException {
    Typed typed = estimate(RUN + AXES, "sweep", "tiny.yaml", "--estimate", "--json");
    assertThat(typed.exitCode()).isZero();
    Schemas.check("estimate", typed.json());
    JsonNode one = typed.json().path("estimates").get(0);
    assertThat(one.path("experiment").asText()).isEqualTo("tiny");
    assertThat(one.path("runs").asInt()).isEqualTo(8);
    assertThat(one.path("networks").asInt()).isEqualTo(2);
    assertThat(one.path("timed_networks").asInt()).isEqualTo(2);
    assertThat(one.path("steps").asInt()).isPositive();
    assertThat(one.path("seconds").asDouble()).isPositive();
    assertThat(one.path("memory_bytes").asLong()).isGreaterThan(10_000_000);
    assertThat(one.path("line").asText()).contains(" for 8 runs, ");
  }

  /** A row of metrics.csv is taken as 400 bytes; epochs are counted, not trained. */
  @Test
  void diskGrowsWithTheEpochs() throws IOException {
    long few = disk(3);
    long many = disk(100_003);
    assertThat(many - few).isEqualTo(2 * 400L * 100_000);
  }

  private long disk(int epochs) throws IOException {
    Typed typed =
        estimate(
            RUN, "train", "tiny.yaml", "--set", "train.epochs=" + epochs, "--estimate", "--json");
    return typed.json().path("estimates").get(0).path("disk_bytes").asLong();
  }

  @Test
  void nothingIsFetched() throws IOException {
    String data = here.resolve("data").toString();
    String because = "because mnist is not fetched yet: collapsar data fetch mnist fetches it";
    String mnist = RUN.replace("digits", "mnist");
    Typed said = estimate(mnist, "train", "tiny.yaml", "--estimate", "--data-dir", data);
    assertThat(said.exitCode()).isZero();
    assertThat(said.out()).isEqualTo("no estimate, " + because + "\n");
    Typed json = estimate(mnist, "train", "tiny.yaml", "--estimate", "--data-dir", data, "--json");
    Schemas.check("estimate", json.json());
    assertThat(json.json().path("estimates").get(0).path("undefined").asText()).isEqualTo(because);
  }

  @Test
  void aNetworkIsNotRunForIt() throws IOException {
    Typed typed = estimate(RUN, "train", "tiny.yaml", "--estimate", "--model", "net.onnx");
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.err()).contains("--estimate and --model exclude each other");
  }
}
