package org.collapsar.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.data.Offset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.random.Seed;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private static Network one(int inputs, int width, Initialisation initialisation, Precision p) {
    LayerSpec layer = LayerSpec.dense(width, Activation.IDENTITY).drawn(initialisation);
    return Network.initialise(new NetworkSpec(inputs, List.of(layer)), p, Seed.of(6));
  }

  /** Sample variance of 60000 weights: 5.2 standard deviations, false-alarm rate 2e-7. */
  @Test
  void gaussianHeAndLecunHaveTheirVariance() {
    double[] expected = {1, 2.0 / 300, 1.0 / 300};
    Initialisation[] kinds = {Initialisation.GAUSSIAN, Initialisation.HE, Initialisation.LECUN};
    for (int k = 0; k < 3; k++) {
      try (Network network = one(300, 200, kinds[k], Precision.FLOAT64)) {
        double sum = 0;
        for (double w : network.weights(0)) {
          sum += w * w;
        }
        assertThat(Math.abs(sum / 60000 / expected[k] - 1))
            .isLessThan(5.2 * Math.sqrt(2 / 60000.0));
      }
    }
  }

  @Test
  void orthonormalRowsOrColumns() {
    for (int[] shape : new int[][] {{16, 3}, {3, 16}, {5, 5}}) {
      try (Network network =
          one(shape[0], shape[1], Initialisation.ORTHONORMAL, Precision.FLOAT64)) {
        Matrix w = network.matrix(0);
        Matrix gram = shape[1] <= shape[0] ? w.gram() : w.transposed().gram();
        for (int i = 0; i < gram.rows(); i++) {
          for (int j = 0; j < gram.rows(); j++) {
            assertThat(gram.get(i, j)).isCloseTo(i == j ? 1 : 0, Offset.offset(1e-14));
          }
        }
      }
    }
  }

  @Test
  void bothPrecisionsDrawTheSameWeightsAndLayersDiffer() {
    NetworkSpec spec = NetworkSpec.meanField(7, 7, 7, 7, Activation.TANH, 1, 0, 0, 0, false);
    try (Network single = Network.initialise(spec, Precision.FLOAT32, Seed.of(6));
        Network both = Network.initialise(spec, Precision.FLOAT64, Seed.of(6))) {
      for (int l = 0; l < 3; l++) {
        double[] w = both.weights(l);
        for (int i = 0; i < w.length; i++) {
          assertThat(single.weights(l)[i]).isEqualTo((float) w[i]);
        }
      }
      assertThat(both.weights(0)).isNotEqualTo(both.weights(1));
    }
  }

  @Test
  void impossibleSpecificationsAreRefused() {
    assertThatThrownBy(() -> NetworkSpec.meanField(5, 10, 2, 3, Activation.TANH, 1, 0, 0, 0, false))
        .hasMessage("features p: expected at least the number of classes q = 3, found 2");
    assertThatThrownBy(() -> LayerSpec.dense(0, Activation.TANH))
        .hasMessage("width: expected at least one neuron, found 0");
    assertThatThrownBy(() -> LayerSpec.dense(1, Activation.TANH).drawnTimes(-1))
        .hasMessage("initialisationScale: expected a number of at least 0, found -1.0");
    assertThatThrownBy(() -> LayerSpec.dense(1, Activation.TANH).decay(-1))
        .hasMessage("weightDecay: expected a number of at least 0, found -1.0");
    assertThatThrownBy(() -> LayerSpec.dense(1, Activation.TANH).noise(Double.NaN))
        .hasMessage("noise: expected a number of at least 0, found NaN");
    assertThatThrownBy(() -> new NetworkSpec(0, List.of())).hasMessageContaining("inputs");
    assertThatThrownBy(() -> new NetworkSpec(1, List.of())).hasMessageContaining("layers");
    try (Network network = one(3, 2, Initialisation.HE, Precision.FLOAT32)) {
      assertThatThrownBy(() -> network.setWeights(0, new double[5]))
          .hasMessage("weights of layer 0: expected 6 numbers, found 5");
      assertThatThrownBy(() -> new Pass(network, 0, new org.collapsar.linalg.ThreadTeam(1)))
          .hasMessageContaining("capacity");
    }
  }

  @Test
  void blocksCoverTheLayerInOrder() {
    for (int width = 1; width < 3000; width++) {
      Blocks blocks = Blocks.of(width);
      int next = 0;
      for (int j = 0; j < blocks.count(); j++) {
        assertThat(blocks.start(j)).isEqualTo(next);
        assertThat(blocks.length(j)).isBetween(1, blocks.longest());
        next += blocks.length(j);
      }
      assertThat(next).isEqualTo(width);
    }
  }
}
