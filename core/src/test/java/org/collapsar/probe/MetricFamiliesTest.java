package org.collapsar.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.Precision;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.Taken;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.Network;
import org.collapsar.net.ReferenceNetwork;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MetricFamiliesTest {
  private static final MetricFamilies ALL = NetworkFamilies.ALL;

  static Stream<MetricInfo> everything() {
    return ALL.everything().stream();
  }

  @ParameterizedTest
  @MethodSource("everything")
  void everyMetricSaysAllOfItself(MetricInfo info) {
    assertThat(
            List.of(
                info.title(),
                info.sentence(),
                info.formula(),
                info.source(),
                info.edgeCases(),
                info.cost(),
                info.label().name(),
                info.label().axis(),
                info.label().plain()))
        .noneMatch(String::isBlank);
    assertThat(info.label().plain()).as("readable in any font").isPrintable();
    assertThat(info.label().plain().chars()).allMatch(c -> c < 128);
    assertThat(info.title()).hasSizeLessThanOrEqualTo(100);
    assertThat(info.sentence()).endsWith(".");
  }

  @Test
  void idsAndTitlesAreUnique() {
    assertThat(ALL.offers()).extracting(MetricInfo::id).doesNotHaveDuplicates();
    assertThat(ALL.ofLayers()).extracting(MetricInfo::id).doesNotHaveDuplicates();
    assertThat(ALL.matrices()).extracting(MatrixInfo::name).doesNotHaveDuplicates();
    assertThat(everything().map(MetricInfo::id)).doesNotHaveDuplicates();
    assertThat(everything().map(MetricInfo::title)).doesNotHaveDuplicates();
    assertThat(ALL.cadences()).extracting(Cadence::key).doesNotHaveDuplicates();
    assertThat(ALL.offers()).extracting(MetricInfo::id).containsAll(NetworkFamilies.USUAL);
  }

  /** What a metric says of itself is what the families do with it. */
  @ParameterizedTest
  @MethodSource("everything")
  void aMetricIsMeasuredWhereItSays(MetricInfo info) {
    assertThat(ALL.cadence(info.id()).isPresent())
        .isEqualTo(info.taken().contains(Taken.IN_TRAINING));
    assertThat(ALL.cadenceOfLayers(info.id()).isPresent())
        .isEqualTo(info.taken().contains(Taken.OF_LAYERS));
  }

  /** What a family reads is measured before it, and whenever it is. */
  @Test
  void whatAFamilyReadsIsThere() {
    List<String> before = new ArrayList<>();
    for (MetricFamily family : ALL.all()) {
      assertThat(before).containsAll(family.reads());
      family.reads().forEach(id -> assertThat(ALL.cadence(id)).hasValue(family.cadence()));
      family.offers().forEach(info -> before.add(info.id()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EVERY,3,0,true",
    "EVERY,3,1,false",
    "EVERY,3,6,true",
    "EVERY,3,10,true",
    "EVERY,3,4,false",
    "EVERY_AND_STAGE,3,4,true",
    "EVERY_AND_STAGE,3,5,false",
    "FRAMES,4,3,true",
    "FRAMES,4,4,false",
    "FRAMES,4,10,true",
    "FRAMES,100,7,true"
  })
  void aCadenceIsDue(Cadence.Rule rule, int n, int epoch, boolean due) {
    assertThat(new Cadence("key", rule, 1).due(new Moment(epoch, 10, 4), n)).isEqualTo(due);
  }

  /** A family that this program does not have: all of it is here, and a line says that it is. */
  private static final class LargestOutput implements MetricFamily {
    @Override
    public List<MetricInfo> offers() {
      return List.of(
          MetricInfo.metric("output.largest")
              .title("largest output")
              .label("Largest output", "largest output")
              .says("The largest output over all samples.")
              .formula("max_i,c f(x_i)_c")
              .source("a test")
              .undefined("when the weights have diverged")
              .costs("nothing beyond the pass")
              .needs(Need.NETWORK)
              .taken(Taken.IN_TRAINING)
              .build());
    }

    @Override
    public Cadence cadence() {
      return Cadence.every("outputEvery", 2);
    }

    @Override
    public Collector start(Training training, Wanted wanted) {
      int last = training.network().depth() - 1;
      return new Collector() {
        private double largest;

        @Override
        public void begin(Epoch epoch) {
          largest = Double.NEGATIVE_INFINITY;
        }

        @Override
        public void visit(int start, int samples, Activations pass) {
          for (int i = 0; i < samples * training.network().outputs(); i++) {
            largest = Math.max(largest, pass.after(last).get(i));
          }
        }

        @Override
        public void measure(Epoch epoch) {
          epoch.put("output.largest", largest);
        }
      };
    }
  }

  @Test
  void aNewFamilyIsOneLine() {
    MetricFamilies more = ALL.and(new LargestOutput());
    Dataset data = Cases.gaussian(600, 4, 3, 2);
    assertThat(more.find("output.largest").orElseThrow().label().name())
        .isEqualTo("Largest output");
    assertThat(more.cadences()).extracting(Cadence::key).contains("outputEvery");
    try (Network network =
            Network.initialise(
                Cases.stack(4, Activation.RELU, 5, 3), Precision.FLOAT64, Seed.of(1));
        Samples train = Samples.of(data, Precision.FLOAT64);
        EpochProbe probe =
            EpochProbe.of(network, train).families(more).metrics("output.largest", "loss").open()) {
      ReferenceNetwork reference = new ReferenceNetwork(network);
      double largest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < 600; i++) {
        double[] outputs = reference.activations(ReferenceNetwork.row(data, i))[2];
        largest = Math.max(largest, Arrays.stream(outputs).max().orElseThrow());
      }
      EpochMeasurement found = probe.measure();
      assertThat(found.values().keySet()).containsExactly("output.largest", "loss");
      assertThat(found.values().get("output.largest").orNaN())
          .isCloseTo(largest, Offset.offset(1e-12));
      assertThat(
              probe
                  .measure(new Moment(1, 3, 0), Cadence.EACH_EPOCH::equals, List.of())
                  .values()
                  .keySet())
          .containsExactly("loss");
      assertThat(found.values().get("loss")).isInstanceOf(MetricValue.Defined.class);
    }
  }
}
