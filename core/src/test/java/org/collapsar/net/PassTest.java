package org.collapsar.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.random.Seed;
import org.junit.jupiter.api.Test;

class PassTest {
  /** Wide, gathered, narrow and linear layers; Z_l = s W_l A_{l-1} from the pass's own A_{l-1}. */
  @Test
  void keepsWhatWasThereBeforeTheActivation() {
    NetworkSpec spec = Cases.stack(6, Activation.TANH, 410, 5, 140, 131, 3);
    Dataset data = Cases.gaussian(20, 6, 3, 4);
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(3));
        Samples samples = Samples.of(data, Precision.FLOAT64);
        ThreadTeam team = new ThreadTeam(2);
        Pass pass = new Pass(network, 30, team, true)) {
      pass.forward(samples.inputs(), 20);
      double[] below = samples.inputs().toDoubles();
      for (int l = 0; l < spec.depth(); l++) {
        LayerSpec layer = spec.layers().get(l);
        Matrix w = network.matrix(l);
        double[] z = pass.before(l).toDoubles();
        for (int i = 0; i < 20; i++) {
          for (int k = 0; k < layer.width(); k++) {
            double expected = 0;
            for (int j = 0; j < w.columns(); j++) {
              expected += layer.outputScale() * w.get(k, j) * below[i * w.columns() + j];
            }
            assertThat(z[i * layer.width() + k]).isCloseTo(expected, Offset.offset(1e-13));
          }
        }
        if (layer.activation().isIdentity()) {
          assertThat(pass.before(l)).isSameAs(pass.activations(l));
        }
        below = pass.activations(l).toDoubles();
      }
    }
  }

  @Test
  void saysThatNothingWasKept() {
    NetworkSpec spec = Cases.stack(6, Activation.TANH, 4, 3);
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(3));
        ThreadTeam team = new ThreadTeam(1);
        Pass pass = new Pass(network, 30, team)) {
      assertThatThrownBy(() -> pass.before(0)).hasMessageContaining("keepBefore");
    }
  }
}
