package org.collapsar.lab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.lab.experiment.Experiment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExperimentFormTest {
  private static ExperimentForm of(String preset, boolean full, String... set) {
    return ExperimentForm.of(
        "presets/" + preset + ".yaml",
        Presets.yaml(preset),
        full,
        Stream.of(set).map(ConfigOverride::parse).toList());
  }

  private static ExperimentForm.Key key(ExperimentForm form, String key) {
    return form.keys().stream().filter(k -> k.key().equals(key)).findFirst().orElseThrow();
  }

  static List<String> presets() {
    return Presets.IDS;
  }

  /** What the form shows is what the experiment is: set again, it changes nothing. */
  @ParameterizedTest
  @MethodSource("presets")
  void valuesSetAgainMakeTheSameExperiment(String preset) {
    for (boolean full : List.of(false, true)) {
      ExperimentForm form = of(preset, full);
      List<ConfigOverride> all = new ArrayList<>();
      for (ExperimentForm.Key key : form.keys()) {
        if (!key.varied() && !key.value().isEmpty()) {
          all.add(ConfigOverride.parse(key.key() + "=" + key.value()));
        }
      }
      assertThat(all).hasSizeGreaterThan(8);
      Experiment again = Presets.readSweep(preset, full, all).first();
      Experiment first = form.sweep().first();
      assertThat(ExperimentJson.config(again, 1)).isEqualTo(ExperimentJson.config(first, 1));
      assertThat(again.seeds()).isEqualTo(first.seeds());
      assertThat(form.keys().stream().map(ExperimentForm.Key::key)).doesNotHaveDuplicates();
    }
  }

  @Test
  void typesDefaultsAndSourcesComeFromReaderAndFile() {
    ExperimentForm form = of("wu2025-fig1a", false);
    assertThat(key(form, "train.epochs"))
        .satisfies(
            k -> {
              assertThat(k.expected()).isEqualTo("a whole number of at least 0");
              assertThat(k.value()).isEqualTo("40");
              assertThat(k.note()).startsWith("ours, the paper does not say");
            });
    assertThat(key(form, "train.loss"))
        .satisfies(
            k -> {
              assertThat(k.expected()).startsWith("one of ").contains("squared");
              assertThat(k.otherwise()).isEqualTo("squared");
              assertThat(k.value()).isEmpty();
            });
    assertThat(key(form, "train.steps.1.size").value()).isEqualTo("1.0");
    assertThat(key(form, "data.relabel.modulo").note())
        .isEqualTo("paper: label = digit mod 3, q = 3 classes");
    assertThat(key(form, "seeds").otherwise()).isEqualTo("1");
    assertThat(key(of("wu2025-fig1a", true), "network.width").value()).isEqualTo("6272");
    ExperimentForm changed = of("wu2025-fig1a", false, "train.epochs=3");
    assertThat(key(changed, "train.epochs").value()).isEqualTo("3");
    assertThat(key(changed, "train.epochs").note()).isEmpty();
  }

  @Test
  void aSweepSetsItsKeysItself() {
    ExperimentForm form = of("wu2025-beta-sweep", false);
    String varied = form.sweep().axes().get(0).keys().get(0);
    assertThat(key(form, varied).varied()).isTrue();
    assertThat(key(form, "train.epochs").varied()).isFalse();
    assertThat(key(form, "sweep.axes.0.values").value()).startsWith("[").endsWith("]");
  }

  @Test
  void slipsAreToldAsByTheCommandLine() {
    assertThatThrownBy(() -> of("wu2025-fig1a", false, "train.epoch=3"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("did you mean train.epochs?");
    assertThatThrownBy(() -> Presets.yaml("../x")).isInstanceOf(BadInputException.class);
  }

  @Test
  void aCommentBeginsBehindABlankAndOutOfQuotes() {
    assertThat(ExperimentForm.comment("a: 1  # paper: (3)")).isEqualTo("paper: (3)");
    assertThat(ExperimentForm.comment("a: \"x # y\" # z")).isEqualTo("z");
    assertThat(ExperimentForm.comment("a: x#y")).isEmpty();
    assertThat(ExperimentForm.comment("# all")).isEqualTo("all");
  }
}
