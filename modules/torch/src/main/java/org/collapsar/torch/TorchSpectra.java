package org.collapsar.torch;

import java.util.Arrays;
import org.collapsar.linalg.KrylovSpectrum;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.net.LossScale;
import org.collapsar.net.SampleSource;
import org.collapsar.probe.NetworkSpectra;
import org.collapsar.probe.ObservedNetwork;
import org.collapsar.random.GaussianStream;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;

/**
 * Ends of the spectra of the tangent kernel and of the Hessian of a network of libtorch. DJL does
 * not hand out gradients that can be differentiated again: so J^T u is a backward pass, and J v and
 * H v are central differences, of outputs and of gradients, in float64 on a copy of the network,
 *
 * <pre>
 * J v = ||v|| (f(theta + h y) - f(theta - h y)) / 2h,   y = v/||v||,   h = 1e-5.
 * </pre>
 *
 * Their error is looked at where it counts, on the vector that was found: the quotient y^T A y with
 * twice the step has to differ by at most {@link #ERROR} of it, else the search has not converged
 * and the difference is its residual. Where ReLUs bend within the step it does.
 */
final class TorchSpectra implements NetworkSpectra {
  /** Largest relative difference between steps h and 2h. */
  static final double ERROR = 1e-4;

  private static final double STEP = 1e-5;
  private static final long MEMORY = 256L << 20;
  private static final double ROUGH = 0.01;

  private final TorchNetwork twin;
  private final TorchSweep sweep;
  private final Doubled samples;
  private final Seed seed;
  private final double[] theta;

  TorchSpectra(TorchNetwork network, SampleSource samples, Loss loss, Seed seed) {
    this.samples = new Doubled(samples);
    this.seed = seed;
    this.twin = network.inDouble();
    this.sweep = new TorchSweep(twin, loss, false);
    this.theta = twin.parameterVector();
  }

  /** The product with a symmetric matrix, by differences of step {@code h}. */
  private interface Product {
    double[] of(double[] v, double h);
  }

  @Override
  public KrylovSpectrum.Extremes kernelNorm(double tolerance, int products) {
    Product kernel =
        (u, h) -> {
          double[] v = sweep.pullBack(samples, u);
          double norm = norm(v);
          return difference(v, norm, h, () -> sweep.outputs(samples));
        };
    int n = Math.multiplyExact(samples.size(), twin.outputs());
    return extremes(kernel, n, "kernel", KrylovSpectrum.Ends.LARGEST, tolerance, products);
  }

  @Override
  public KrylovSpectrum.Extremes sharpness(
      LossScale scale, KrylovSpectrum.Ends ends, double tolerance, int products) {
    return extremes(hessian(samples, scale), theta.length, "hessian", ends, tolerance, products);
  }

  private Product hessian(Doubled of, LossScale scale) {
    double times = scale == LossScale.MEAN ? 1 : of.size();
    return (v, h) -> {
      double[] product = difference(v, norm(v), h, () -> sweep.gradientVector(of));
      for (int i = 0; i < product.length; i++) {
        product[i] *= times;
      }
      return product;
    };
  }

  @Override
  public double sharpnessElsewhere(SampleSource others, int products) {
    KrylovSpectrum.Options options =
        new KrylovSpectrum.Options(ROUGH, products, Math.max(4, products));
    try (NativeArray y = start(theta.length, "hessian");
        Doubled elsewhere = new Doubled(others)) {
      KrylovSpectrum.extremes(
          operator(hessian(samples, LossScale.MEAN)), y, KrylovSpectrum.Ends.LARGEST, options, y);
      double[] direction = y.toDoubles();
      double found = dot(direction, hessian(elsewhere, LossScale.MEAN).of(direction, STEP));
      if (!Double.isFinite(found)) {
        throw new ArithmeticException("a product with the Hessian is not finite");
      }
      return found;
    }
  }

  private KrylovSpectrum.Extremes extremes(
      Product product,
      int n,
      String purpose,
      KrylovSpectrum.Ends ends,
      double tolerance,
      int products) {
    long fit = MEMORY / (8L * n) - 2;
    KrylovSpectrum.Options options =
        new KrylovSpectrum.Options(tolerance, products, (int) Math.max(8, Math.min(40, fit)));
    try (NativeArray y = start(n, purpose)) {
      KrylovSpectrum.Extremes found =
          KrylovSpectrum.extremes(operator(product), y, ends, options, y);
      double[] v = y.toDoubles();
      double other = dot(v, product.of(v, 2 * STEP));
      double error = Math.abs(other - found.largest().value());
      double residual = Math.max(error, found.largest().residual());
      return new KrylovSpectrum.Extremes(
          new KrylovSpectrum.Ritz(found.largest().value(), residual),
          found.smallest(),
          found.products(),
          found.converged() && error <= ERROR * Math.abs(found.largest().value()));
    }
  }

  private static KrylovSpectrum.Operator operator(Product product) {
    return (v, into) -> {
      double[] made = product.of(v.toDoubles(), STEP);
      into.write(0, made, 0, made.length);
    };
  }

  /** What a vector-valued function of the parameters changes by along v. */
  private double[] difference(
      double[] v, double norm, double h, java.util.function.Supplier<double[]> function) {
    if (!(norm > 0)) {
      twin.setParameters(theta);
      return new double[function.get().length];
    }
    twin.setParameters(moved(v, h / norm));
    double[] above = function.get();
    twin.setParameters(moved(v, -h / norm));
    double[] below = function.get();
    twin.setParameters(theta);
    for (int i = 0; i < above.length; i++) {
      above[i] = norm * (above[i] - below[i]) / (2 * h);
    }
    return above;
  }

  private double[] moved(double[] v, double by) {
    double[] at = theta.clone();
    for (int i = 0; i < at.length; i++) {
      at[i] += by * v[i];
    }
    return at;
  }

  private static double norm(double[] v) {
    return Math.sqrt(dot(v, v));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private NativeArray start(int length, String purpose) {
    NativeArray start = NativeArray.allocate(Precision.FLOAT64, length);
    GaussianStream gaussian = new GaussianStream();
    gaussian.seed(seed.split(purpose));
    double[] piece = new double[GaussianStream.LARGEST];
    for (int from = 0; from < length; from += piece.length) {
      int count = Math.min(piece.length, length - from);
      Arrays.fill(piece, 0);
      gaussian.fill(piece, count);
      start.write(from, piece, 0, count);
    }
    return start;
  }

  @Override
  public void close() {
    sweep.close();
    twin.close();
    samples.close();
  }

  /** Samples in float64, piece by piece. */
  private static final class Doubled implements SampleSource, AutoCloseable {
    private final SampleSource of;
    private final NativeArray piece;

    Doubled(SampleSource of) {
      this.of = of;
      this.piece =
          NativeArray.allocate(Precision.FLOAT64, (long) ObservedNetwork.PIECE * of.dimension());
    }

    @Override
    public int size() {
      return of.size();
    }

    @Override
    public int dimension() {
      return of.dimension();
    }

    @Override
    public int classes() {
      return of.classes();
    }

    @Override
    public int label(int i) {
      return of.label(i);
    }

    @Override
    public NativeArray inputs(int start, int count) {
      double[] numbers = new double[count * dimension()];
      of.inputs(start, count).read(0, numbers, 0, numbers.length);
      piece.write(0, numbers, 0, numbers.length);
      return piece;
    }

    @Override
    public void close() {
      piece.close();
    }
  }
}
