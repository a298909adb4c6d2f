package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetricGroupTest {
  /** The id says the group; nothing that is named nc1 stands elsewhere. */
  @Test
  void idsAndGroupsAgree() {
    for (MetricInfo info : MetricCatalogue.all()) {
      String first = info.id().split("\\.")[0];
      if (first.matches("nc[1-5]")) {
        assertThat(info.group().heading()).as(info.id()).isEqualToIgnoringCase(first);
      }
      if (info.byDefault()) {
        assertThat(info.group()).as(info.id()).isNotEqualTo(MetricGroup.OTHERS);
      }
    }
  }

  /** Those whose ids do not say it say it themselves. */
  @Test
  void aMetricMaySayItsGroup() {
    assertThat(MetricCatalogue.find("kappa.weights").group()).isEqualTo(MetricGroup.NC2);
    assertThat(MetricCatalogue.find("variance.within").group()).isEqualTo(MetricGroup.NC1);
    assertThat(MetricCatalogue.find("unc3").group()).isEqualTo(MetricGroup.NC3);
    assertThat(MetricCatalogue.find("accuracy").group()).isEqualTo(MetricGroup.ACCURACY);
    assertThat(MetricCatalogue.find("nc0").group()).isEqualTo(MetricGroup.OTHERS);
    assertThat(List.of(MetricGroup.NC1.title(), MetricGroup.RANKS.title()))
        .containsExactly(
            "NC1: variability within the classes", "Ranks: in how many dimensions things lie");
  }
}
