package org.collapsar.probe;

import org.collapsar.linalg.Blas;
import org.collapsar.linalg.KrylovSpectrum;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Derivatives;
import org.collapsar.net.LossScale;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Parameters;
import org.collapsar.net.SampleSource;
import org.collapsar.random.GaussianStream;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;

/**
 * Ends of the two spectra that say how training moves near a point: of the neural tangent kernel
 * Theta = J P J^T [nK x nK], and of the Hessian P^{1/2} H P^{1/2} of the regularised loss; P is the
 * diagonal of the step factors, the identity in all networks but the mean-field one. Gradient
 * descent W &lt;- W - eta P grad L contracts along every direction of positive curvature if and
 * only if eta times the largest eigenvalue of the latter is below 2.
 *
 * <p>By Lanczos on products, neither matrix is formed. The start is random, by seed.
 */
public final class Curvature implements NetworkSpectra {
  private static final long MEMORY = 256L << 20;

  /** A residual of a hundredth is an error of about 1e-4 in the eigenvalue. */
  private static final double ROUGH = 0.01;

  private final Network network;
  private final ThreadTeam team;
  private final NetworkSpec spec;
  private final Loss loss;
  private final Seed seed;
  private final Derivatives derivatives;
  private final Parameters parameters;
  private final boolean preconditioned;
  private final NativeArray direction;

  /**
   * Prepares products with the kernel and the Hessian.
   *
   * @param network stays open and belongs to the caller, as does {@code samples}; its parameters
   *     are taken now, and again by {@link #refresh}
   * @param samples of the loss and the kernel
   * @param team the threads that compute; stays open
   * @param loss of the network
   * @param seed of the starts
   * @throws IllegalArgumentException if every layer is frozen, or the samples do not fit
   */
  public Curvature(Network network, SampleSource samples, ThreadTeam team, Loss loss, Seed seed) {
    this.network = network;
    this.team = team;
    this.spec = network.spec();
    this.loss = loss;
    this.seed = seed;
    this.derivatives = new Derivatives(network, samples, team);
    this.parameters = derivatives.parameters();
    this.direction = parameters.vector();
    this.preconditioned = spec.layers().stream().anyMatch(l -> l.stepFactor() != 1);
  }

  /** Takes over the parameters of the network as they are now. */
  public void refresh() {
    derivatives.refresh();
  }

  /** {@return the products themselves, without step factors} */
  public Derivatives derivatives() {
    return derivatives;
  }

  /**
   * The given tolerance and limit, with a basis of up to 40 vectors, fewer where they would take
   * more than 256 MB.
   */
  private static KrylovSpectrum.Options options(int dimension, double tolerance, int products) {
    long fit = MEMORY / (8L * dimension) - 2;
    return new KrylovSpectrum.Options(tolerance, products, (int) Math.max(8, Math.min(40, fit)));
  }

  /**
   * {@inheritDoc} Theta is positive semi-definite: its norm is its largest eigenvalue, of which a
   * Ritz value is a lower bound.
   */
  @Override
  public KrylovSpectrum.Extremes kernelNorm(double tolerance, int products) {
    int n = derivatives.outputs();
    try (NativeArray start = start(n, "kernel")) {
      return KrylovSpectrum.extremes(
          this::kernel, start, KrylovSpectrum.Ends.LARGEST, options(n, tolerance, products));
    }
  }

  private void kernel(NativeArray u, NativeArray product) {
    derivatives.jacobianTransposed(u, direction);
    scale(direction, false);
    derivatives.jacobian(direction, product);
  }

  @Override
  public KrylovSpectrum.Extremes sharpness(
      LossScale scale, KrylovSpectrum.Ends ends, double tolerance, int products) {
    int n = parameters.count();
    try (NativeArray start = start(n, "hessian")) {
      return KrylovSpectrum.extremes(
          (v, product) -> hessian(derivatives, scale, v, product),
          start,
          ends,
          options(n, tolerance, products));
    }
  }

  @Override
  public double sharpnessElsewhere(SampleSource others, int products) {
    int n = parameters.count();
    // Without restarts: a basis for every product, and no more.
    KrylovSpectrum.Options options =
        new KrylovSpectrum.Options(ROUGH, products, Math.max(4, products));
    try (NativeArray y = start(n, "hessian")) {
      KrylovSpectrum.extremes(
          (v, product) -> hessian(derivatives, LossScale.MEAN, v, product),
          y,
          KrylovSpectrum.Ends.LARGEST,
          options,
          y);
      try (Derivatives elsewhere = new Derivatives(network, others, team);
          NativeArray product = parameters.vector();
          NativeArray value = NativeArray.allocate(Precision.FLOAT64, 1)) {
        hessian(elsewhere, LossScale.MEAN, y, product);
        Blas.gemv(1, Operand.of(y, 1, n), product, 0, value);
        if (!Double.isFinite(value.get(0))) {
          throw new ArithmeticException("a product with the Hessian is not finite");
        }
        return value.get(0);
      }
    }
  }

  private void hessian(Derivatives of, LossScale scale, NativeArray v, NativeArray product) {
    if (!preconditioned) {
      of.hessian(loss.ofOutputs(), scale, v, product);
      return;
    }
    direction.copyFrom(0, v, 0, v.length());
    scale(direction, true);
    of.hessian(loss.ofOutputs(), scale, direction, product);
    scale(product, true);
  }

  /** vector &lt;- P vector, or P^{1/2} vector. */
  private void scale(NativeArray vector, boolean root) {
    for (int l = 0; l < spec.depth(); l++) {
      double factor = spec.layers().get(l).stepFactor();
      double by = root ? Math.sqrt(factor) : factor;
      if (by != 1) {
        parameters.scale(vector, l, by);
      }
    }
  }

  private NativeArray start(int length, String purpose) {
    NativeArray start = NativeArray.allocate(Precision.FLOAT64, length);
    GaussianStream gaussian = new GaussianStream();
    gaussian.seed(seed.split(purpose));
    double[] piece = new double[GaussianStream.LARGEST];
    for (int from = 0; from < length; from += piece.length) {
      int count = Math.min(piece.length, length - from);
      gaussian.fill(piece, count);
      start.write(from, piece, 0, count);
    }
    return start;
  }

  @Override
  public void close() {
    derivatives.close();
    direction.close();
  }
}
