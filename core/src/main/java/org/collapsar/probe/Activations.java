package org.collapsar.probe;

import org.collapsar.linalg.NativeArray;

/**
 * The outputs of the layers of an {@link ObservedNetwork} for a piece of the samples, each [samples
 * x width], row-major, a row per sample, in the network's precision. To be read only, and only
 * during the visit.
 */
public interface Activations {
  /** Z_0, which the first layer takes: the data, or what a backbone makes of them. */
  NativeArray inputs();

  /** Z_l of layer {@code l}, from 0, after its activation. */
  NativeArray after(int l);

  /**
   * The same before the activation; where that is the identity {@link #after} itself.
   *
   * @throws IllegalStateException if the sweep was opened not to keep it, or the layer does not
   *     give it
   */
  NativeArray before(int l);
}
