package org.collapsar.probe;

import java.util.List;
import java.util.Optional;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.SampleSource;
import org.collapsar.random.Seed;
import org.collapsar.train.FullPass;
import org.collapsar.train.Loss;
import org.jspecify.annotations.Nullable;

/**
 * Network as those who measure it see it, whoever trains it and wherever it lives: layers with what
 * they make of data, and parameters. {@link DenseNetwork} is ours; one that is not trained here,
 * only measured, gives what it can, and metrics say what they lack.
 *
 * <p>Layers are Z_l = layer_l(Z_{l-1}), from 0 in this package and from 1 in what users read. Z_0
 * is the data, or the features of a {@link #backbone} that is no part of the layers.
 */
public interface ObservedNetwork {
  /** Most samples of a visit. Part of the results to the last bit, therefore fixed. */
  int PIECE = FullPass.PIECE;

  /** {@return width of Z_0} */
  int inputs();

  /** {@return whether Z_0 is what a backbone makes of the data, and not the data themselves} */
  default boolean backbone() {
    return false;
  }

  /** {@return the layers, at least one; the last gives the outputs, one per class} */
  List<? extends LayerView> layers();

  /** {@return all parameters, those of a backbone too; none where they are not known} */
  List<? extends ParameterGroup> parameters();

  /** {@return the precision in which activations and parameters are handed out} */
  Precision precision();

  /**
   * {@return why {@link NetworkSweep#differentiate} is not there, to follow "because"; null if it
   * is}
   */
  default @Nullable String withoutGradient() {
    return null;
  }

  /**
   * Opens passes over data, which see the parameters as they are at each of them.
   *
   * @param team computes; stays open and belongs to the caller
   * @param loss of the passes
   * @param before whether {@link Activations#before} will be asked for
   * @return passes that have to be closed
   * @throws org.collapsar.BadInputException if the network cannot have the loss
   */
  NetworkSweep sweep(ThreadTeam team, Loss loss, boolean before);

  /**
   * Opens the ends of the spectra of its tangent kernel and Hessian.
   *
   * @param samples stay open and belong to the caller, as does {@code team}
   * @param team the threads that compute
   * @param loss whose Hessian it is
   * @param seed of the starts
   * @return empty where they cannot be had; has to be closed
   */
  default Optional<NetworkSpectra> spectra(
      SampleSource samples, ThreadTeam team, Loss loss, Seed seed) {
    return Optional.empty();
  }

  /**
   * {@return the same network as a stack of dense layers with all that is known of ours, for what
   * only such a network has: particles, assumptions on every layer; empty for others}
   */
  default Optional<DenseNetwork> dense() {
    return Optional.empty();
  }

  /** {@return number of layers L} */
  default int depth() {
    return layers().size();
  }

  /**
   * {@return one of the layers}
   *
   * @param l number from 0
   */
  default LayerView layer(int l) {
    return layers().get(l);
  }

  /**
   * {@return the width of what a layer takes}
   *
   * @param l number from 0
   */
  default int inputsOf(int l) {
    return l == 0 ? inputs() : layer(l - 1).width();
  }

  /** {@return number of outputs, the width of the last layer} */
  default int outputs() {
    return layer(depth() - 1).width();
  }

  /** {@return L_1, the last layer that is not linear, from 1; 0 where all are} */
  default int nonlinearLayers() {
    int l = depth();
    while (l > 0 && layer(l - 1).linear()) {
      l--;
    }
    return l;
  }
}
