package org.collapsar.probe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.jspecify.annotations.Nullable;

/**
 * The two sides of Lemma 4.5 of Wu and Mondelli (ICML 2025, (19)): at a stationary point of the
 * free energy
 *
 * <pre>lambda_rho E[a a^T] - lambda_W W W^T = beta^{-1} I_p,</pre>
 *
 * each divided by beta^{-1}.
 *
 * @param particles beta lambda_rho E[a a^T] [p x p], E the mean over the particles
 * @param weights beta lambda_W W W^T [p x p]
 */
public record StationaryMoments(Matrix particles, Matrix weights) {
  /** Names of the matrices: those of the particles, of W, and their difference. */
  public static final List<String> MATRICES =
      List.of("lemma4.5.particles", "lemma4.5.weights", "lemma4.5.difference");

  static final String MAX = "lemma4.5.max";
  static final String DIAGONAL = "lemma4.5.diagonal";
  static final String OFF_DIAGONAL = "lemma4.5.offdiagonal";

  /**
   * Checks that a network has these matrices.
   *
   * @param network of any kind
   * @throws BadInputException if it is not the mean-field network, or has no noise
   */
  public static void check(ObservedNetwork network) {
    String why = refusal(network);
    if (why != null) {
      throw new BadInputException(
          "metrics.matrices: expected the mean-field network with noise, found that " + why);
    }
  }

  /** Why a network has none, to follow "because"; null where it has. */
  static @Nullable String refusal(ObservedNetwork network) {
    return network.dense().isPresent() ? refusal(network.dense().get().spec()) : DenseNetwork.NONE;
  }

  /** The same of a stack of dense layers. */
  static @Nullable String refusal(NetworkSpec spec) {
    String why = MeanField.refusal(spec);
    return why != null
        ? why
        : MeanField.of(spec).noise() == 0
            ? "there is no noise, so that beta^{-1}, which all is divided by, is 0"
            : null;
  }

  /**
   * Computes the two sides of the weights as they are.
   *
   * @param network mean-field, with noise
   * @return both, divided by beta^{-1}
   * @throws IllegalArgumentException if it is not the mean-field network, or has no noise
   */
  public static StationaryMoments of(Network network) {
    String why = refusal(network.spec());
    if (why != null) {
      throw new IllegalArgumentException(why);
    }
    MeanField field = MeanField.of(network.spec());
    Matrix a = network.matrix(1);
    Matrix w = network.matrix(2).transposed();
    return new StationaryMoments(
        a.gram().scaled(field.decayRho() / field.noise() / field.particles()),
        w.gram().scaled(field.decayW() / field.noise()));
  }

  /** {@return the difference of both, which Lemma 4.5 wants to be I_p} */
  public Matrix difference() {
    return particles.combine(1, -1, weights);
  }

  /** {@return the matrices by the names of {@link #MATRICES}} */
  public Map<String, Matrix> matrices() {
    Map<String, Matrix> all = new LinkedHashMap<>();
    all.put(MATRICES.get(0), particles);
    all.put(MATRICES.get(1), weights);
    all.put(MATRICES.get(2), difference());
    return all;
  }

  /**
   * One of {@code lemma4.5.max}, {@code .diagonal} and {@code .offdiagonal}: the largest absolute
   * entry of the difference less I_p, of all, on its diagonal, beside it.
   */
  MetricValue value(String id) {
    Matrix difference = difference();
    double largest = 0;
    for (int i = 0; i < difference.rows(); i++) {
      for (int j = 0; j < difference.columns(); j++) {
        boolean counts = i == j ? !id.equals(OFF_DIAGONAL) : !id.equals(DIAGONAL);
        double departure = Math.abs(difference.get(i, j) - (i == j ? 1 : 0));
        // A NaN is not larger than anything, and is to be seen.
        if (counts && !(departure <= largest)) {
          largest = departure;
        }
      }
    }
    return Diverged.unlessFinite(largest);
  }
}
