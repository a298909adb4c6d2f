package org.collapsar.probe;

import java.util.List;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.Taken;

/**
 * Metrics of the particles of the network of Wu and Mondelli (ICML 2025), beyond its features.
 * Delta_a and Delta_u are those of the training step, E is the mean over the particles.
 */
public final class ParticleMetrics implements MetricFamily {
  private static final String WU = "Wu and Mondelli, ICML 2025";

  @Override
  public List<MetricInfo> offers() {
    return List.of(
        stationarity(ParticleTally.EPS)
            .title("stationarity of the particles")
            .label(
                "Stationarity eps_S",
                "stationarity \u03b5_S (no noise)",
                "stationarity eps_S (no noise)")
            .says(
                "How far the particles are from a stationary point; with noise it contains the"
                    + " score of rho, which particles do not give.")
            .formula("eps_S = (E ||Delta_a||^2 + ||Delta_u||^2)^{1/2}")
            .source(WU + ", Definition 4.1")
            .undefined("with noise, if all particles are frozen, or of another network")
            .build(),
        stationarity(ParticleTally.DRIFT)
            .title("drift part of the stationarity")
            .label("Drift part of eps_S", "drift part of stationarity")
            .says("The number of stationarity.eps, with noise and without.")
            .formula("(E ||Delta_a||^2 + ||Delta_u||^2)^{1/2}")
            .source(WU + ", Definition 4.1")
            .undefined("if all particles are frozen, or of another network")
            .build(),
        stationarity(ParticleTally.D)
            .title("norm of D")
            .label(
                "D",
                "norm of D = E[\u0394_a \u03c3(u\u1d40X)]",
                "norm of D = E[Delta_a sigma(u^T X)]")
            .says("The term of Theorem 4.2 that makes it an identity; the score does not enter it.")
            .formula("||D||_F, D = E[Delta_a sigma(u^T X)] [p x n]")
            .source(WU + ", Theorem 4.2")
            .undefined(
                "if the a are frozen, for more than 4096 samples or 2^26 activations, or of another"
                    + " network")
            .build(),
        stationarity(ParticleTally.D_EXPECTED)
            .title("expected norm of D")
            .label("Expected D", "root of the expected square of D")
            .says(
                "What stationarity.d is expected to be with N particles when rho is stationary, for"
                    + " the present W and U; K = S^T S/N, S = sigma(U X).")
            .formula(
                "((lambda_rho/(beta N)) (p tr K + (gamma^2/(lambda_rho n)) tr(W W^T) tr"
                    + " K^2))^{1/2}")
            .source("derived here")
            .undefined("where stationarity.d is")
            .build(),
        stationarity(ParticleTally.D_RATIO)
            .title("square of D over its expectation")
            .label("Square of D over expected", "square of D over expected")
            .says("1 on average when the particles are stationary.")
            .formula("||D||_F^2 / E||D||_F^2")
            .source("derived here")
            .undefined("where stationarity.d is, and without noise")
            .build(),
        particles(ParticleTally.SQUARE)
            .title("mean square of a coordinate")
            .label("Square of a coordinate", "mean square of a coordinate")
            .says("Mean square of a coordinate of a particle theta = (a, u).")
            .formula("E||theta||^2/(p + d)")
            .build(),
        particles(ParticleTally.MEAN_SQUARE)
            .title("mean square of an average")
            .label("Square of an average", "mean square of an average")
            .says(
                "Mean over the coordinates of the square of their mean over the particles; 1/N of"
                    + " particles.square is expected of independent particles with mean 0.")
            .formula("mean over the p + d coordinates of (E theta_c)^2")
            .build());
  }

  private static MetricInfo.Builder stationarity(String id) {
    return MetricInfo.metric(id)
        .costs("a backward pass; for D n N numbers in double and products with them")
        .needs(Need.NETWORK)
        .taken(Taken.IN_TRAINING);
  }

  private static MetricInfo.Builder particles(String id) {
    return MetricInfo.metric(id)
        .source("common for particles; here beside its law with W = 0")
        .undefined("of another network than the mean-field one")
        .costs("one look at the weights")
        .needs(Need.NETWORK)
        .taken(Taken.IN_TRAINING);
  }

  @Override
  public Cadence cadence() {
    return Cadence.EACH_EPOCH;
  }

  @Override
  public Collector start(Training training, Wanted wanted) {
    return new ParticleTally(training, wanted.metrics());
  }
}
