package org.collapsar.torch;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.probe.LayerView;
import org.collapsar.probe.NetworkSweep;
import org.collapsar.probe.ObservedNetwork;
import org.collapsar.probe.ParameterGroup;
import org.collapsar.train.Loss;

/**
 * A model that somebody trains with DJL, observed in evaluation mode: the layers are the linear
 * ones at its end, Z_0 is what everything before them makes. Its passes are over {@link
 * DjlSamples}. It gives no gradient, since one would be added to that of training, and no
 * parameters, whose decay DJL's optimizers do not tell.
 */
final class DjlNetwork implements ObservedNetwork {
  private final LinearTail tail;
  private final List<Layer> layers;
  private boolean finite = true;

  DjlNetwork(LinearTail tail) {
    this.tail = tail;
    this.layers = tail.links().stream().map(Layer::new).toList();
  }

  LinearTail tail() {
    return tail;
  }

  /** Whether the outputs of the last pass were finite. */
  boolean finite() {
    return finite;
  }

  void passed(boolean finite) {
    this.finite = finite;
  }

  @Override
  public int inputs() {
    return Math.toIntExact(tail.links().get(0).weights().getShape().get(1));
  }

  @Override
  public boolean backbone() {
    return true;
  }

  @Override
  public List<? extends LayerView> layers() {
    return layers;
  }

  @Override
  public List<? extends ParameterGroup> parameters() {
    return List.of();
  }

  @Override
  public Precision precision() {
    return Numbers.precision(tail.links().get(0).weights());
  }

  @Override
  public String withoutGradient() {
    return "the network is trained by DJL, which adds gradients up to those of the next step";
  }

  @Override
  public NetworkSweep sweep(ThreadTeam team, Loss loss, boolean before) {
    return new DjlSweep(this, loss, before);
  }

  /** A linear layer, with what bends its outputs. */
  private record Layer(LinearTail.Link link) implements LayerView {
    @Override
    public int width() {
      return Math.toIntExact(link.weights().getShape().get(0));
    }

    @Override
    public String activation() {
      return link.activation();
    }

    @Override
    public boolean hasWeights() {
      return true;
    }

    @Override
    public Optional<Matrix> weights() {
      NDArray w = link.weights();
      int rows = Math.toIntExact(w.getShape().get(0));
      int columns = Math.toIntExact(w.getShape().get(1));
      return Optional.of(new Matrix(rows, columns, Numbers.of(w)));
    }

    @Override
    public double[] bias() {
      NDArray b = link.bias();
      return b == null ? new double[0] : Numbers.of(b);
    }
  }
}
