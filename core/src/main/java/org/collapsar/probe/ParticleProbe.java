package org.collapsar.probe;

import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.SampleSource;
import org.collapsar.train.Loss;
import org.jspecify.annotations.Nullable;

/**
 * Visitor that takes {@link Particles} from the pass that measures a network: it keeps what the
 * first layer makes of every sample, n x N numbers in double, and the residual.
 */
public final class ParticleProbe implements PassVisitor {
  /** Most numbers that are kept: a gigabyte. */
  private static final long MOST = 1L << 27;

  private final Network network;
  private final MeanField field;
  private final int[] labels;
  private final Matrix s;
  private final Matrix residual;

  /**
   * Prepares to see passes.
   *
   * @param network stays open and belongs to the caller
   * @param train the samples of the pass
   * @throws IllegalArgumentException if there is a {@link #refusal}
   */
  public ParticleProbe(Network network, SampleSource train) {
    NetworkSpec spec = network.spec();
    String why = refusal(spec, train.size());
    if (why != null) {
      throw new IllegalArgumentException(why);
    }
    this.network = network;
    this.field = MeanField.of(spec);
    this.labels = train.labels();
    this.s = new Matrix(train.size(), field.particles());
    this.residual = new Matrix(spec.outputs(), train.size());
  }

  /**
   * Tells why there are no particles to speak of in any network.
   *
   * @param network of any kind
   * @param samples n
   * @return to follow "because"; null where there are particles
   */
  public static @Nullable String refusal(ObservedNetwork network, int samples) {
    return network.dense().isPresent()
        ? refusal(network.dense().get().spec(), samples)
        : DenseNetwork.NONE;
  }

  /**
   * Tells why there are no particles to speak of.
   *
   * @param spec of the network
   * @param samples n
   * @return to follow "because"; null where there are particles
   */
  public static @Nullable String refusal(NetworkSpec spec, int samples) {
    String why = MeanField.refusalButForTruncation(spec);
    if (why != null) {
      return why;
    }
    long kept = (long) samples * spec.layers().get(0).width();
    return kept > MOST
        ? "%d samples of %d particles are more than the %d numbers that it is measured of"
            .formatted(samples, spec.layers().get(0).width(), MOST)
        : null;
  }

  @Override
  public void visit(int start, int samples, Activations pass) {
    int width = s.columns();
    pass.after(0).read(0, s.data(), start * width, samples * width);
    NativeArray outputs = pass.after(2);
    int q = residual.rows();
    int n = residual.columns();
    for (int i = 0; i < samples; i++) {
      for (int c = 0; c < q; c++) {
        residual.data()[c * n + start + i] =
            outputs.get(i * q + c) - (labels[start + i] == c ? 1 : 0);
      }
    }
  }

  /**
   * Fills the probe by a pass of its own, to the bits of any other pass.
   *
   * @param train the samples of the pass
   * @param threads at least 1; no number depends on it
   */
  public void pass(SampleSource train, int threads) {
    try (ThreadTeam team = new ThreadTeam(threads);
        NetworkSweep pass = new DenseNetwork(network).sweep(team, Loss.SQUARED, false)) {
      pass.evaluate(train, this);
    }
  }

  /**
   * Takes the network with what the last pass left; the next one changes s and the residual.
   *
   * @return matrices of which s and the residual are this probe's own
   */
  public Particles particles() {
    return new Particles(
        network.matrix(1),
        network.matrix(0),
        network.matrix(2).transposed(),
        s,
        residual,
        labels,
        field.gamma(),
        field.decayRho(),
        field.noise(),
        network.spec().layers().get(1).truncation());
  }
}
