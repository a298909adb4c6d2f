package org.collapsar.probe;

import org.collapsar.linalg.NativeArray;

/**
 * Outputs of the layers of an {@link ObservedNetwork} for a piece of the samples, each [samples x
 * width], row-major, a row per sample, in the network's precision. To be read only, and only during
 * the visit.
 */
public interface Activations {
  /** {@return Z_0, which the first layer takes: the data, or what a backbone makes of them} */
  NativeArray inputs();

  /**
   * {@return Z_l, the output of a layer after its activation}
   *
   * @param l number of the layer, from 0
   */
  NativeArray after(int l);

  /**
   * {@return the output of a layer before its activation; where that is the identity {@link #after}
   * itself}
   *
   * @param l number of the layer, from 0
   * @throws IllegalStateException if the sweep was opened not to keep it, or the layer does not
   *     give it
   */
  NativeArray before(int l);
}
