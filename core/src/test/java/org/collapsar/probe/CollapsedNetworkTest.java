package org.collapsar.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Spectral;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.Activation;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.junit.jupiter.api.Test;

/**
 * A network that is collapsed by construction: x_i = e_{y_i}, and with U, V [8 x 3] of orthonormal
 * columns W_1 = U, W_2 = V U^T, W_3 = V^T, so that F = Y, the class means of every layer are an
 * orthogonal frame and every pair of layers is balanced.
 */
class CollapsedNetworkTest {
  private static final int K = 3;
  private static final int WIDTH = 8;

  @Test
  void everyMetricHasItsLimit() {
    NetworkSpec spec = new NetworkSpec(K, List.of(layer(WIDTH), layer(WIDTH), layer(K)));
    Matrix u = orthonormal(1);
    Matrix v = orthonormal(2);
    List<String> ids =
        List.of("loss", "nc1.quotient", "nc2.kappa", "nc3.cosine", "balancedness", "gradient.norm");
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(1));
        Samples samples = Samples.of(new OneHot(), Precision.FLOAT64);
        EpochProbe probe = EpochProbe.of(network, samples).metrics(ids).open()) {
      network.setWeights(0, u.data());
      network.setWeights(1, v.times(u.transposed()).data());
      network.setWeights(2, v.transposed().data());
      Map<String, MetricValue> values = probe.measure().values();
      Map<String, Double> limits =
          Map.of(
              "loss", 0.0,
              "nc1.quotient", 0.0,
              "nc2.kappa", 1.0,
              "nc3.cosine", 1.0,
              "balancedness", 0.0,
              "gradient.norm", 0.0);
      limits.forEach(
          (id, limit) -> {
            assertThat(values.get(id)).as(id).isInstanceOf(MetricValue.Defined.class);
            assertThat(((MetricValue.Defined) values.get(id)).value())
                .as(id)
                .isCloseTo(limit, Offset.offset(1e-13));
          });
    }
  }

  private static LayerSpec layer(int width) {
    return LayerSpec.dense(width, Activation.IDENTITY);
  }

  private static Matrix orthonormal(long seed) {
    double[] numbers = Seed.of(seed).generator().doubles(WIDTH * K).map(x -> x - 0.5).toArray();
    return Spectral.orthonormalColumns(new Matrix(WIDTH, K, numbers));
  }

  private static final class OneHot implements Dataset {
    @Override
    public int size() {
      return 30;
    }

    @Override
    public int dimension() {
      return K;
    }

    @Override
    public int classes() {
      return K;
    }

    @Override
    public int label(int i) {
      return i % K;
    }

    @Override
    public void copyRow(int i, double[] target, int offset) {
      for (int k = 0; k < K; k++) {
        target[offset + k] = i % K == k ? 1 : 0;
      }
    }
  }
}
