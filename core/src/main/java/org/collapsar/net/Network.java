package org.collapsar.net;

import java.util.Arrays;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.random.Seed;

/**
 * A stack of dense layers with its weights, in float32 or float64, outside the Java heap: close it.
 */
public final class Network implements AutoCloseable {
  private final NetworkSpec spec;
  private final Precision precision;
  private final WeightArrays weights;

  private Network(NetworkSpec spec, Precision precision) {
    this.spec = spec;
    this.precision = precision;
    this.weights = new WeightArrays(spec, precision);
  }

  /**
   * Draws the weights of every layer as its {@link Initialisation} says, times its scale; biases
   * are 0. Weights are drawn in double and rounded, so that networks of one seed agree in both
   * precisions.
   *
   * @param spec the layers
   * @param precision of the weights, and of the passes
   * @param seed of the draw; each layer has its own part
   * @return a network that the caller closes
   */
  public static Network initialise(NetworkSpec spec, Precision precision, Seed seed) {
    Network network = new Network(spec, precision);
    for (int l = 0; l < spec.depth(); l++) {
      LayerSpec layer = spec.layers().get(l);
      double[] drawn = layer.initialisation().draw(layer.width(), spec.inputsOf(l), seed.split(l));
      double scale = layer.initialisationScale();
      network.setWeights(l, scale == 1 ? drawn : scaled(drawn, scale));
    }
    return network;
  }

  private static double[] scaled(double[] w, double by) {
    return Arrays.stream(w).map(x -> x * by).toArray();
  }

  /** {@return the layers} */
  public NetworkSpec spec() {
    return spec;
  }

  /** {@return the precision of the weights} */
  public Precision precision() {
    return precision;
  }

  /** {@return the live weights, which training changes} */
  public WeightArrays arrays() {
    return weights;
  }

  /**
   * {@return a copy of W_l [width x inputs], row-major}
   *
   * @param layer l, from 0
   */
  public double[] weights(int layer) {
    return weights.layer(layer).toDoubles();
  }

  /**
   * {@return a copy of W_l as a matrix [width x inputs]}
   *
   * @param layer l, from 0
   */
  public Matrix matrix(int layer) {
    return new Matrix(spec.layers().get(layer).width(), spec.inputsOf(layer), weights(layer));
  }

  /**
   * Replaces W_l, rounded to this network's precision.
   *
   * @param layer l, from 0
   * @param values [width x inputs], row-major
   * @throws IllegalArgumentException if the number of weights differs
   */
  public void setWeights(int layer, double[] values) {
    NativeArray array = weights.layer(layer);
    if (values.length != array.length()) {
      throw new IllegalArgumentException(
          "weights of layer "
              + layer
              + ": expected "
              + array.length()
              + " numbers, found "
              + values.length);
    }
    array.write(0, values, 0, values.length);
  }

  /**
   * {@return a copy of b_l [width], empty where the layer has no biases}
   *
   * @param layer l, from 0
   */
  public double[] biases(int layer) {
    NativeArray bias = weights.bias(layer);
    return bias == null ? new double[0] : bias.toDoubles();
  }

  /**
   * Replaces b_l, rounded to this network's precision.
   *
   * @param layer l, from 0
   * @param values [width]
   * @throws IllegalArgumentException if the number of biases differs; a layer without has 0
   */
  public void setBiases(int layer, double[] values) {
    NativeArray bias = weights.bias(layer);
    int count = bias == null ? 0 : bias.length();
    if (values.length != count) {
      throw new IllegalArgumentException(
          "biases of layer " + layer + ": expected " + count + " numbers, found " + values.length);
    }
    if (bias != null) {
      bias.write(0, values, 0, count);
    }
  }

  @Override
  public void close() {
    weights.close();
  }
}
