package org.collapsar.lab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.data.Scaling;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.NetworkConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that experiments about full-batch descent use. */
class DescentKeysTest {
  private static final String YAML =
      """
      id: my
      title: My
      data: {name: digits, scaling: unit-samples,
        classes: [2, 0]}
      network: {kind: deep-linear-head, width: 32, nonlinear: 1, linear: 2, activation: relu,
        initialisationScales: [0.5, 0, 2]}
      train: {epochs: 4, steps: 0.1, batch: full,
        stepsPerEpoch: 50}
      metrics:
        base: [loss, residual.norm]
        columns: [balancedness.law, phase1.radius]
        layers: [balancedness.absolute]
      figures:
        - id: f
          title: F
          kind: band
          metrics: [residual.norm]
          references:
            residual.norm: {value: balancedness.law, name: law, from: 0.5}
      claims:
        - id: c
          text: C
          metric: "balancedness.absolute@last-1"
          rule: proportional-within
          against: balancedness.law
          window: [0.1, 1]
          bound: 0.01
      """;

  private static Experiment read(String text) {
    return ExperimentReader.read("my.yaml", text, false, List.of());
  }

  @Test
  void readsAndWritesThem() {
    Experiment e = read(YAML);
    assertThat(e.data().classes()).containsExactly(2, 0);
    assertThat(e.data().scaling()).isEqualTo(Scaling.UNIT_SAMPLES);
    assertThat(e.train().fullSteps()).isEqualTo(50);
    assertThat(((NetworkConfig.DeepLinearHead) e.network()).initialisationScales())
        .containsExactly(0.5, 0.0, 2.0);
    assertThat(e.info().figures().get(0).references().get("residual.norm").from()).isEqualTo(0.5);
    assertThat(e.info().claims().get(0).against()).isEqualTo("balancedness.law");
    Experiment again = Stored.again(e, 1);
    assertThat(again.data()).isEqualTo(e.data());
    assertThat(again.network()).isEqualTo(e.network());
    assertThat(again.train()).isEqualTo(e.train());
    assertThat(again.info()).isEqualTo(e.info());
  }

  /** Replaces a line by its number and expects one exact message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "4|  classes: [2]}|my.yaml:4: data.classes: expected a list of at least two different"
            + " classes, such as [0, 1, 2], found a list of 1 entry",
        "4|  classes: [2, 2]}|my.yaml:4: data.classes: expected a list of at least two different"
            + " classes, such as [0, 1, 2], found a list of 2 entries",
        "4|  classes: [2, -1]}|my.yaml:4: data.classes.1: expected a whole number of at least 0,"
            + " found -1",
        "6|  initialisationScales: [0.5, 1]}|my.yaml:6: network.initialisationScales: expected 3"
            + " numbers of at least 0, one for each layer, found a list of 2 entries",
        "6|  initialisationScales: [0.5, 1, -2]}|my.yaml:6: network.initialisationScales.2:"
            + " expected a number of at least 0, found -2",
        "6|  initialisationScales: [0.5, 1, much]}|my.yaml:6: network.initialisationScales.2:"
            + " expected a number of at least 0, found much",
        "7|train: {epochs: 4, steps: 0.1, batch: 5,|my.yaml:8: train.stepsPerEpoch: expected 1, or"
            + " train.batch to be full, found 50",
        "8|  stepsPerEpoch: 0}|my.yaml:8: train.stepsPerEpoch: expected a whole number of at least"
            + " 1, found 0",
        "19|      residual.norm: {value: balancedness.lw, name: law}|my.yaml:19:"
            + " figures.0.references.residual.norm.value: expected one of loss, residual.norm,"
            + " balancedness.law, phase1.radius, found balancedness.lw, did you mean"
            + " balancedness.law?",
        "19|      loss: {value: 2, name: two}|my.yaml:19: figures.0.references: expected a group"
            + " with metrics of the figure (residual.norm) as keys, found loss",
        "19|      residual.norm: {value: 2, name: two, from: 0.5}|my.yaml:19:"
            + " figures.0.references.residual.norm.from: expected nothing beside a number, which is"
            + " drawn as it is, found 0.5",
        "19|      residual.norm: {value: \"balancedness.absolute@1..2\", name: x}|my.yaml:19:"
            + " figures.0.references.residual.norm.value: expected a number, or a reference to one"
            + " metric, found balancedness.absolute@1..2",
        "19|      residual.norm: {value: balancedness.law, name: x, from: 2}|my.yaml:19:"
            + " figures.0.references.residual.norm.from: expected a fraction of the epochs, from 0"
            + " to 1, found 2",
      })
  void refusesWhatIsNotAsItShouldBe(int line, String text, String message) {
    String[] lines = YAML.split("\n");
    lines[line - 1] = text;
    assertThatThrownBy(() -> read(String.join("\n", lines)))
        .isInstanceOf(BadInputException.class)
        .hasMessage(message);
  }
}
