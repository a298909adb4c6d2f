package org.collapsar.probe;

import java.util.List;
import java.util.Optional;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Gram;
import org.collapsar.linalg.KernelFactor;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Activation;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.SampleSource;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.Landscape;
import org.collapsar.theory.LandscapeCertificates;
import org.collapsar.theory.MeanFieldModel;
import org.collapsar.theory.MeanFieldPoint;
import org.collapsar.theory.Nonlinearity;
import org.collapsar.theory.ParticleInputs;
import org.collapsar.theory.TheoremCatalogue;
import org.collapsar.train.Loss;
import org.jspecify.annotations.Nullable;

/**
 * Evaluation of the landscape theorems on a mean-field network as it is trained. The visitor of a
 * pass keeps S = sigma(X U^T), n x N numbers in the network's precision, from the first piece of a
 * pass until the point is evaluated, and the features; Delta_a and Delta_u are the gradient that
 * the same pass makes, which is the gradient of training.
 */
public final class MeanFieldProbe implements CertificateProbe {
  private final Network network;
  private final SampleSource train;
  private final int[] labels;
  private final MeanFieldModel model;
  private final int particles;
  private final Matrix features;
  private final ActivationTable table;
  private @Nullable Landscape landscape;

  /**
   * Prepares to see passes.
   *
   * @param network stays open and belongs to the caller, as does {@code train}; trained with the
   *     squared loss
   * @param train the samples of the pass
   * @throws IllegalArgumentException if it is none that {@link #fits}
   * @throws BadInputException if n x N numbers are too many for one array
   */
  public MeanFieldProbe(Network network, SampleSource train) {
    NetworkSpec spec = network.spec();
    if (!fits(spec)) {
      throw new IllegalArgumentException("expected a mean-field network, found " + spec);
    }
    this.network = network;
    this.train = train;
    this.particles = spec.layers().get(0).width();
    this.model = model(spec, network.precision());
    this.labels = train.labels();
    this.features = new Matrix(train.size(), spec.inputsOf(2));
    long bytes = (long) train.size() * particles * network.precision().bytes();
    if (bytes > Integer.MAX_VALUE - 64) {
      throw new BadInputException(
          "certificates of a mean-field network keep samples x particles activations: expected at"
              + " most 2147483583 bytes of them, found "
              + train.size()
              + " x "
              + particles
              + " in "
              + network.precision()
              + ", "
              + bytes
              + " bytes");
    }
    this.table = new ActivationTable(0, train.size(), particles, network.precision());
  }

  /**
   * Tells whether a network is that of {@link NetworkSpec#meanField} with particles that are
   * trained; a single particle is an ordinary network.
   *
   * @param spec of the network
   * @return true where this probe can be made for it
   */
  public static boolean fits(NetworkSpec spec) {
    if (MeanField.refusal(spec) != null) {
      return false;
    }
    MeanField field = MeanField.of(spec);
    return field.particles() > 1 && field.gamma() > 0 && field.movesU() && field.movesA();
  }

  private static MeanFieldModel model(NetworkSpec spec, Precision precision) {
    LayerSpec u = spec.layers().get(0);
    LayerSpec w = spec.layers().get(2);
    return new MeanFieldModel(
        w.outputScale(),
        u.weightDecay(),
        w.weightDecay(),
        u.noise(),
        w.frozen(),
        nonlinearity(u.activation()),
        precision == Precision.FLOAT32 ? 0x1p-24 : 0x1p-53);
  }

  /** What theory takes of an activation. */
  static Nonlinearity nonlinearity(Activation sigma) {
    return switch (sigma.kind()) {
      case TANH -> Nonlinearity.tanh(sigma::value);
      case SIGMOID -> Nonlinearity.sigmoid(sigma::value);
      case IDENTITY, RELU, LEAKY_RELU, SMOOTH_LEAKY_RELU ->
          Nonlinearity.unbounded(sigma.toString(), sigma::value);
    };
  }

  /** {@return the constants of the network and its training} */
  public MeanFieldModel model() {
    return model;
  }

  @Override
  public void visit(int start, int samples, Activations pass) {
    table.visit(start, samples, pass);
    int width = features.columns();
    pass.after(1).read(0, features.data(), start * width, samples * width);
  }

  @Override
  public boolean needsGradient() {
    return true;
  }

  /**
   * Makes a pass of its own and evaluates the theorems on it, to the bits of any other pass.
   *
   * @param threads how many threads compute; no number depends on it
   * @return the point, its certificates and the predicted features
   */
  public Landscape evaluate(int threads) {
    try (ThreadTeam team = new ThreadTeam(threads);
        NetworkSweep pass = new DenseNetwork(network).sweep(team, Loss.SQUARED, false)) {
      pass.differentiate(train, this);
      return landscape(pass.gradient(), threads);
    }
  }

  /**
   * Evaluates the theorems on the pass that this has seen; the activations are given back.
   *
   * @param gradient of that pass
   * @param threads how many compute, at least 1; no number depends on it
   * @return the point, its certificates and the predicted features
   * @throws IllegalStateException if there was none since the last time
   * @throws BadInputException if a number is not finite
   */
  public Landscape landscape(Gradient gradient, int threads) {
    try {
      landscape = LandscapeCertificates.of(point(gradient, threads), threads);
      return landscape;
    } finally {
      close();
    }
  }

  @Override
  public List<Certificate> certificates(EpochContext moment) {
    return landscape(moment.gradient(), moment.threads()).certificates();
  }

  /** {@return H and F of the {@link #landscape(Gradient, int)} that was answered last} */
  @Override
  public Optional<Parity> parity() {
    Landscape last = landscape;
    Matrix predicted = last == null ? null : last.predicted();
    return last == null || predicted == null
        ? Optional.empty()
        : Optional.of(new Parity(last.actual(), predicted));
  }

  @Override
  public <T> T match(Kinds<T> kinds) {
    return kinds.meanField(this);
  }

  /**
   * Evaluates the theorems about the data that such a network is trained on, which no run
   * evaluates.
   *
   * @param threads how many compute, at least 1; no number depends on it
   * @return one certificate per theorem
   */
  public List<Certificate> ofInputs(int threads) {
    Matrix x = train.matrix();
    return TheoremCatalogue.ALL.evaluate(
        ParticleInputs.class, new ParticleInputs(x, model.sigma(), threads));
  }

  /**
   * Takes the point of the pass that this has seen; its kernel reads what this keeps, until {@link
   * #close}.
   *
   * @param gradient of that pass
   * @param threads how many compute, at least 1; no number depends on it
   * @return a value that the theorems are evaluated on
   */
  public MeanFieldPoint point(Gradient gradient, int threads) {
    KernelFactor kernel = new KernelFactor(table.array(), train.size(), particles);
    int p = features.columns();
    double share = 1.0 / particles;
    Matrix a = network.matrix(1);
    Matrix delta = new Matrix(p, particles, gradient.weights(1).toDoubles());
    Matrix u = network.matrix(0);
    Matrix defect;
    try (ThreadTeam team = new ThreadTeam(threads)) {
      defect = kernel.times(delta.transposed(), team);
    }
    return new MeanFieldPoint(
        features,
        labels,
        network.matrix(2).transposed(),
        defect.scaled(share),
        Gram.ofRows(a).scaled(share),
        Blas.timesTransposed(delta, a).scaled(share),
        delta.squaredNorm() * share,
        gradient.weights(0).squaredNorm() * share,
        (a.squaredNorm() + u.squaredNorm()) * share,
        kernel,
        model);
  }

  /** Gives the activations back; the next pass fills new ones. */
  @Override
  public void close() {
    table.close();
  }
}
