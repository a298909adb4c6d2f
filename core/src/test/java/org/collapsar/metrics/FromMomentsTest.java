package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.moments.ClassMoments;
import org.junit.jupiter.api.Test;

class FromMomentsTest {
  private static final int N = 130;
  private static final int D = 7;
  private static final int K = 4;

  private final double[] h = new double[N * D];
  private final int[] labels = new int[N];
  private final Matrix w = new Matrix(K, D);

  FromMomentsTest() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < h.length; i++) {
      h[i] = random.nextGaussian() + (i / D % K == i % D ? 3 : 0.5);
    }
    Arrays.setAll(labels, i -> i % K);
    for (int i = 0; i < w.data().length; i++) {
      w.data()[i] = random.nextGaussian();
    }
  }

  private ClassMoments moments() {
    ClassMoments moments = ClassMoments.create(D, K);
    for (int start = 0; start < N; start += 50) {
      int count = Math.min(50, N - start);
      moments.accept(Arrays.copyOfRange(h, start * D, (start + count) * D), count, labels, start);
    }
    return moments;
  }

  private SampleCosines cosines(Matrix weights) {
    SampleCosines all = SampleCosines.create(weights);
    for (int start = 0; start < N; start += 50) {
      int count = Math.min(50, N - start);
      SampleCosines some = SampleCosines.create(weights);
      some.accept(Arrays.copyOfRange(h, start * D, (start + count) * D), count, labels, start);
      all.combine(some);
    }
    return all;
  }

  @Test
  void theSameAsFromTheSamples() {
    Map<String, MetricValue> samples =
        NeuralCollapse.of(Rows.of(h, D), labels, K).weights(w).measureAll().values();
    NeuralCollapse known = NeuralCollapse.of(moments()).weights(w);
    Map<String, MetricValue> some = known.cosines(cosines(w)).measureAll().values();
    assertThat(some)
        .containsKeys(
            "nc1.quotient", "nc2.kappa", "rank.stable.means", "nc3.cosine", "bias_collapse")
        .doesNotContainKeys("nc1.pinv", "nc1.vci", "rank.stable.features", "nc4.mismatch");
    some.forEach(
        (id, value) -> {
          if (samples.get(id) instanceof MetricValue.Defined expected) {
            assertThat(value.orNaN())
                .as(id)
                .isCloseTo(expected.value(), Offset.offset(1e-12 * (1 + expected.value())));
          } else {
            assertThat(value).as(id).isEqualTo(samples.get(id));
          }
        });
    assertThat(known.measureAll().values()).doesNotContainKey("nc3.cosine");
  }

  @Test
  void knownPartsAreTakenInsteadOfPasses() {
    List<String> ids = List.of("nc1.pinv", "nc3.cosine", "nc4.mismatch", "nc1.quotient");
    NeuralCollapse plain = NeuralCollapse.of(Rows.of(h, D), labels, K).weights(w);
    Measurement measured = plain.moments(moments()).cosines(cosines(w)).measure(ids);
    Measurement expected = plain.measure(ids);
    expected
        .values()
        .forEach(
            (id, value) ->
                assertThat(measured.value(id).orNaN())
                    .as(id)
                    .isCloseTo(value.orNaN(), Offset.offset(1e-12)));
    assertThat(measured.cosines()).hasSize(K);
    assertThat(measured.cosines().get(2).orNaN())
        .isCloseTo(expected.cosines().get(2).orNaN(), Offset.offset(1e-12));
  }

  @Test
  void samplesOfZerosAreCountedOverAllPortions() {
    Arrays.fill(h, 117 * D, 118 * D, 0);
    Arrays.fill(h, 3 * D, 4 * D, 0);
    int n = h.length / D;
    assertThat(
            NeuralCollapse.of(moments())
                .weights(w)
                .cosines(cosines(w))
                .measure(List.of("nc3.cosine"))
                .value("nc3.cosine")
                .remark())
        .isEqualTo("over " + (n - 2) + " of " + n + " samples: the features of 2 are all 0");
  }

  @Test
  void refusesWhatMomentsDoNotKnowAndWhatDoesNotBelongTogether() {
    NeuralCollapse known = NeuralCollapse.of(moments());
    assertThatThrownBy(() -> known.measure(List.of("nc4.mismatch")))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "metric nc4.mismatch: expected a metric for which class moments are enough, found one"
                + " that needs the samples");
    assertThatThrownBy(() -> known.weights(new Matrix(K, D)).cosines(cosines(w)))
        .isInstanceOf(BadInputException.class)
        .hasMessage("cosines: expected those with W, found those with other weights");
    NeuralCollapse plain = NeuralCollapse.of(Rows.of(h, D), labels, K);
    assertThatThrownBy(() -> plain.moments(ClassMoments.create(D, K)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("found those of 0 samples of dimension 7 in 4 classes");
  }
}
