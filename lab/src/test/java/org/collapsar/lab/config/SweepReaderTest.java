package org.collapsar.lab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.collapsar.BadInputException;
import org.collapsar.lab.experiment.CellPoint;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.NetworkConfig;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.experiment.SweepAxis;
import org.collapsar.lab.experiment.SweepCell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepReaderTest {
  /** Thirteen lines without axes. */
  private static final String BASE =
      """
      id: small
      title: A small sweep
      data: {name: digits, samplesPerClass: 20}
      network:
        kind: mean-field
        width: 8
        features: 10
        activation: tanh
      train:
        epochs: 2
        batch: full
        steps: 0.5
      seeds: 3
      """;

  private static final String GRID =
      BASE
          + """
          sweep:
            axes:
              - {name: width, key: network.width, values: [8, 16]}
              - {name: decay, key: network.decayRho, values: [0, 1e-4, 0.01]}
          """;

  private static Sweep read(String yaml, String... set) {
    List<ConfigOverride> overrides = List.of(set).stream().map(ConfigOverride::parse).toList();
    return SweepReader.read("my.yaml", yaml, false, overrides);
  }

  private static NetworkConfig.MeanField network(Sweep sweep, int cell) {
    return (NetworkConfig.MeanField) sweep.cells().get(cell).experiment().network();
  }

  @Test
  void aGridHasEveryCombination() {
    Sweep sweep = read(GRID);
    assertThat(sweep.varies()).isTrue();
    assertThat(sweep.axes())
        .containsExactly(
            new SweepAxis("width", List.of("network.width"), List.of("8", "16")),
            new SweepAxis("decay", List.of("network.decayRho"), List.of("0", "1e-4", "0.01")));
    assertThat(sweep.directories())
        .containsExactly(
            "width=8,decayRho=0",
            "width=8,decayRho=1e-4",
            "width=8,decayRho=0.01",
            "width=16,decayRho=0",
            "width=16,decayRho=1e-4",
            "width=16,decayRho=0.01");
    assertThat(network(sweep, 4).width()).isEqualTo(16);
    assertThat(network(sweep, 4).decayRho()).isEqualTo(1e-4);
    assertThat(sweep.cells().get(4).experiment().seeds()).isEqualTo(3);
    assertThat(sweep.cells().get(4).experiment().cell())
        .containsExactly(
            new CellPoint("width", "16", OptionalDouble.of(16)),
            new CellPoint("decay", "1e-4", OptionalDouble.of(1e-4)));
    assertThat(sweep.info().choices()).as("the axes are no changes by the user").isEmpty();
  }

  @Test
  void severalKeysMoveTogether() {
    Sweep sweep =
        read(
            BASE
                + """
                sweep:
                  axes:
                    - name: width
                      keys: [network.width, network.decayRho]
                      values: [[64, 0.02], [128, 0.01]]
                      labels: ["64", "a/b c"]
                """);
    assertThat(sweep.directories()).containsExactly("width=64", "width=a_b_c");
    assertThat(network(sweep, 1).width()).isEqualTo(128);
    assertThat(network(sweep, 1).decayRho()).isEqualTo(0.01);
    assertThat(sweep.cells().get(1).experiment().cell())
        .containsExactly(new CellPoint("width", "a/b c", OptionalDouble.empty()));
  }

  @Test
  void wholeListsAndEntriesOfListsCanBeVaried() {
    Sweep sweep =
        read(
            """
            id: deep
            title: Deep
            data: {name: digits}
            network:
              kind: dense
              layers:
                - {width: 8, activation: relu}
                - {width: classes, activation: identity}
            train: {epochs: 2, batch: full, steps: [{from: 0, size: 0.5}, {from: 0.5, size: 1}]}
            sweep:
              axes:
                - {name: last step, key: train.steps.1.size, values: [1, 2]}
                - name: depth
                  key: network.layers
                  labels: [two, three]
                  values:
                    - - {width: 8, activation: relu}
                      - {width: classes, activation: identity}
                    - - {width: 8, activation: relu}
                      - {width: 6, activation: relu}
                      - {width: classes, activation: identity}
            """);
    assertThat(sweep.directories())
        .containsExactly(
            "size=1,layers=two", "size=1,layers=three", "size=2,layers=two", "size=2,layers=three");
    Experiment last = sweep.cells().get(3).experiment();
    assertThat(last.train().steps().pieces().get(1).size()).isEqualTo(2);
    assertThat(((NetworkConfig.Dense) last.network()).layers()).hasSize(3);
  }

  @Test
  void aValueOfTheBaseMayBeMissingWhereAnAxisHasIt() {
    Sweep sweep = read(GRID.replace("  width: 8\n", ""));
    assertThat(network(sweep, 0).width()).isEqualTo(8);
  }

  @Test
  void theCommandLineMayChangeTheAxesAndWhatIsNotVaried() {
    Sweep sweep = read(GRID, "sweep.axes.0.values=[32]", "train.epochs=5");
    assertThat(sweep.cells()).hasSize(3);
    assertThat(network(sweep, 2).width()).isEqualTo(32);
    assertThat(sweep.cells().get(2).experiment().train().epochs()).isEqualTo(5);
    assertThat(sweep.info().choices())
        .containsExactly(
            "Changed on the command line: --set sweep.axes.0.values=[32], --set train.epochs=5.");
    assertThatThrownBy(() -> read(GRID, "network.decayRho=1"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "--set network.decayRho=1: expected a key that the sweep does not vary, found"
                + " network.decayRho of its axis decay: --set sweep.axes.1.values=[..] changes"
                + " that");
  }

  @Test
  void theFullFormMayHaveOtherAxes() {
    String yaml =
        GRID
            + """
            full:
              sweep: {axes: [{name: width, key: network.width, values: [100, 200, 400]}]}
            """;
    assertThat(SweepReader.read("my.yaml", yaml, false, List.of()).cells()).hasSize(6);
    assertThat(SweepReader.read("my.yaml", yaml, true, List.of()).directories())
        .containsExactly("width=100", "width=200", "width=400");
    assertThatThrownBy(() -> read(yaml.replace("400", "many")))
        .as("a slip in the form that was not asked for")
        .hasMessage("my.yaml:19: network.width: expected a whole number of at least 1, found many");
  }

  @Test
  void whatVariesNothingIsASweepOfOneCell() {
    Sweep sweep = read(BASE);
    assertThat(sweep.varies()).isFalse();
    assertThat(sweep.directories()).containsExactly("");
    assertThat(sweep.single("my.yaml").cell()).isEmpty();
    assertThatThrownBy(() -> read(GRID).single("my.yaml"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "my.yaml: expected an experiment that varies nothing, found a sweep over width, decay:"
                + " collapsar sweep my.yaml runs it");
  }

  /** Lines 14 and on of a file, with a bar for a line break, and what is said of them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '\0',
      value = {
        "sweep: {}#my.yaml:14: sweep.axes: expected a list of axes {name, key, values}, found"
            + " nothing",
        "sweep: {axes: []}#my.yaml:14: sweep.axes: expected a list of axes {name, key, values},"
            + " found a list of 0 entries",
        "sweep: {axis: []}#my.yaml:14: expected one of the keys axes, found sweep.axis, did you"
            + " mean sweep.axes?",
        "sweep:|  axes:|  - {name: a, kye: network.width, values: [1]}#my.yaml:16: expected one of"
            + " the keys name, key, keys, values, labels, found sweep.axes.0.kye, did you mean"
            + " sweep.axes.0.key?",
        "sweep:|  axes:|  - {name: a, values: [1]}#my.yaml:16: sweep.axes.0: expected either key or"
            + " keys, found none",
        "sweep:|  axes:|  - {name: a, key: seed, keys: [seed], values: [1]}#my.yaml:16:"
            + " sweep.axes.0: expected either key or keys, found both",
        "sweep:|  axes:|  - {key: network.width, values: [1]}#my.yaml:16: sweep.axes.0.name:"
            + " expected a text, found nothing",
        "sweep:|  axes:|  - {name: layer, key: network.width, values: [1]}#my.yaml:16:"
            + " sweep.axes.0.name: expected a name other than layer, metric, count, mean,"
            + " deviation, found layer",
        "sweep:|  axes:|  - {name: a, key: network.width, values: [1]}|  - {name: a, key: seed,"
            + " values: [1]}#my.yaml:17: sweep.axes.1.name: expected a name that no other axis has,"
            + " found a",
        "sweep:|  axes:|  - {name: a, key: network.width, values: [1]}|  - {name: b, key:"
            + " network.width, values: [1]}#my.yaml:17: sweep.axes.1.key: expected each key once in"
            + " the sweep, found network.width twice",
        "sweep:|  axes:|  - name: a|    keys: [train.steps, train.steps.0.size]|    values: [[1,"
            + " 2]]#my.yaml:17: sweep.axes.0.keys.1: expected each key once in the sweep, found"
            + " train.steps and train.steps.0.size",
        "sweep:|  axes:|  - {name: a, key: title, values: [x]}#my.yaml:16: sweep.axes.0.key:"
            + " expected seed or a key of data, network, train, metrics, found title",
        "sweep:|  axes:|  - {name: a, key: netwrok.width, values: [1]}#my.yaml:16:"
            + " sweep.axes.0.key: expected seed or a key of data, network, train, metrics, found"
            + " netwrok.width, did you mean network?",
        "sweep:|  axes:|  - name: a|    key: network.widht|    values: [1]#my.yaml:17: expected one"
            + " of the keys kind, width, features, activation, gamma, freezeW, freezeWUntil,"
            + " decayW, decayRho, noise, truncation, initialisationScale, found network.widht, did"
            + " you mean network.width?",
        "sweep:|  axes:|  - name: a|    key: network.width|    values:|    - 8|    - 0#my.yaml:20:"
            + " network.width: expected a whole number of at least 1, found 0",
        "sweep:|  axes:|  - name: a|    key: network.features|    values: [10, ~]#my.yaml:18:"
            + " sweep.axes.0.values.1: expected a value, found nothing",
        "sweep:|  axes:|  - {name: a, key: network.width, values: []}#my.yaml:16:"
            + " sweep.axes.0.values: expected at least one value, found a list of 0 entries",
        "sweep:|  axes:|  - {name: a, keys: [network.width, seed], values: [[1, 2],"
            + " [1]]}#my.yaml:16: sweep.axes.0.values.1: expected a list of 2 values, one a key,"
            + " found a list of 1 entry",
        "sweep:|  axes:|  - name: a|    key: network.width|    values: [1, 2]|    labels:"
            + " [one]#my.yaml:19: sweep.axes.0.labels: expected as many labels as values, 2, found"
            + " a list of 1 entry",
        "sweep:|  axes:|  - {name: a, key: network.width, values: [1, 1]}#my.yaml:16:"
            + " sweep.axes.0.values: expected labels that differ, found 1 twice",
        "sweep:|  axes:|  - {name: a, key: network.layers, values: [[{width: 1}]]}#my.yaml:16:"
            + " sweep.axes.0.labels: expected labels, because a value is no word, number or list,"
            + " found none",
        "sweep:|  axes:|  - {name: a, key: network.width, values: [1, 2], labels: [a b,"
            + " a/b]}#my.yaml:15: sweep.axes: expected labels that make different names of"
            + " directories, found a b and a/b, both width=a_b",
        "sweep:|  axes:|  - {name: a, key: network.width, values: [1, 2], labels: [x,"
            + " X]}#my.yaml:15: sweep.axes: expected labels that make different names of"
            + " directories, found x and X, both width=X",
      })
  void refusesInOneLine(String lines, String message) {
    assertThatThrownBy(() -> read(BASE + lines.replace("|", "\n") + "\n"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(message);
  }

  @Test
  void anAxisOfWholeNetworksAndOneWithinThem() {
    Sweep sweep =
        read(
            BASE
                + """
                sweep:
                  axes:
                  - name: kind
                    key: network
                    values:
                    - {kind: deep-linear-head, width: 8, nonlinear: 1, linear: 1, activation: relu}
                    - {kind: deep-linear-head, width: 9, nonlinear: 2, linear: 1, activation: relu}
                    labels: [one, two]
                  - {name: linear layers, key: network.linear, values: [3, 4]}
                """);
    assertThat(sweep.cells())
        .extracting(SweepCell::directory)
        .containsExactly(
            "network=one,linear=3",
            "network=one,linear=4",
            "network=two,linear=3",
            "network=two,linear=4");
    NetworkConfig.DeepLinearHead last =
        (NetworkConfig.DeepLinearHead) sweep.cells().get(3).experiment().network();
    assertThat(last.nonlinear()).isEqualTo(2);
    assertThat(last.linear()).isEqualTo(4);
    assertThat(last.widths().widths()).containsOnly(9);
  }

  @Test
  void aGroupAfterAKeyWithinItWouldLoseIt() {
    assertThatThrownBy(
            () ->
                read(
                    BASE
                        + """
                        sweep:
                          axes:
                          - {name: a, key: network.width, values: [1]}
                          - {name: b, key: network, values: [{kind: dense}], labels: [x]}
                        """))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith(
            "sweep.axes.1.key: expected each key once in the sweep, found network.width and"
                + " network");
  }

  @Test
  void refusesMoreCellsThanAnybodyWaitsFor() {
    String many =
        IntStream.range(1, 102)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", ", "[", "]"));
    assertThatThrownBy(
            () -> read(GRID, "sweep.axes.0.values=" + many, "sweep.axes.1.values=" + many))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith("sweep.axes: expected at most 10000 combinations, found 10201");
  }
}
