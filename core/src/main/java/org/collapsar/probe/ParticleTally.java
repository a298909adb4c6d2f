package org.collapsar.probe;

import java.util.List;
import java.util.Objects;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.linalg.Precision;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.Network;
import org.jspecify.annotations.Nullable;

/**
 * Collects what {@link ParticleMetrics} are made of, from one pass with its gradient, so that
 * Delta_a and Delta_u are those of the training step.
 */
final class ParticleTally implements MetricFamily.Collector {
  static final String EPS = "stationarity.eps";
  static final String DRIFT = "stationarity.drift";
  static final String D = "stationarity.d";
  static final String D_EXPECTED = "stationarity.d.expected";
  static final String D_RATIO = "stationarity.d.ratio";
  static final String SQUARE = "particles.square";
  static final String MEAN_SQUARE = "particles.mean.square";

  /** Most numbers of S that are kept in double: half a gigabyte. */
  private static final long MOST_ACTIVATIONS = 1L << 26;

  /** Most samples of a kernel that is formed. */
  private static final int MOST_SAMPLES = 4096;

  private final @Nullable Network network;
  private final List<String> ids;
  private final @Nullable MeanField field;
  private final String refusal;
  private final int samples;
  private final String withoutD;
  private final @Nullable ActivationTable activations;

  /**
   * @param ids those that are wanted, in order
   */
  ParticleTally(Training training, List<String> ids) {
    this.network = training.network().dense().map(DenseNetwork::network).orElse(null);
    this.ids = ids;
    this.samples = training.train().size();
    String why = network == null ? DenseNetwork.NONE : MeanField.refusal(network.spec());
    this.refusal = why == null ? "" : "because " + why;
    this.field = network == null || why != null ? null : MeanField.of(network.spec());
    this.withoutD = withoutD();
    this.activations =
        field != null && wantsD()
            ? new ActivationTable(0, samples, field.particles(), Precision.FLOAT64)
            : null;
  }

  private String withoutD() {
    if (field == null) {
      return refusal;
    }
    if (!field.movesA()) {
      return "because the second-layer weights are frozen and have no gradient";
    }
    return samples > MOST_SAMPLES || (long) samples * field.particles() > MOST_ACTIVATIONS
        ? "because %d samples of %d particles are more than the limit of this metric (%d samples, %d activations)"
            .formatted(samples, field.particles(), MOST_SAMPLES, MOST_ACTIVATIONS)
        : "";
  }

  private boolean wantsD() {
    return withoutD.isEmpty() && ids.stream().anyMatch(id -> id.startsWith(D));
  }

  @Override
  public boolean needsGradient() {
    return network != null && ids.stream().anyMatch(id -> id.startsWith("stationarity."));
  }

  /** Before the piece's backward pass. */
  @Override
  public void visit(int start, int count, Activations pass) {
    if (activations != null) {
      activations.visit(start, count, pass);
    }
  }

  @Override
  public void measure(Epoch epoch) {
    MeanField field = this.field;
    Network network = this.network;
    if (field == null || network == null) {
      ids.forEach(id -> epoch.put(id, MetricValue.undefined(refusal)));
      return;
    }
    Gradient gradient = epoch.gradient();
    double[] d = wantsD() ? squaresOfD(network, field, gradient) : new double[] {0, 0};
    double[] squares = squares(network, field);
    for (String id : ids) {
      epoch.put(
          id,
          switch (id) {
            case EPS ->
                field.noise() == 0
                    ? drift(field, gradient)
                    : MetricValue.undefined(
                        "because there is noise: eps_S then contains the score of rho, which"
                            + " particles do not give (its drift part is stationarity.drift)");
            case DRIFT -> drift(field, gradient);
            case D -> ofD(Math.sqrt(d[0]));
            case D_EXPECTED -> ofD(Math.sqrt(d[1]));
            case D_RATIO ->
                withoutD.isEmpty() && !(d[1] > 0)
                    ? MetricValue.undefined("because without noise the theory predicts only D -> 0")
                    : ofD(d[0] / d[1]);
            case SQUARE -> Diverged.unlessFinite(squares[0]);
            case MEAN_SQUARE -> Diverged.unlessFinite(squares[1]);
            default -> throw new IllegalArgumentException("no metric of particles: " + id);
          });
    }
  }

  private static MetricValue drift(MeanField field, Gradient gradient) {
    if (!field.movesA() && !field.movesU()) {
      return MetricValue.undefined("because all particles are frozen");
    }
    double sum = 0;
    if (field.movesU()) {
      sum += gradient.weights(0).squaredNorm();
    }
    if (field.movesA()) {
      sum += gradient.weights(1).squaredNorm();
    }
    return Diverged.unlessFinite(Math.sqrt(sum / field.particles()));
  }

  private MetricValue ofD(double value) {
    return withoutD.isEmpty() ? Diverged.unlessFinite(value) : MetricValue.undefined(withoutD);
  }

  /** ||D||_F^2, and what is expected of it. */
  private double[] squaresOfD(Network network, MeanField field, Gradient gradient) {
    ActivationTable s = Objects.requireNonNull(activations);
    int big = field.particles();
    int p = field.features();
    try (NativeArray delta = NativeArray.allocate(Precision.FLOAT64, (long) p * big);
        NativeArray d = NativeArray.allocate(Precision.FLOAT64, (long) p * samples);
        NativeArray k = NativeArray.allocate(Precision.FLOAT64, (long) samples * samples)) {
      delta.write(0, gradient.weights(1).toDoubles(), 0, p * big);
      Operand table = s.operand();
      Blas.gemm(
          1.0 / big, Operand.of(delta, p, big), table.transpose(), 0, Operand.of(d, p, samples));
      Blas.gemm(1.0 / big, table, table.transpose(), 0, Operand.of(k, samples, samples));
      double trace = 0;
      for (int i = 0; i < samples; i++) {
        trace += k.get(i * samples + i);
      }
      double ofW = network.matrix(2).squaredNorm();
      double expected =
          field.noise()
              / big
              * (field.decayRho() * p * trace
                  + field.gamma() * field.gamma() / samples * ofW * k.squaredNorm());
      return new double[] {d.squaredNorm(), expected};
    }
  }

  /** Mean square of a coordinate, and mean over the coordinates of their squared means. */
  private static double[] squares(Network network, MeanField field) {
    Matrix a = network.matrix(1);
    Matrix u = network.matrix(0);
    double squares = a.squaredNorm() + u.squaredNorm();
    double ofMeans = 0;
    for (int i = 0; i < field.features(); i++) {
      double sum = 0;
      for (int j = 0; j < field.particles(); j++) {
        sum += a.get(i, j);
      }
      ofMeans += sum * sum;
    }
    for (int i = 0; i < field.inputs(); i++) {
      double sum = 0;
      for (int j = 0; j < field.particles(); j++) {
        sum += u.get(j, i);
      }
      ofMeans += sum * sum;
    }
    double n = field.particles();
    return new double[] {
      squares / (n * field.coordinates()), ofMeans / (n * n * field.coordinates())
    };
  }

  @Override
  public void close() {
    if (activations != null) {
      activations.close();
    }
  }
}
