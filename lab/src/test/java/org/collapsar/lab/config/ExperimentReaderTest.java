package org.collapsar.lab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.NetworkConfig;
import org.collapsar.net.Activation;
import org.collapsar.net.DescentRule;
import org.collapsar.net.Initialisation;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.NetworkSpec;
import org.collapsar.train.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentReaderTest {
  private static final String SMALL =
      """
      id: small
      title: A small experiment
      data:
        name: digits
        samplesPerClass: 20
      network:
        kind: mean-field
        width: 8
        features: 10
        activation: tanh
        decayRho: 1e-4
      train:
        epochs: 2
        batch: full
        steps: 0.5
      """;

  private static final String DENSE =
      """
      id: deep
      title: A stack
      data: {name: digits}
      network:
        kind: dense
        layers:
          - {width: 32, activation: relu}
          - {width: classes, activation: identity, initialisation: lecun, frozen: true}
      train: {epochs: 1, batch: 16, steps: 0.1}
      """;

  private static Experiment read(String yaml) {
    return ExperimentReader.read("my.yaml", yaml, false, List.of());
  }

  private static NetworkConfig.Stack stack(Experiment e) {
    return (NetworkConfig.Stack) e.network();
  }

  @Test
  void fillsInWhatIsLeftOut() {
    Experiment e = read(SMALL);
    assertThat(e.info().figures()).isEmpty();
    assertThat(e.info().claims()).isEmpty();
    assertThat(e.info().source()).isNull();
    assertThat(e.train().batch()).as("full batch").isZero();
    assertThat(e.seed()).isEqualTo(1);
    assertThat(e.seeds()).isEqualTo(1);
    assertThat(e.output().checkpointSeconds()).isEqualTo(30);
    assertThat(((NetworkConfig.MeanField) e.network()).decayRho()).isEqualTo(1e-4);
  }

  @Test
  void readsAStackOfLayers() {
    NetworkConfig.Dense network = (NetworkConfig.Dense) read(DENSE).network();
    assertThat(network.layers()).hasSize(2);
    NetworkConfig.Layer last = network.layers().get(1);
    assertThat(last.width()).as("as many as there are classes").isEmpty();
    assertThat(last.parts().activation()).isEqualTo(Activation.IDENTITY);
    assertThat(last.parts().initialisation()).isEqualTo(Initialisation.LECUN);
    assertThat(last.parts().frozen()).isTrue();
    Experiment e = read(DENSE);
    assertThat(stack(e).spec(64, 10, "data.name digits", e.places()).outputs()).isEqualTo(10);
  }

  private static final String DEEP =
      """
      id: deep
      title: A deep linear head
      data: {name: digits, scaling: centred}
      network:
        kind: deep-linear-head
        width: 32
        nonlinear: 2
        linear: 3
        activation: {name: smooth-leaky-relu, slope: 0.5, smoothing: 0.3}
        weightDecay: 0.002
        bias: true
        decayBias: false
      train:
        epochs: 1
        batch: 16
        steps: 0.1
        loss: cross-entropy
        momentum: 0.9
        nesterov: true
        decay: decoupled
      """;

  @Test
  void readsADeepLinearHeadAndHowItIsTrained() throws IOException {
    Experiment e = read(DEEP);
    NetworkSpec spec = stack(e).spec(64, 10, "data.name digits", e.places());
    assertThat(spec.layers().stream().map(LayerSpec::width)).containsExactly(32, 32, 32, 32, 10);
    Activation f = Activation.smoothLeakyRelu(0.5, 0.3);
    Activation none = Activation.IDENTITY;
    assertThat(spec.layers().stream().map(LayerSpec::activation))
        .containsExactly(f, f, none, none, none);
    for (LayerSpec layer : spec.layers()) {
      assertThat(layer.weightDecay()).isEqualTo(0.002);
      assertThat(layer.bias()).isTrue();
      assertThat(layer.decayBias()).isFalse();
      assertThat(layer.initialisation()).isEqualTo(Initialisation.HE);
    }
    assertThat(e.train().loss()).isEqualTo(Loss.CROSS_ENTROPY);
    assertThat(e.train().rule()).isEqualTo(new DescentRule(0.9, true, true));
    String pyramid = DEEP.replace("width: 32", "widths: [40, 30, 20, 15]");
    Experiment p = read(pyramid);
    assertThat(
            stack(p).spec(64, 10, "data.name digits", p.places()).layers().stream()
                .map(LayerSpec::width))
        .containsExactly(40, 30, 20, 15, 10);
    String first =
        DEEP.replace("  width: 32", "  width: 32\n  firstWidth: 128\n  decayAtWidth: 32")
            .replace("network:", "network:\n  headInitialisation: lecun");
    Experiment other = read(first);
    List<LayerSpec> layers = stack(other).spec(64, 10, "data.name digits", other.places()).layers();
    assertThat(layers.stream().map(LayerSpec::width)).containsExactly(128, 32, 32, 32, 10);
    assertThat(layers.stream().map(LayerSpec::weightDecay)).containsOnly(0.002 * 32 / 128);
    assertThat(layers.stream().map(LayerSpec::initialisation))
        .containsExactly(
            Initialisation.HE,
            Initialisation.HE,
            Initialisation.LECUN,
            Initialisation.LECUN,
            Initialisation.LECUN);
    for (String yaml : List.of(DEEP, pyramid, first, DENSE, SMALL)) {
      Experiment one = read(yaml);
      Experiment again = Stored.again(one, 1);
      assertThat(again.network()).isEqualTo(one.network());
      assertThat(again.train()).isEqualTo(one.train());
    }
  }

  /** Replaces a line of the deep file, by its number, and expects one exact message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "6|  widths: [40, 30]|my.yaml:6: network.widths: expected 4 widths, one for each layer but"
            + " the last of 5, found a list of 2 entries",
        "6|  widths: [40, 30, 0, 2]|my.yaml:6: network.widths.2: expected a whole number of at"
            + " least 1, found 0",
        "11|  widths: [40, 30, 9, 2]|my.yaml:6: network.width: expected either network.width or"
            + " network.widths, found 32",
        "8|  linear: 0|my.yaml:8: network.linear: expected a whole number of at least 1, found 0",
        "8|  liner: 3|my.yaml:8: expected one of the keys kind, width, firstWidth, widths,"
            + " nonlinear, linear, activation, weightDecay, decayAtWidth, bias, decayBias,"
            + " initialisation, headInitialisation, initialisationScales, found network.liner, did"
            + " you mean"
            + " network.linear?",
        "17|  loss: crossentropy|my.yaml:17: train.loss: expected one of squared, cross-entropy,"
            + " found crossentropy, did you mean cross-entropy?",
        "18|  momentum: 1|my.yaml:18: train.momentum: expected a number from 0 to below 1, found 1",
        "18|  momentum: 0|my.yaml:19: train.nesterov: expected false, or a train.momentum above 0"
            + " beside it, found true",
        "20|  decay: coupld|my.yaml:20: train.decay: expected one of coupled, decoupled, found"
            + " coupld, did you mean coupled?",
      })
  void refusesWhatCannotBeADeepLinearHead(int line, String text, String message) {
    String[] lines = DEEP.split("\n");
    lines[line - 1] = text;
    assertThatThrownBy(() -> read(String.join("\n", lines)))
        .isInstanceOf(BadInputException.class)
        .hasMessage(message);
  }

  @Test
  void crossEntropyNeedsALinearLastLayer() {
    String yaml =
        DENSE
            .replace("activation: identity", "activation: tanh")
            .replace("steps: 0.1", "steps: 0.1, loss: cross-entropy");
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "my.yaml:9: train.loss: expected squared, because the last layer is not linear (tanh),"
                + " found cross-entropy");
  }

  /** Replaces a line of the small file, by its number, and expects one exact message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "8|  widht: 8|my.yaml:8: expected one of the keys kind, width, features, activation, gamma,"
            + " freezeW, freezeWUntil, decayW, decayRho, noise, truncation, initialisationScale,"
            + " found network.widht, did you mean network.width?",
        "8|  width: 0|my.yaml:8: network.width: expected a whole number of at least 1, found 0",
        "8|  width: -3|my.yaml:8: network.width: expected a whole number of at least 1, found -3",
        "8|  width: 2.5|my.yaml:8: network.width: expected a whole number of at least 1, found 2.5",
        "8|  width: many|my.yaml:8: network.width: expected a whole number of at least 1, found"
            + " many",
        "8|  width: [8]|my.yaml:8: network.width: expected a whole number of at least 1, found a"
            + " list of 1 entry",
        "8|  width:|my.yaml:8: network.width: expected a whole number of at least 1, found nothing",
        "10|  activation: than|my.yaml:10: network.activation: expected one of identity, relu,"
            + " tanh, sigmoid, leaky-relu, smooth-leaky-relu, found than, did you mean tanh?",
        "10|  activation: smooth-leaky-relu|my.yaml:10: network.activation: expected {name:"
            + " smooth-leaky-relu, slope: .., smoothing: ..}, found smooth-leaky-relu alone",
        "10|  activation: {name: leaky-relu, slope: 1}|my.yaml:10: network.activation.slope:"
            + " expected a number from 0 to below 1, found 1",
        "10|  activation: {name: leaky-relu, slop: 0}|my.yaml:10: expected one of the keys name,"
            + " slope, found network.activation.slop, did you mean network.activation.slope?",
        "10|  activation: {name: tanh, slope: 0}|my.yaml:10: expected one of the keys name, found"
            + " network.activation.slope",
        "11|  decayRho: -1e-4|my.yaml:11: network.decayRho: expected a number of at least 0, found"
            + " -1e-4",
        "11|  noise: .nan|my.yaml:11: network.noise: expected a number of at least 0, found .nan",
        "11|  gamma: 0|my.yaml:11: network.gamma: expected a positive number, found 0",
        "11|  freezeW: 1|my.yaml:11: network.freezeW: expected true or false, found 1",
        "7|  kind: meanfield|my.yaml:7: network.kind: expected one of mean-field, dense,"
            + " deep-linear-head, resnet, vgg, densenet, stack, small-convolution, found meanfield,"
            + " did you mean mean-field?",
        "7|  kind: dense|my.yaml:8: expected one of the keys kind, layers, found network.width",
        "5|  samplesPerClass: 0|my.yaml:5: data.samplesPerClass: expected a whole number of at"
            + " least 1 or the word all, found 0",
        "5|  scaling: units|my.yaml:5: data.scaling: expected one of none, unit, unit-norm,"
            + " unit-samples, centred, centred-unit-norm, found units, did you mean unit?",
        "5|  relabel: 3|my.yaml:5: data.relabel: expected a group of keys (modulo), found 3",
        "5|  relabel: {modulo: 11}|my.yaml:9: network.features: expected at least the number of"
            + " classes, 11 (data.relabel.modulo), found 10",
        "13|  epochs: 99999999999|my.yaml:13: train.epochs: expected a whole number of at least 0"
            + " and at most 2147483647, found 99999999999",
        "14|  batch: half|my.yaml:14: train.batch: expected a whole number of at least 0 or the"
            + " word full, found half",
        "15|  steps: 0|my.yaml:15: train.steps: expected a positive number, found 0",
        "15|  steps: []|my.yaml:15: train.steps: expected a positive number or a list of {from,"
            + " size}, found a list of 0 entries",
        "15|  steps: [{from: 0, size: 1}, {from: 2, size: 1}]|my.yaml:15: train.steps.1.from:"
            + " expected a fraction of the epochs, from 0 to below 1, found 2",
        "15|  steps: [{from: 0.1, size: 1}]|my.yaml:15: train.steps: expected from to start at 0"
            + " and to increase, found 0.1",
        "1|id: Not An Id|my.yaml:1: id: expected letters, digits, dots and hyphens, found Not"
            + " An Id",
        "2|titel: x|my.yaml:2: expected one of the keys id, title, summary, source, choices, data,"
            + " network, train, metrics, output, seed, seeds, figures, claims, sweep, found titel,"
            + " did you mean title?",
        "2|seeds: 2|my.yaml:1: title: expected a text, found nothing",
        "2|id: again|my.yaml:2: expected each key once, found id twice",
      })
  void refusesInOneLine(int line, String text, String message) {
    String[] lines = SMALL.split("\n");
    lines[line - 1] = text;
    assertThatThrownBy(() -> read(String.join("\n", lines)))
        .isInstanceOf(BadInputException.class)
        .hasMessage(message);
  }

  @Test
  void refusesBrokenYaml() {
    assertThatThrownBy(() -> read("id: [1, 2\ntitle: x"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("my.yaml:2: expected YAML, found: ")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> read("")).hasMessageStartingWith("my.yaml: expected an experiment");
    assertThatThrownBy(() -> read("- a\n"))
        .hasMessage(
            "my.yaml: expected an experiment (keys and values in YAML), found a list of 1 entry");
    assertThatThrownBy(() -> read("a: &x 1\nb: *x\n"))
        .hasMessage("my.yaml:2: expected a value, found a YAML alias (not supported)");
    assertThatThrownBy(() -> read(SMALL + "---\nid: second\n"))
        .hasMessageContaining("expected one document, found a second");
    assertThatThrownBy(() -> read("a: " + "[".repeat(5000)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected at most 20 nested groups");
  }

  @Test
  void checksTheFullSectionEvenWhenItIsNotAskedFor() {
    String yaml = SMALL + "full:\n  train: {epochs: -1}\n";
    assertThatThrownBy(() -> read(yaml))
        .hasMessage("my.yaml:17: train.epochs: expected a whole number of at least 0, found -1");
    assertThatThrownBy(() -> read(SMALL + "full:\n  seed: 1\n"))
        .hasMessageStartingWith("my.yaml:17: expected one of the keys summary, choices, data");
  }

  @Test
  void saysThatThereIsNoFullSection() {
    assertThatThrownBy(() -> ExperimentReader.read("my.yaml", SMALL, true, List.of()))
        .hasMessage("--full: expected a section full in my.yaml, found none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "network.widht=3|--set network.widht=3: expected one of the keys kind, width, features,"
            + " activation, gamma, freezeW, freezeWUntil, decayW, decayRho, noise, truncation,"
            + " initialisationScale, found network.widht, did you mean network.width?",
        "train.epochs=x|--set train.epochs=x: train.epochs: expected a whole number of at least 0,"
            + " found x",
        "train.epochs=|--set train.epochs=: train.epochs: expected a whole number of at least 0,"
            + " found nothing",
        "train.epochs|--set train.epochs: expected key=value, for example train.epochs=3, found"
            + " train.epochs",
        "=3|--set =3: expected key=value, for example train.epochs=3, found =3",
        "train=3|--set train=3: train: expected a group of keys (precision, epochs, batch,"
            + " stepsPerEpoch, steps, loss, momentum, nesterov, decay, stream, threads, device),"
            + " found 3",
        "train.epochs.x=3|--set train.epochs.x=3: train.epochs: expected a whole number of at"
            + " least 0, found a group of keys",
      })
  void namesTheArgumentOfAnOverride(String keyValue, String message) {
    assertThatThrownBy(
            () ->
                ExperimentReader.read(
                    "my.yaml", SMALL, false, List.of(ConfigOverride.parse(keyValue))))
        .isInstanceOf(BadInputException.class)
        .hasMessage(message);
  }

  @Test
  void refusesANetworkThatDoesNotFitTheData() {
    Experiment narrow = read(SMALL.replace("features: 10", "features: 9"));
    assertThatThrownBy(() -> stack(narrow).spec(64, 10, "data.name digits", narrow.places()))
        .hasMessage(
            "my.yaml:9: network.features: expected at least the number of classes, 10 (data.name"
                + " digits), found 9");
    Experiment deep = read(DENSE.replace("width: classes", "width: 3"));
    assertThatThrownBy(() -> stack(deep).spec(64, 10, "data.name digits", deep.places()))
        .hasMessage(
            "my.yaml:8: network.layers.1.width: expected the number of classes, 10 (data.name"
                + " digits), or the word classes, found 3");
  }

  @Test
  void refusesFilesThatCannotBeRead(@TempDir Path directory) throws IOException {
    Path none = directory.resolve("none.yaml");
    assertThatThrownBy(() -> ExperimentReader.readFile(none, false, List.of()))
        .hasMessage(none + ": expected a readable YAML file, found no such file");
    assertThatThrownBy(() -> ExperimentReader.readFile(directory, false, List.of()))
        .hasMessage(directory + ": expected a readable YAML file, found a directory");
    Path binary = Files.write(directory.resolve("b.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> ExperimentReader.readFile(binary, false, List.of()))
        .hasMessage(binary + ": expected YAML in UTF-8, found other bytes");
  }

  @Test
  void refusesUnknownMetricsOfFiguresAndClaims() {
    String claim = "claims:\n  - {id: c, text: t, metric: los, rule: end-above, bound: 1}\n";
    assertThatThrownBy(() -> read(SMALL + claim))
        .hasMessage(
            "my.yaml:17: claims.0.metric: expected one of loss, loss.regularised, gradient.norm,"
                + " nc1.total, balancedness.normalised, accuracy.train, accuracy.test, found los,"
                + " did you mean loss?");
    String figure = "figures:\n  - {id: ../x, title: t, kind: band, metrics: [loss]}\n";
    assertThatThrownBy(() -> read(SMALL + figure))
        .hasMessage(
            "my.yaml:17: figures.0.id: expected letters, digits, dots and hyphens, found ../x");
  }

  /** What is read from YAML is what a report reads from run.json. */
  @Test
  void figuresAndClaimsOfLayersAndSweepsGoToRunJsonAndBack() {
    Experiment e =
        read(
            SMALL
                + """
                metrics: {layers: [nc1.quotient, nc2.kappa, balancedness], gram: true}
                figures:
                  - {id: l, title: t, kind: layers, metrics: [nc1.quotient, nc2.kappa],
                     logarithmic: [nc2.kappa], layers: [1, head..last]}
                  - {id: g, title: t, kind: gram, layers: last-1..last, normalise: trace}
                  - {id: s, title: t, kind: sweep, axis: depth, series: decay,
                     metrics: ["nc2.kappa@last"], logarithmic: true, logarithmicX: true, fit: power}
                  - {id: o, title: t, kind: band, metrics: [loss], only: {depth: "2"}}
                  - {id: w, title: t, kind: sweep, axis: depth, metrics: [loss], window: [0.5, 1]}
                claims:
                  - {id: a, text: t, metric: "max(balancedness@1..last-1)", rule: end-ratio-at-most,
                     against: loss, bound: 0.5}
                  - {id: b, text: t, metric: "nc2.kappa@head..last", rule: end-falling}
                  - {id: c, text: t, metric: "balancedness@1", rule: log-linear-r2-at-least,
                     window: [0, 0.8], bound: 0.9}
                  - {id: d, text: t, metric: "nc2.kappa@last", rule: trend-p-at-most, axis: depth,
                     direction: falling, series: {decay: "0.1"}, bound: 0.01}
                  - {id: e, text: t, metric: "nc2.kappa@last", rule: fit-slope-at-most, axis: depth,
                     fit: exponential, bound: -1}
                  - {id: f, text: t, metric: "nc2.kappa@last", rule: fit-slope-at-least, axis: depth,
                     fit: power, window: [0.8, 1], bound: -1}
                  - {id: g, text: t, metric: loss, rule: mean-above, window: [0, 0.5],
                     only: {decay: "0.1"}, bound: -1}
                  - {id: h, text: t, metric: loss, rule: equal-within, against: loss, bound: 1}
                """);
    Experiment again = Stored.again(e, 1);
    assertThat(again.info().figures()).isEqualTo(e.info().figures());
    assertThat(again.info().claims()).isEqualTo(e.info().claims());
    assertThat(e.info().figures().get(0).logarithmic("nc1.quotient")).isFalse();
    assertThat(e.info().claims().get(1).bound()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{id: f, title: t, kind: band, metrics: ['nc1.quotient@1..2']}|expected one number, such as"
            + " min(nc1.quotient@1..2)",
        "{id: f, title: t, kind: band, metrics: ['nc1.quotient@first']}|expected a metric of"
            + " metrics.csv, ID@LAYER",
        "{id: f, title: t, kind: layers, metrics: [nc1.total]}|expected one of nc1.quotient, found"
            + " nc1.total",
        "{id: f, title: t, kind: gram}|metrics.gram to be true",
        "{id: f, title: t, kind: matrices, matrices: [lemma4.5.weights]}|expected metrics.matrices"
            + " to list lemma4.5.weights, found no matrices",
        "{id: f, title: t, kind: sweep, axis: a, metrics: [loss], window: [1, 0]}|window: expected"
            + " two fractions of the epochs",
        "{id: f, title: t, kind: parity}|metrics.certificates to be true and network.kind"
            + " mean-field",
        "{id: f, title: t, kind: simplex}|figures.0.kind: expected metrics.simplex to be true for a"
            + " figure of the simplex, found simplex",
        "{id: f, title: t, kind: parity, metrics: [loss]}|expected one of the keys id",
        "{id: f, title: t, kind: sweep, metrics: [loss]}|axis: expected a text, found nothing",
        "{id: f, title: t, kind: band, metrics: [loss], axis: x}|expected one of the keys id",
        "{id: f, title: t, kind: band, metrics: [loss], logarithmic: [nc1.total]}|a list of metrics"
            + " of the figure (loss)",
        "{id: f, title: t, kind: layers, metrics: [nc1.quotient], layers: [deep]}|layers: expected"
            + " a layer or a range"
      })
  void refusesFiguresThatCannotBeDrawn(String figure, String message) {
    String yaml = SMALL + "metrics: {layers: [nc1.quotient]}\nfigures:\n  - " + figure + "\n";
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  private static final String NOISY =
      """
      id: x
      title: t
      data: {name: digits}
      network: {kind: mean-field, width: 8, features: 10, activation: tanh, noise: 0.1}
      train: {epochs: 1, batch: 8, steps: 0.1}
      """;

  @Test
  void matricesOfTheMeanFieldNetworkGoToRunJsonAndBack() {
    Experiment e =
        read(
            NOISY
                + """
                metrics: {matrices: [lemma4.5.weights, lemma4.5.difference]}
                figures:
                  - {id: m, title: t, kind: matrices, matrices: [lemma4.5.difference]}
                """);
    assertThat(e.metrics().matrices()).containsExactly("lemma4.5.weights", "lemma4.5.difference");
    assertThat(e.info().figures().get(0).metrics()).containsExactly("lemma4.5.difference");
    Experiment again = Stored.again(e, 1);
    assertThat(again.info().figures()).isEqualTo(e.info().figures());
    assertThat(again.metrics()).isEqualTo(e.metrics());
  }

  @Test
  void refusesMatricesThatThereAreNot() {
    assertThatThrownBy(() -> read(NOISY + "metrics: {matrices: [lemma4.5.weight]}\n"))
        .hasMessageContaining("metrics.matrices: expected names of lemma4.5.particles")
        .hasMessageContaining("found lemma4.5.weight")
        .hasMessageContaining("did you mean lemma4.5.weights?");
    assertThatThrownBy(
            () ->
                read(
                    NOISY.replace("noise: 0.1", "noise: 0")
                        + "metrics: {matrices: [lemma4.5.weights]}\n"))
        .hasMessageContaining("metrics.matrices: expected a mean-field network with noise")
        .hasMessageContaining("found noise 0");
  }
}
