package org.collapsar.net;

import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.jspecify.annotations.Nullable;

/**
 * A network as a function of its parameters theta (a vector of {@link Parameters}, length P) at
 * fixed samples: products with its Jacobian and with the Hessian of its loss, exact, none of them
 * formed.
 *
 * <p>F = A_{L-1} are the outputs of all n samples, stacked sample by sample into nK numbers, and J
 * = dF/dtheta [nK x P], with no 1/n; frozen layers are constants. Z_L in the papers, whose last
 * layer is linear.
 *
 * <p>In double whatever the network's precision: the parameters are copied (a float32 is a double
 * without rounding), so that the products are those of the function that the network defines, not
 * of its rounded evaluation. Symmetry and adjointness then hold to 1e-15 or so, which bounds on
 * eigenvalues and residuals of 1e-6 rest on; float32 would leave 1e-6 of its own. Where an
 * activation has a kink its derivative there is 0 or the lower slope, its second derivative 0.
 *
 * <p>In pieces of 512 samples: memory is 4 x 512 x (sum of the widths) x 8 bytes and a copy of the
 * parameters, whatever n. In matrix products a layer, where forward and gradient are 3: J v 3, J^T
 * u 3, J J^T u 6, H v 8. Bit-identical for any number of threads. Not thread-safe itself.
 */
public final class Derivatives implements AutoCloseable {
  private final NetworkSpec spec;
  private final Network network;
  private final SampleSource samples;
  private final Parameters parameters;
  private final TangentPass pass;
  private @Nullable NativeArray between;

  /**
   * Takes over the parameters of a network.
   *
   * @param network stays open and belongs to the caller, as does {@code samples}; its parameters
   *     are taken now, and again by {@link #refresh}
   * @param samples x_1 .. x_n, of the network's input dimension
   * @param team the threads that compute
   * @throws IllegalArgumentException if every layer is frozen, one is truncated (its second
   *     derivatives are not here), or the samples do not fit
   */
  public Derivatives(Network network, SampleSource samples, ThreadTeam team) {
    this.spec = network.spec();
    if (samples.dimension() != spec.inputs()) {
      throw new IllegalArgumentException(
          "samples: expected dimension " + spec.inputs() + ", found " + samples.dimension());
    }
    if (spec.truncated()) {
      throw new IllegalArgumentException("network: expected no truncated layer, found one");
    }
    this.network = network;
    this.samples = samples;
    this.parameters = new Parameters(spec);
    this.pass = new TangentPass(network, parameters, team);
    refresh();
  }

  /** Takes over the parameters of the network as they are now. */
  public void refresh() {
    pass.read(network);
  }

  /** {@return how vectors of parameters are laid out} */
  public Parameters parameters() {
    return parameters;
  }

  /**
   * {@return nK, the length of a vector of outputs}
   *
   * @throws ArithmeticException if it passes 2^31 - 1
   */
  public int outputs() {
    return Math.multiplyExact(samples.size(), spec.outputs());
  }

  /**
   * Multiplies by the Jacobian.
   *
   * @param v [P] in float64
   * @param product becomes J v [n x K], in float64
   * @throws IllegalArgumentException if an array has another length or precision
   */
  public void jacobian(NativeArray v, NativeArray product) {
    check("v", v, parameters.count());
    check("product", product, outputs());
    pass.along(v);
    int k = spec.outputs();
    for (int from = 0; from < samples.size(); from += TangentPass.PIECE) {
      int count = count(from);
      pass.run(inputs(from, count), count, null, null, false);
      product.copyFrom(from * k, pass.outputTangents(), 0, count * k);
    }
  }

  /**
   * Multiplies by the transposed Jacobian.
   *
   * @param u [n x K] in float64
   * @param product becomes J^T u [P], in float64
   * @throws IllegalArgumentException if an array has another length or precision
   */
  public void jacobianTransposed(NativeArray u, NativeArray product) {
    check("u", u, outputs());
    check("product", product, parameters.count());
    pass.along(null);
    int k = spec.outputs();
    for (int from = 0; from < samples.size(); from += TangentPass.PIECE) {
      int start = from;
      pass.run(
          inputs(from, count(from)),
          count(from),
          (row, rows, outputs, tangents, adjoint, bent) ->
              adjoint.copyFrom(0, u, (start + row) * k, rows * k),
          product,
          from == 0);
    }
  }

  /**
   * Multiplies by Theta = J J^T [nK x nK], the neural tangent kernel of the samples.
   *
   * @param u [n x K] in float64
   * @param product becomes Theta u [n x K], in float64; may be {@code u}
   * @throws IllegalArgumentException if an array has another length or precision
   */
  public void kernel(NativeArray u, NativeArray product) {
    NativeArray middle = between;
    if (middle == null) {
      middle = parameters.vector();
      between = middle;
    }
    jacobianTransposed(u, middle);
    jacobian(middle, product);
  }

  /**
   * Multiplies by H [P x P], the Hessian of the regularised loss, exactly: forward over reverse,
   * without differences.
   *
   * @param loss of one sample
   * @param scale mean over the samples, or sum; the weight decay follows
   * @param v [P] in float64
   * @param product becomes H v [P], in float64; another array than v
   * @throws IllegalArgumentException if an array has another length or precision
   */
  public void hessian(OutputLoss loss, LossScale scale, NativeArray v, NativeArray product) {
    check("v", v, parameters.count());
    check("product", product, parameters.count());
    pass.along(v);
    int n = samples.size();
    for (int from = 0; from < n; from += TangentPass.PIECE) {
      int start = from;
      pass.run(
          inputs(from, count(from)),
          count(from),
          (row, rows, outputs, tangents, adjoint, bent) ->
              differentiate(
                  loss, scale.ofSample(n), start + row, rows, outputs, tangents, adjoint, bent),
          product,
          from == 0);
    }
    for (int l = 0; l < spec.depth(); l++) {
      LayerSpec layer = spec.layers().get(l);
      double decay = scale.ofDecay(n) * layer.weightDecay() / layer.stepFactor();
      addScaled(decay, parameters.weights(v, l), parameters.weights(product, l));
      if (layer.decayBias()) {
        addScaled(decay, parameters.biases(v, l), parameters.biases(product, l));
      }
    }
  }

  private void differentiate(
      OutputLoss loss,
      double weight,
      int sample,
      int rows,
      NativeArray outputs,
      NativeArray tangents,
      NativeArray adjoint,
      NativeArray bent) {
    int k = spec.outputs();
    double[] f = new double[k];
    double[] t = new double[k];
    double[] g = new double[k];
    double[] c = new double[k];
    for (int i = 0; i < rows; i++) {
      outputs.read(i * k, f, 0, k);
      tangents.read(i * k, t, 0, k);
      loss.differentiate(f, t, samples.label(sample + i), g, c);
      for (int j = 0; j < k; j++) {
        g[j] *= weight;
        c[j] *= weight;
      }
      adjoint.write(i * k, g, 0, k);
      bent.write(i * k, c, 0, k);
    }
  }

  private static void addScaled(double by, @Nullable NativeArray x, @Nullable NativeArray y) {
    if (by != 0 && x != null && y != null) {
      Kernels.of(Precision.FLOAT64).add(y, x, by, y.length());
    }
  }

  private int count(int from) {
    return Math.min(TangentPass.PIECE, samples.size() - from);
  }

  private NativeArray inputs(int from, int count) {
    return samples.inputs(from, count);
  }

  private static void check(String name, NativeArray array, int length) {
    if (array.length() != length || array.precision() != Precision.FLOAT64) {
      throw new IllegalArgumentException(
          name
              + ": expected "
              + length
              + " numbers in float64, found "
              + array.length()
              + " in "
              + array.precision());
    }
  }

  @Override
  public void close() {
    pass.close();
    if (between != null) {
      between.close();
    }
  }
}
