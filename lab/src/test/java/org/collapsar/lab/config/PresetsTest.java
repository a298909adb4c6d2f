package org.collapsar.lab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.collapsar.data.Scaling;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.experiment.ConvolutionalConfig;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.NetworkConfig;
import org.collapsar.linalg.Precision;
import org.collapsar.net.Activation;
import org.collapsar.probe.TestAccuracy;
import org.collapsar.train.StepSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresetsTest {

  static List<String> ids() {
    return Presets.IDS;
  }

  @ParameterizedTest
  @MethodSource("ids")
  void everyPresetReadsInBothForms(String id) {
    assertThat(Presets.readSweep(id, false, List.of()).id()).isEqualTo(id);
    assertThat(Presets.readSweep(id, true, List.of()).id()).isEqualTo(id);
  }

  @Test
  void headlineFiguresArePresets() {
    assertThat(Presets.IDS).containsAll(Presets.HEADLINE).doesNotHaveDuplicates();
  }

  /** Seven train convolutional networks; all are read and listed where the module is not. */
  @Test
  void whichPresetsNeedAModule() {
    assertThat(Presets.IDS)
        .filteredOn(
            id -> Presets.readSweep(id, false, List.of()).first().network().module().isPresent())
        .containsExactly(
            "jacot2025-fig1",
            "jacot2025-fig2-resnet20",
            "jacot2025-fig5",
            "wu2025-appendixE",
            "architectures",
            "pyramid-resnet",
            "depth");
  }

  /** The imbalance of linear layers shrinks by exp(-2 eta lambda k); eta counts ten times here. */
  @Test
  void figure1SeesBalancedness() {
    Experiment e = Presets.read("jacot2025-fig1", false, List.of());
    int steps = 10 * e.data().samplesPerClass().getAsInt() / e.train().batch() * e.train().epochs();
    double eta = e.train().steps().pieces().get(0).size() / (1 - e.train().rule().momentum());
    double lambda = ((ConvolutionalConfig<?>) e.network()).common().weightDecay();
    assertThat(2 * eta * lambda * 0.8 * steps).isCloseTo(3.0, within(0.01));
    Experiment full = Presets.read("jacot2025-fig1", true, List.of());
    lambda = ((ConvolutionalConfig<?>) full.network()).common().weightDecay();
    eta = full.train().steps().pieces().get(0).size();
    assertThat(2 * eta * lambda * 0.8 * 5000 * 391).isCloseTo(3.1, within(0.05));
    assertThat(full.train().rule().momentum()).isZero();
    assertThat(full.train().epochs()).isEqualTo(5000);
    assertThat(full.seeds()).isEqualTo(5);
  }

  @Test
  void quickFormOfFigure1aIsTheSpecifiedOne() {
    Experiment e = Presets.read("wu2025-fig1a", false, List.of());
    assertThat(e.data().name()).isEqualTo("mnist");
    assertThat(e.data().relabelModulo()).hasValue(3);
    assertThat(e.data().samplesPerClass()).hasValue(2000);
    assertThat(e.data().scaling()).isEqualTo(Scaling.UNIT);
    assertThat(e.network())
        .isEqualTo(new NetworkConfig.MeanField(1568, 16, Activation.TANH, 1, true, 1e-4, 1e-4, 0));
    assertThat(e.train().precision()).isEqualTo(Precision.FLOAT32);
    assertThat(e.train().epochs()).isEqualTo(40);
    assertThat(e.train().batch()).isEqualTo(64);
    assertThat(e.train().steps().pieces())
        .containsExactly(new StepSchedule.Piece(0, 0.1), new StepSchedule.Piece(0.5, 1.0));
    assertThat(e.metrics().every(TestAccuracy.CADENCE)).isEqualTo(5);
    assertThat(e.seed()).isEqualTo(1);
    assertThat(e.seeds()).isEqualTo(4);
  }

  @Test
  void fullFormOfFigure1aHasThePapersNumbers() {
    Experiment e = Presets.read("wu2025-fig1a", true, List.of());
    assertThat(e.data().samplesPerClass()).hasValue(10000);
    assertThat(e.network())
        .isEqualTo(new NetworkConfig.MeanField(6272, 16, Activation.TANH, 1, true, 1e-4, 1e-4, 0));
    assertThat(e.train().epochs()).isEqualTo(100);
    assertThat(e.train().batch()).isEqualTo(64);
    assertThat(e.train().steps().pieces())
        .containsExactly(new StepSchedule.Piece(0, 0.001), new StepSchedule.Piece(0.5, 0.01));
    assertThat(e.seeds()).isEqualTo(4);
  }

  @Test
  void figure1aHasItsFiguresAndClaims() {
    Experiment e = Presets.read("wu2025-fig1a", false, List.of());
    assertThat(e.info().figures())
        .extracting(FigureSpec::id)
        .containsExactly("figure-1a", "figure-2a", "parity");
    assertThat(e.info().figures())
        .extracting(FigureSpec::kind)
        .containsExactly(FigureKind.BAND, FigureKind.LINES, FigureKind.PARITY);
    assertThat(e.info().claims())
        .extracting(ClaimSpec::metric)
        .containsExactly("loss", "gradient.norm", "nc1.total", "balancedness.normalised");
    assertThat(e.info().claims()).extracting(ClaimSpec::bound).containsExactly(0.2, 0.5, 0.1, 0.2);
    assertThat(e.info().claims().get(1).window()).isEqualTo(new ClaimSpec.Window(0.75, 1));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void overridesComeAfterTheFullForm(boolean full) {
    List<ConfigOverride> overrides =
        List.of(
            ConfigOverride.parse("network.width=7"), ConfigOverride.parse("train.steps.1.size=5"));
    Experiment e = Presets.read("wu2025-fig1a", full, overrides);
    assertThat(((NetworkConfig.MeanField) e.network()).width()).isEqualTo(7);
    assertThat(e.train().steps().pieces().get(1)).isEqualTo(new StepSchedule.Piece(0.5, 5));
    assertThat(e.info().choices())
        .last()
        .isEqualTo(
            "Changed on the command line: --set network.width=7, --set train.steps.1.size=5.");
  }

  /** What run.json keeps is enough to go on with the run. */
  @ParameterizedTest
  @MethodSource("ids")
  void anExperimentComesBackFromJson(String id) {
    Experiment e = Presets.readSweep(id, false, List.of()).first();
    Experiment back = Stored.again(e, 3);
    assertThat(back.info()).isEqualTo(e.info());
    assertThat(back.data()).isEqualTo(e.data());
    assertThat(back.network()).isEqualTo(e.network());
    assertThat(back.train()).isEqualTo(e.train());
    assertThat(back.metrics()).isEqualTo(e.metrics());
    assertThat(back.seed()).isEqualTo(3);
    assertThat(back.seeds()).isEqualTo(1);
  }
}
