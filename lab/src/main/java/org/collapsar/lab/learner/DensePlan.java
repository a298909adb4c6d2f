package org.collapsar.lab.learner;

import java.util.List;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.NetworkSpec;
import org.collapsar.probe.CertificateProbe;
import org.collapsar.probe.DenseNetwork;
import org.collapsar.train.Loss;
import org.jspecify.annotations.Nullable;

/** Plan of a stack of dense layers, trained by our own engine. */
public record DensePlan(NetworkSpec spec) implements NetworkPlan {
  @Override
  public List<Layer> layers() {
    return spec.layers().stream()
        .map(layer -> new Layer(layer.width(), DenseNetwork.activation(layer)))
        .toList();
  }

  @Override
  public long parameters() {
    long biases = spec.layers().stream().filter(LayerSpec::bias).mapToLong(LayerSpec::width).sum();
    return spec.weights() + biases;
  }

  /** Forward, and both products of the backward pass. */
  @Override
  public double flopsPerSample() {
    return 6.0 * spec.weights();
  }

  /** Decay and step size do not change it. */
  @Override
  public Object cost() {
    return List.of(
        spec.inputs(),
        spec.layers().stream()
            .map(
                l ->
                    l.width() + " " + l.activation() + (l.noise() > 0) + l.frozen() + l.truncated())
            .toList());
  }

  @Override
  public @Nullable String refusal(Loss loss) {
    return CertificateProbe.refusal(spec, loss);
  }

  @Override
  public Learner learner(LearnerSetup setup) {
    return new DenseLearner(spec, setup);
  }
}
