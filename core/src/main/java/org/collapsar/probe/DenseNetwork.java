package org.collapsar.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Pass;
import org.collapsar.net.SampleSource;
import org.collapsar.net.Truncation;
import org.collapsar.random.Seed;
import org.collapsar.train.FullPass;
import org.collapsar.train.Loss;
import org.jspecify.annotations.Nullable;

/**
 * Stack of dense layers, observed: the arrays that are handed out are those that {@link FullPass}
 * works on. A group of parameters is a layer.
 */
public final class DenseNetwork implements ObservedNetwork {
  /** Why a network has nothing that only {@link #dense} has, to follow "because". */
  public static final String NONE = "the network is no stack of dense layers";

  private final Network network;
  private final List<Layer> layers = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();

  /**
   * Observes a network.
   *
   * @param network stays open and belongs to the caller
   */
  public DenseNetwork(Network network) {
    this.network = network;
    for (int l = 0; l < network.spec().depth(); l++) {
      layers.add(new Layer(l));
      groups.add(new Group(l));
    }
  }

  /** {@return the network itself} */
  public Network network() {
    return network;
  }

  /** {@return the description of the network} */
  public NetworkSpec spec() {
    return network.spec();
  }

  /** {@return whether some layer's weights are truncated before they act} */
  public boolean truncated() {
    return spec().truncated();
  }

  /**
   * {@return the name of a layer's activation in documents}
   *
   * @param layer described
   */
  public static String activation(LayerSpec layer) {
    return layer.activation().kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public int inputs() {
    return spec().inputs();
  }

  @Override
  public List<? extends LayerView> layers() {
    return layers;
  }

  @Override
  public List<? extends ParameterGroup> parameters() {
    return groups;
  }

  @Override
  public Precision precision() {
    return network.precision();
  }

  @Override
  public NetworkSweep sweep(ThreadTeam team, Loss loss, boolean before) {
    return new Sweep(new FullPass(network, team, loss, before));
  }

  @Override
  public Optional<NetworkSpectra> spectra(
      SampleSource samples, ThreadTeam team, Loss loss, Seed seed) {
    return Optional.of(new Curvature(network, samples, team, loss, seed));
  }

  @Override
  public Optional<DenseNetwork> dense() {
    return Optional.of(this);
  }

  private final class Layer implements LayerView {
    private final int number;

    Layer(int number) {
      this.number = number;
    }

    private LayerSpec spec() {
      return network.spec().layers().get(number);
    }

    @Override
    public int width() {
      return spec().width();
    }

    @Override
    public String activation() {
      return DenseNetwork.activation(spec());
    }

    @Override
    public boolean hasWeights() {
      return true;
    }

    @Override
    public Optional<Matrix> weights() {
      return Optional.of(network.matrix(number));
    }

    @Override
    public double outputScale() {
      return spec().outputScale();
    }

    @Override
    public Optional<Matrix> actingWeights() {
      Matrix w = network.matrix(number);
      double r = spec().truncation();
      for (int i = 0; i < w.data().length && r > 0; i++) {
        w.data()[i] = Truncation.value(w.data()[i], r);
      }
      return Optional.of(outputScale() == 1 ? w : w.scaled(outputScale()));
    }

    @Override
    public double[] bias() {
      return network.biases(number);
    }
  }

  /** The parameters of a layer, where training changes them. */
  private final class Group implements ParameterGroup {
    private final int layer;

    Group(int layer) {
      this.layer = layer;
    }

    private LayerSpec spec() {
      return network.spec().layers().get(layer);
    }

    @Override
    public NativeArray weights() {
      return network.arrays().layer(layer);
    }

    @Override
    public @Nullable NativeArray bias() {
      return network.arrays().bias(layer);
    }

    @Override
    public double decay() {
      return spec().weightDecay();
    }

    @Override
    public boolean decaysBias() {
      return spec().decayBias();
    }

    @Override
    public double stepFactor() {
      return spec().stepFactor();
    }

    @Override
    public boolean frozen() {
      return spec().frozen();
    }

    @Override
    public double frozenUntil() {
      return spec().frozenUntil();
    }
  }

  /** {@link FullPass}, whose arrays are handed out as they are. */
  private static final class Sweep implements NetworkSweep, Activations, Gradient {
    private final FullPass full;
    private final Pass pass;

    Sweep(FullPass full) {
      this.full = full;
      this.pass = full.pass();
    }

    @Override
    public Activations forward(SampleSource data, int start, int count) {
      full.forward(data, start, count);
      return this;
    }

    @Override
    public double evaluate(SampleSource data, PassVisitor visitor) {
      return full.evaluate(data, (start, samples, passed) -> visitor.visit(start, samples, this));
    }

    @Override
    public double differentiate(SampleSource data, PassVisitor visitor) {
      return full.differentiate(
          data, (start, samples, passed) -> visitor.visit(start, samples, this));
    }

    @Override
    public Gradient gradient() {
      return this;
    }

    @Override
    public NativeArray inputs() {
      return full.inputs();
    }

    @Override
    public NativeArray after(int l) {
      return pass.activations(l);
    }

    @Override
    public NativeArray before(int l) {
      return pass.before(l);
    }

    @Override
    public NativeArray weights(int group) {
      return full.gradient().layer(group);
    }

    @Override
    public @Nullable NativeArray bias(int group) {
      return full.gradient().bias(group);
    }

    @Override
    public void close() {
      full.close();
    }
  }
}
