package org.collapsar.net;

import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.jspecify.annotations.Nullable;

/**
 * Where each layer's numbers are in a vector of all parameters that training moves: layer by layer
 * W_l, row-major, then b_l where there is one. Frozen layers have no part in it.
 */
public final class Parameters {
  private final NetworkSpec spec;
  private final int[] weights;
  private final int[] biases;
  private final int count;

  /**
   * Lays out the vectors of a network.
   *
   * @param spec the layers
   * @throws IllegalArgumentException if every layer is frozen, or a vector in double would pass
   *     2^31 - 1 bytes
   */
  public Parameters(NetworkSpec spec) {
    this.spec = spec;
    weights = new int[spec.depth()];
    biases = new int[spec.depth()];
    long at = 0;
    for (int l = 0; l < spec.depth(); l++) {
      LayerSpec layer = spec.layers().get(l);
      weights[l] = -1;
      biases[l] = -1;
      if (layer.frozen()) {
        continue;
      }
      weights[l] = (int) at;
      at += (long) layer.width() * spec.inputsOf(l);
      if (layer.bias()) {
        biases[l] = (int) at;
        at += layer.width();
      }
      if (at > Integer.MAX_VALUE / Precision.FLOAT64.bytes()) {
        throw new IllegalArgumentException(
            "parameters: expected at most "
                + Integer.MAX_VALUE / Precision.FLOAT64.bytes()
                + ", found "
                + at
                + " up to layer "
                + l);
      }
    }
    if (at == 0) {
      throw new IllegalArgumentException("parameters: expected some, found only frozen layers");
    }
    count = (int) at;
  }

  /** {@return the length P of a vector} */
  public int count() {
    return count;
  }

  /** The first layer that training moves. */
  int lowest() {
    int l = 0;
    while (weights[l] < 0) {
      l++;
    }
    return l;
  }

  /** Index of the first number of W_l, -1 if the layer is frozen. */
  int weightsAt(int l) {
    return weights[l];
  }

  /** Index of the first number of b_l, -1 if there is none that moves. */
  int biasesAt(int l) {
    return biases[l];
  }

  /**
   * {@return the part W_l [width x inputs] of a vector, sharing its memory; null if the layer is
   * frozen}
   *
   * @param vector [P]
   * @param l the layer, from 0
   */
  public @Nullable NativeArray weights(NativeArray vector, int l) {
    return weights[l] < 0
        ? null
        : vector.slice(weights[l], spec.layers().get(l).width() * spec.inputsOf(l));
  }

  /**
   * {@return the part b_l [width] of a vector, sharing its memory; null if there is none that
   * moves}
   *
   * @param vector [P]
   * @param l the layer, from 0
   */
  public @Nullable NativeArray biases(NativeArray vector, int l) {
    return biases[l] < 0 ? null : vector.slice(biases[l], spec.layers().get(l).width());
  }

  /**
   * Multiplies the part of a layer; nothing if the layer is frozen.
   *
   * @param vector [P]
   * @param l the layer, from 0
   * @param by the factor
   */
  public void scale(NativeArray vector, int l, double by) {
    NativeArray w = weights(vector, l);
    NativeArray b = biases(vector, l);
    Kernels kernels = Kernels.of(vector.precision());
    if (w != null) {
      kernels.scale(w, by, w.length());
    }
    if (b != null) {
      kernels.scale(b, by, b.length());
    }
  }

  /** {@return a vector of zeros [P] in float64, which the caller closes} */
  public NativeArray vector() {
    return NativeArray.allocate(Precision.FLOAT64, count);
  }

  /**
   * Copies the parameters of a network into a vector.
   *
   * @param network of the same layers
   * @param vector [P]
   * @throws IllegalArgumentException if the network has other layers
   */
  public void read(Network network, NativeArray vector) {
    if (!network.spec().equals(spec)) {
      throw new IllegalArgumentException("parameters of another network");
    }
    for (int l = 0; l < spec.depth(); l++) {
      if (weights[l] >= 0) {
        double[] w = network.weights(l);
        vector.write(weights[l], w, 0, w.length);
      }
      if (biases[l] >= 0) {
        double[] b = network.biases(l);
        vector.write(biases[l], b, 0, b.length);
      }
    }
  }

  /**
   * Replaces the parameters of a network by a vector, rounded to its precision. Frozen layers are
   * left as they are.
   *
   * @param vector [P]
   * @param network of the same layers
   */
  public void write(NativeArray vector, Network network) {
    for (int l = 0; l < spec.depth(); l++) {
      NativeArray w = weights(vector, l);
      if (w != null) {
        network.setWeights(l, w.toDoubles());
      }
      NativeArray b = biases(vector, l);
      if (b != null) {
        network.setBiases(l, b.toDoubles());
      }
    }
  }
}
