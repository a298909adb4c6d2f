package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates of runs: certify on a run beside certify on what export writes of it. */
class CertifyRunTest {
  private static final String YAML =
      """
      id: certified
      title: A small network that ends in linear layers
      data: {name: digits, samplesPerClass: 40, scaling: centred}
      network:
        kind: deep-linear-head
        width: 40
        nonlinear: 2
        linear: 3
        activation: relu
        weightDecay: 0.002
        headInitialisation: lecun
      train: {precision: float32, epochs: 30, batch: 20, steps: 0.05, momentum: 0.9}
      metrics: {base: [loss]}
      """;

  @TempDir Path here;

  private Typed type(String... arguments) {
    return Typed.in(here, arguments);
  }

  private void train(String yaml, String... changes) throws IOException {
    Files.writeString(here.resolve("my.yaml"), yaml);
    List<String> arguments = new ArrayList<>(List.of("train", "my.yaml", "--out", "run"));
    for (String change : changes) {
      arguments.add("--set");
      arguments.add(change);
    }
    Typed typed = type(arguments.toArray(new String[0]));
    assertThat(typed.exitCode()).as(typed.err()).isZero();
  }

  /**
   * The acceptance test: both forms read the same features and weights, which a file keeps exactly
   * in either precision, so that not 1e-9 but every digit agrees.
   */
  @ParameterizedTest
  @CsvSource({"float64", "float32"})
  void theSameTableAsFromExportedFiles(String precision) throws IOException {
    train(YAML, "train.precision=" + precision);
    Typed ofRun = type("certify", "run/seed-1", "--json", "--threads", "2", "--c", "50");
    assertThat(ofRun.exitCode()).as(ofRun.err()).isZero();
    JsonNode run = ofRun.json();
    assertThat(run.path("epoch").asInt()).isEqualTo(30);
    assertThat(run.path("facts").path("nonlinear-layers").asInt()).isEqualTo(2);
    assertThat(run.path("facts").path("lambda").asDouble()).isCloseTo(0.8, within(1e-12));
    assertThat(type("export", "run/seed-1", "--out", "files").exitCode()).isZero();
    List<String> command =
        new ArrayList<>(
            List.of(
                "certify",
                "--features",
                "files/features.npz:layer-02",
                "--labels",
                "files/labels.npy",
                "--c",
                "50",
                "--json"));
    for (int l = 3; l <= 5; l++) {
      command.addAll(List.of("--weights", "files/weights.safetensors:W_" + l));
    }
    for (String fact : List.of("input-norm", "nonlinear-layers", "parameter-norm", "lambda")) {
      command.addAll(List.of("--" + fact, run.path("facts").path(fact).asText()));
    }
    Typed ofFiles = type(command.toArray(new String[0]));
    assertThat(ofFiles.exitCode()).as(ofFiles.err()).isZero();
    JsonNode files = ofFiles.json().path("certificates");
    JsonNode certificates = run.path("certificates");
    assertThat(certificates).hasSize(files.size()).hasSizeGreaterThan(5);
    int bounds = 0;
    for (int i = 0; i < files.size(); i++) {
      assertThat(certificates.get(i).path("id")).isEqualTo(files.get(i).path("id"));
      assertThat(certificates.get(i).path("value")).isEqualTo(files.get(i).path("value"));
      for (int j = 0; j < files.get(i).path("bounds").size(); j++) {
        JsonNode a = certificates.get(i).path("bounds").get(j);
        JsonNode b = files.get(i).path("bounds").get(j);
        for (String key : List.of("tier", "form", "bound", "slack", "applies")) {
          assertThat(a.path(key)).as(files.get(i).path("id") + " " + key).isEqualTo(b.path(key));
        }
        bounds += a.path("bound").has("value") ? 1 : 0;
      }
    }
    assertThat(bounds).isGreaterThan(8);
  }

  @Test
  void oneTableARun() throws IOException {
    train(YAML, "seeds=2", "train.epochs=2");
    Typed text = type("certify", "run");
    assertThat(text.exitCode()).as(text.err()).isZero();
    assertThat(text.out())
        .contains(
            "seed-1, epoch 2: 400 samples, 10 classes of 40; 3 linear layers, widths 40 -> 40 -> 40"
                + " -> 10",
            "seed-2, epoch 2",
            "of the network: --input-norm ",
            " --nonlinear-layers 2 --parameter-norm ");
    assertThat(text.out().split("theorem   quantity", -1)).hasSize(3);
    Typed json = type("certify", "run", "--json", "--out", "certified");
    assertThat(json.json().path("schema").asText()).isEqualTo("collapsar/certify/1");
    assertThat(json.json().path("runs")).hasSize(2);
    assertThat(json.json().path("runs").get(1).path("seed").asInt()).isEqualTo(2);
    assertThat(here.resolve("certified/certify.json")).isRegularFile();
  }

  @Test
  void anInputForTheHeadWithoutNonlinearLayers() throws IOException {
    train(YAML, "network.nonlinear=0", "network.linear=2", "train.epochs=1", "train.steps=0.01");
    JsonNode json = type("certify", "run/seed-1", "--json").json();
    assertThat(json.path("facts").path("nonlinear-layers").asInt()).isZero();
    assertThat(json.path("certificates").get(0).path("value").has("value")).isTrue();
  }

  @Test
  void whatTheTheoremsAreNotAboutIsSaid() throws IOException {
    String bent =
        YAML.replaceFirst(
            "(?s)network:.*train:",
            "network: {kind: dense, layers: [{width: 12, activation: identity},"
                + " {width: classes, activation: tanh}]}\ntrain:");
    train(bent, "train.epochs=1", "train.steps=0.01");
    assertThat(type("certify", "run/seed-1").err())
        .contains(
            "run/seed-1: expected a network Z_l = sigma(W_l Z_{l-1}) that ends in linear layers, or"
                + " a mean-field network with the squared loss, found the activation tanh after the"
                + " last layer");
  }

  @Test
  void aMeanFieldRunIsCertifiedByTheTheoremsAboutIt() throws IOException {
    assertThat(Typed.tiny(here, "--out", "mean").exitCode()).isZero();
    Typed text = type("certify", "mean");
    assertThat(text.exitCode()).as(text.err()).isZero();
    assertThat(text.out())
        .contains(
            "mean-field network,",
            "linear systems of Theorem 4.2 by Cholesky",
            "4.2 (6)",
            "4.2 (10)",
            "4.4 (16), (17)",
            "4.7",
            "NC1(H)");
    assertThat(text.out()).doesNotContain(" NO");
    Typed json = type("certify", "mean", "--json");
    assertThat(json.json().path("runs").has(0)).isTrue();
    assertThat(json.out())
        .contains(
            "collapsar/certify/1",
            "wu2025.theorem4.2.identity",
            "wu2025.lemma4.7",
            "\"lambda-rho\"",
            "\"solver\"");
    Typed wrong = type("certify", "mean", "--c", "3");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err())
        .contains("expected a network that ends in linear layers for --c and --ntk-norm");
  }

  @Test
  void eitherARunOrFiles() {
    Typed both = type("certify", "run", "--input-norm", "3");
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).isEqualTo("collapsar: --input-norm and RUN exclude each other\n");
    assertThat(type("certify", "nowhere").err())
        .contains("nowhere: expected the directory of a run or of an experiment");
  }
}
