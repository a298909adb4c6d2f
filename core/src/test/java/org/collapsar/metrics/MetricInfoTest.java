package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricInfoTest {
  private static MetricInfo.Builder ratio() {
    return MetricInfo.metric("ratio")
        .title("a ratio")
        .says("One over another.")
        .formula("a/b")
        .source("of our own")
        .costs("nothing");
  }

  @Test
  void aMetricIsMadeOfNamedParts() {
    MetricInfo info =
        ratio()
            .label("Ratio", "ratio \u03c1", "ratio rho")
            .undefined("if b = 0; negative where one of them is")
            .byDefault()
            .needs(Need.NETWORK)
            .taken(Taken.OF_LAYERS)
            .build();
    assertThat(info.id()).isEqualTo("ratio");
    assertThat(info.title()).isEqualTo("a ratio");
    assertThat(info.label()).isEqualTo(new MetricInfo.Label("Ratio", "ratio \u03c1", "ratio rho"));
    assertThat(info.sentence()).isEqualTo("One over another.");
    assertThat(info.edgeCases()).isEqualTo("Undefined if b = 0; negative where one of them is.");
    assertThat(info.byDefault()).isTrue();
    assertThat(info.fromMoments()).isFalse();
    assertThat(info.taken()).containsExactly(Taken.OF_LAYERS);
  }

  @Test
  void withoutALabelItIsNamedByItsId() {
    MetricInfo info = ratio().build();
    assertThat(info.label()).isEqualTo(new MetricInfo.Label("ratio", "ratio", "ratio"));
    assertThat(info.edgeCases()).isEmpty();
    assertThat(info.byDefault()).isFalse();
  }

  @Test
  void whereItIsTakenFollowsFromItsNeedsUnlessSaid() {
    assertThat(ratio().build().taken())
        .containsExactlyInAnyOrder(Taken.OF_FEATURES, Taken.IN_TRAINING, Taken.OF_LAYERS);
    assertThat(ratio().needs(Need.WEIGHTS).build().taken())
        .containsExactlyInAnyOrder(Taken.OF_FEATURES, Taken.IN_TRAINING, Taken.OF_LAYERS);
    assertThat(ratio().needs(Need.WEIGHTS, Need.BIAS).build().taken())
        .containsExactly(Taken.OF_FEATURES);
    assertThat(ratio().needs(Need.NETWORK).build().taken()).containsExactly(Taken.IN_TRAINING);
  }

  @Test
  void ofTheCatalogueAllButThoseOfANetworkAreOfFeatures() {
    assertThat(MetricCatalogue.all())
        .allSatisfy(
            info ->
                assertThat(info.taken().contains(Taken.OF_FEATURES))
                    .isNotEqualTo(info.needs().contains(Need.NETWORK)));
    assertThat(MetricCatalogue.find("balancedness").taken())
        .isEqualTo(Set.of(Taken.IN_TRAINING, Taken.OF_LAYERS));
    assertThat(MetricCatalogue.find("negativity").taken()).isEqualTo(Set.of(Taken.OF_LAYERS));
    assertThat(MetricCatalogue.lookup("nc1.totl")).isEmpty();
  }

  @Test
  void nothingThatHelpSaysMayBeMissing() {
    assertThatThrownBy(() -> MetricInfo.metric("ratio").title("a ratio").says("One.").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("metric ratio: lacks formula");
  }
}
