package org.collapsar.bench;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.linalg.Precision;
import org.collapsar.net.Activation;
import org.collapsar.net.DescentRule;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.NetworkSpec;

/**
 * One training step to be timed: a stack of dense layers without biases, loss (1/2B) ||F - Y||_F^2
 * on a batch of B samples, and on the weights of every layer that is not frozen the step of {@link
 * LayerSpec}, with momentum that of {@link DescentRule}.
 *
 * @param network all trained layers have one step factor, N in the mean-field network, and one
 *     noise
 * @param batch B
 * @param batches how many different batches there are; steps take them in turn
 * @param eta step size per unit of flow time
 * @param momentum of the heavy ball, 0 for none
 * @param precision of weights, activations and gradients
 */
record Workload(
    NetworkSpec network, int batch, int batches, double eta, double momentum, Precision precision) {

  /** Sides of a layer from which on its products count as large. */
  private static final int LARGE = 64;

  /**
   * The mean-field network f(x) = W^T (1/N) sum_j a_j tanh(u_j^T x) with gamma = 1 and W fixed.
   *
   * @param noise beta^{-1}, 0 for plain SGD
   */
  static Workload meanField(
      int inputs,
      int particles,
      int features,
      int classes,
      int batch,
      int batches,
      double eta,
      double decay,
      double noise,
      Precision precision) {
    NetworkSpec network =
        NetworkSpec.meanField(
            inputs, particles, features, classes, Activation.TANH, 1, 0, decay, noise, true);
    return new Workload(network, batch, batches, eta, 0, precision);
  }

  /**
   * Hidden layers of one width and an output layer: ReLU first, then linear ones.
   *
   * @param nonlinear how many layers have a ReLU
   */
  static Workload deep(
      int inputs,
      int width,
      int hidden,
      int nonlinear,
      int classes,
      int batch,
      int batches,
      double eta,
      double decay,
      double momentum,
      Precision precision) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int l = 0; l <= hidden; l++) {
      layers.add(
          LayerSpec.dense(
                  l < hidden ? width : classes,
                  l < nonlinear ? Activation.RELU : Activation.IDENTITY)
              .decay(decay));
    }
    return new Workload(new NetworkSpec(inputs, layers), batch, batches, eta, momentum, precision);
  }

  /** Setting (a) of Wu and Mondelli (ICML 2025), appendix F: 784 -> 6272 -> 16 -> 3, batch 64. */
  static Workload w1(double noise, Precision precision) {
    return meanField(784, 6272, 16, 3, 64, 16, 0.01, 1e-4, noise, precision);
  }

  /** 784 -> 512 (8 times) -> 10, ReLU on six layers, batch 128. */
  static Workload w2(Precision precision) {
    return deep(784, 512, 8, 6, 10, 128, 16, 0.01, 1e-4, 0, precision);
  }

  /**
   * Figure 4 of Jacot et al. (ICLR 2025) as this project's quick form trains it: 784 -> 256 (8
   * times) -> 10, ReLU on five layers, batch 64, momentum 0.9.
   */
  static Workload figure4(Precision precision) {
    return deep(784, 256, 8, 5, 10, 64, 16, 0.01, 0.0018, 0.9, precision);
  }

  int inputs() {
    return network.inputs();
  }

  int classes() {
    return network.outputs();
  }

  LayerSpec layer(int l) {
    return network.layers().get(l);
  }

  /** What multiplies the gradient of every trained layer. */
  double stepFactor() {
    return layer(0).stepFactor();
  }

  /** beta^{-1} of every trained layer. */
  double noise() {
    return layer(0).noise();
  }

  /** Standard deviation of the noise that a step adds to every weight. */
  double noiseDeviation() {
    return Math.sqrt(2 * eta * noise());
  }

  DescentRule rule() {
    return new DescentRule(momentum, false, false);
  }

  /** Whether both sides of the weights of layer {@code l} are large. */
  boolean isLarge(int l) {
    return Math.min(layer(l).width(), network.inputsOf(l)) >= LARGE;
  }

  /**
   * Operations of the large products of a step, 2 B d N each: of every large layer the output, the
   * gradient of its weights and, above the first layer, that of its inputs. (On W1 these are two,
   * and the other layers add 3%; on W2 the layer of ten neurons adds 0.9%.)
   */
  double gemmFlops() {
    double sum = 0;
    for (int l = 0; l < network.depth(); l++) {
      if (isLarge(l)) {
        int products = l == 0 ? 2 : 3;
        sum += products * 2.0 * batch * layer(l).width() * network.inputsOf(l);
      }
    }
    return sum;
  }

  /** Size of the trained weights. */
  long weightBytes() {
    long sum = 0;
    for (int l = 0; l < network.depth(); l++) {
      if (!layer(l).frozen()) {
        sum += (long) layer(l).width() * network.inputsOf(l);
      }
    }
    return sum * precision.bytes();
  }
}
