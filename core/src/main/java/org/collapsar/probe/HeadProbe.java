package org.collapsar.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Spectral;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.Activation;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.SampleSource;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.HeadCertificates;
import org.collapsar.theory.LinearHead;
import org.collapsar.theory.NetworkFacts;
import org.collapsar.train.Loss;
import org.jspecify.annotations.Nullable;

/**
 * Evaluation of the theorems about networks that end in linear layers, on a network as it is
 * trained: the visitor of a pass keeps Z_{L_1}, the input of the linear layers, of all samples, n x
 * n_{L_1} numbers in double. Layers are those of {@code theory}: L_1 is the last layer whose
 * activation is not the identity, 0 where there is none.
 */
public final class HeadProbe implements CertificateProbe {
  /** What a network has to be, to follow "expected". */
  public static final String EXPECTED =
      "a network Z_l = sigma(W_l Z_{l-1}) that ends in linear layers";

  private final ObservedNetwork network;
  private final SampleSource train;
  private final Loss loss;
  private final boolean coupled;
  private final int nonlinear;
  private final int[] labels;
  private final Matrix features;
  private final OptionalDouble inputNorm;

  /**
   * Prepares to see passes.
   *
   * @param network stays open and belongs to the caller, as does {@code train}
   * @param train the samples of the pass
   * @param loss what the network is trained with
   * @param coupledDecay whether weight decay is a part of the gradient, as lambda ||theta||^2/2 is
   * @throws IllegalArgumentException if there is a {@link #refusal}
   */
  public HeadProbe(ObservedNetwork network, SampleSource train, Loss loss, boolean coupledDecay) {
    String refusal = refusal(network);
    if (refusal != null) {
      throw new IllegalArgumentException(refusal);
    }
    this.network = network;
    this.train = train;
    this.loss = loss;
    this.coupled = coupledDecay;
    this.nonlinear = network.nonlinearLayers();
    this.labels = train.labels();
    if (network.backbone()) {
      this.inputNorm = OptionalDouble.empty();
      this.features = new Matrix(train.size(), network.inputsOf(nonlinear));
    } else {
      Matrix x = train.matrix();
      this.inputNorm = OptionalDouble.of(Spectral.operatorNorm(x));
      this.features = nonlinear == 0 ? x : new Matrix(train.size(), network.inputsOf(nonlinear));
    }
  }

  /**
   * Tells what the theorems are not about in a network.
   *
   * @param spec of the network
   * @return to follow "found"; null if they are about it
   */
  public static @Nullable String refusal(NetworkSpec spec) {
    for (LayerSpec layer : spec.layers()) {
      if (layer.outputScale() != 1 || layer.stepFactor() != 1) {
        return "layers with an output scale or a step factor other than 1, as in a mean-field"
            + " network";
      }
    }
    Activation last = spec.layers().get(spec.depth() - 1).activation();
    return last.isIdentity() ? null : "the activation " + last + " after the last layer";
  }

  /** The same of any network. */
  static @Nullable String refusal(ObservedNetwork network) {
    if (network.dense().isPresent()) {
      return refusal(network.dense().get().spec());
    }
    LayerView last = network.layer(network.depth() - 1);
    if (!last.activation().equals(LayerView.IDENTITY)) {
      return "the activation " + last.activation() + " after the last layer";
    }
    return last.linear() ? null : "a last layer without a matrix of weights";
  }

  @Override
  public void visit(int start, int samples, Activations pass) {
    if (nonlinear > 0 || network.backbone()) {
      int width = features.columns();
      (nonlinear > 0 ? pass.after(nonlinear - 1) : pass.inputs())
          .read(0, features.data(), start * width, samples * width);
    }
  }

  /**
   * Fills the probe by a pass of its own, to the bits of any other pass.
   *
   * @param threads at least 1; no number depends on it
   */
  public void pass(int threads) {
    try (ThreadTeam team = new ThreadTeam(threads);
        NetworkSweep pass = network.sweep(team, loss, false)) {
      pass.evaluate(train, this);
    }
  }

  /**
   * Takes the linear layers with the input that the last pass left. The matrix of features is this
   * probe's own: the next pass changes it.
   *
   * @return features, labels, weights and biases
   * @throws org.collapsar.BadInputException if a number is not finite
   */
  public LinearHead head() {
    List<Matrix> weights = new ArrayList<>();
    List<double @Nullable []> biases = new ArrayList<>();
    for (int l = nonlinear; l < network.depth(); l++) {
      weights.add(network.layer(l).weights().orElseThrow());
      double[] bias = network.layer(l).bias();
      biases.add(bias.length == 0 ? null : bias);
    }
    return new LinearHead(features, labels, network.outputs(), weights, biases);
  }

  /**
   * {@return facts about the network beside the head} These are ||X||_op, L_1, ||theta|| (weights,
   * no biases), whether layers 1 .. L_1 are without biases and |sigma(x)| &lt;= |x|, the loss, and
   * lambda = n w where the decay w is coupled and the same for all parameters. Behind a backbone
   * ||X||_op and L_1 are not known, and the layers before the head are not plain.
   */
  public NetworkFacts facts() {
    NetworkFacts facts = NetworkFacts.NONE.withPlain(plain()).withSquaredLoss(loss == Loss.SQUARED);
    if (inputNorm.isPresent()) {
      facts = facts.withInputNorm(inputNorm.getAsDouble()).withNonlinearLayers(nonlinear);
    }
    if (!network.parameters().isEmpty()) {
      double squares = 0;
      for (ParameterGroup group : network.parameters()) {
        squares += group.weights().squaredNorm();
      }
      facts = facts.withParameterNorm(Math.sqrt(squares));
    }
    OptionalDouble decay = decay();
    return decay.isPresent() ? facts.withDecay(train.size() * decay.getAsDouble()) : facts;
  }

  /**
   * Evaluates the theorems on {@link #head()} with {@link #facts()}.
   *
   * @param threads at least 1; no number depends on it
   * @return one certificate per theorem
   * @throws org.collapsar.BadInputException if a number is not finite
   */
  public List<Certificate> certificates(int threads) {
    return HeadCertificates.of(head(), facts(), threads);
  }

  /** {@inheritDoc} Takes ||Theta||_op and the descent as well, where the moment knows them. */
  @Override
  public List<Certificate> certificates(EpochContext moment) {
    NetworkFacts facts =
        moment.values().get(NetworkFacts.KERNEL_NORM) instanceof MetricValue.Defined norm
            ? facts().withKernelNorm(norm.value())
            : facts();
    return HeadCertificates.of(head(), facts, moment.descent(), moment.threads());
  }

  @Override
  public <T> T match(Kinds<T> kinds) {
    return kinds.head(this);
  }

  /** Does nothing: the features are on the heap. */
  @Override
  public void close() {}

  private OptionalDouble decay() {
    double[] all =
        network.parameters().stream().mapToDouble(ParameterGroup::decay).distinct().toArray();
    return coupled && all.length == 1 ? OptionalDouble.of(all[0]) : OptionalDouble.empty();
  }

  private boolean plain() {
    return network.dense().map(dense -> plain(dense.network())).orElse(false);
  }

  private boolean plain(Network dense) {
    for (int l = 0; l < nonlinear; l++) {
      if (!shrinks(dense.spec().layers().get(l).activation())) {
        return false;
      }
      NativeArray bias = dense.arrays().bias(l);
      if (bias != null && Arrays.stream(bias.toDoubles()).anyMatch(b -> b != 0)) {
        return false;
      }
    }
    return true;
  }

  /** Whether |sigma(x)| &lt;= |x|: slopes from 0 to 1 and sigma(0) = 0. */
  private static boolean shrinks(Activation sigma) {
    return switch (sigma.kind()) {
      case IDENTITY, RELU, TANH, LEAKY_RELU, SMOOTH_LEAKY_RELU -> true;
      case SIGMOID -> false;
    };
  }
}
