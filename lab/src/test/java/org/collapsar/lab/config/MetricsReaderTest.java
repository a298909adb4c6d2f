package org.collapsar.lab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Yaml;
import org.collapsar.lab.experiment.MetricsConfig;
import org.collapsar.lab.experiment.StepCount;
import org.collapsar.lab.experiment.TrainingMetrics;
import org.collapsar.probe.Cadence;
import org.collapsar.probe.MetricFamilies;
import org.collapsar.probe.Moment;
import org.junit.jupiter.api.Test;

class MetricsReaderTest {

  private static MetricsConfig read(MetricFamilies known, String text) {
    Section experiment = Section.strict("", Yaml.file("a.yaml", text, "a test"), "metrics");
    return new MetricsReader(known).of(experiment);
  }

  @Test
  void aNewFamilyBringsItsIdsAndItsKey() {
    String text = "metrics: {columns: [steps.count], stepsEvery: 3}";
    MetricsConfig config = read(StepCount.MORE, text);
    assertThat(config.columns()).containsExactly("steps.count");
    Cadence cadence = new StepCount().cadence();
    assertThat(config.every(cadence)).isEqualTo(3);
    assertThat(config.due(cadence, new Moment(6, 10, 0))).isTrue();
    assertThat(config.due(cadence, new Moment(7, 10, 0))).isFalse();
    assertThatThrownBy(() -> read(TrainingMetrics.ALL, text)).hasMessageContaining("stepsEvery");
    assertThatThrownBy(() -> read(TrainingMetrics.ALL, "metrics: {columns: [steps.count]}"))
        .hasMessageContaining("metrics.columns: expected metrics that can be measured in training");
  }

  /** What is as usual is equal to what is not said. */
  @Test
  void usualCadencesAreNoSetting() {
    assertThat(read(TrainingMetrics.ALL, "metrics: {testEvery: 1, curvatureEvery: 10}"))
        .isEqualTo(MetricsConfig.DEFAULT);
    assertThat(read(TrainingMetrics.ALL, "metrics: {curvatureEvery: 4}"))
        .isNotEqualTo(MetricsConfig.DEFAULT);
  }
}
