package org.collapsar.probe;

import java.util.List;
import java.util.Optional;
import org.collapsar.linalg.Matrix;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.SampleSource;
import org.collapsar.theory.Certificate;
import org.collapsar.train.Loss;
import org.jspecify.annotations.Nullable;

/**
 * Evaluation of the theorems about a network on what the visitor of a pass takes from it: {@link
 * HeadProbe} for networks that end in linear layers, {@link MeanFieldProbe} for mean-field ones.
 */
public interface CertificateProbe extends PassVisitor, AutoCloseable {

  /** Cadence of certificates: each costs as much as some epochs of a small network. */
  Cadence CADENCE = Cadence.every("certificatesEvery", 10);

  /** What a network has to be, to follow "expected". */
  String EXPECTED = HeadProbe.EXPECTED + ", or a mean-field network with the squared loss";

  /**
   * Tells what no theorem is about in a network.
   *
   * @param spec of the network
   * @param loss that it is trained with
   * @return to follow "found"; null if the theorems are about it
   */
  static @Nullable String refusal(NetworkSpec spec, Loss loss) {
    if (MeanFieldProbe.fits(spec)) {
      return loss == Loss.SQUARED ? null : "a mean-field network with another loss";
    }
    return spec.truncated()
        ? "a network whose second layer is truncated, which Theorem 4.2 is not about"
        : HeadProbe.refusal(spec);
  }

  /**
   * Tells what no theorem is about in any network.
   *
   * @param network of any kind
   * @param loss that it is trained with
   * @return to follow "found"; null if the theorems are about it
   */
  static @Nullable String refusal(ObservedNetwork network, Loss loss) {
    return network.dense().isPresent()
        ? refusal(network.dense().get().spec(), loss)
        : HeadProbe.refusal(network);
  }

  /**
   * Makes the probe for a network.
   *
   * @param network stays open and belongs to the caller, as does {@code train}
   * @param train the samples of the pass
   * @param loss what the network is trained with
   * @param coupledDecay whether weight decay is a part of the gradient
   * @return the probe of its kind; has to be closed
   * @throws IllegalArgumentException if there is a {@link #refusal}
   * @throws org.collapsar.BadInputException if the activations would not fit one array
   */
  static CertificateProbe of(
      ObservedNetwork network, SampleSource train, Loss loss, boolean coupledDecay) {
    String refusal = refusal(network, loss);
    if (refusal != null) {
      throw new IllegalArgumentException(refusal);
    }
    return network
        .dense()
        .map(DenseNetwork::network)
        .filter(dense -> MeanFieldProbe.fits(dense.spec()))
        .<CertificateProbe>map(dense -> new MeanFieldProbe(dense, train))
        .orElseGet(() -> new HeadProbe(network, train, loss, coupledDecay));
  }

  /**
   * Evaluates the theorems on the pass that this has seen.
   *
   * @param moment of the run, with the gradient of that pass
   * @return one certificate per theorem
   * @throws org.collapsar.BadInputException if a number is not finite
   */
  List<Certificate> certificates(EpochContext moment);

  /**
   * {@return the features and what a theorem predicts of them, at the last certificates; mostly
   * empty}
   */
  default Optional<Parity> parity() {
    return Optional.empty();
  }

  /**
   * Chooses by the kind of network.
   *
   * @param <T> what comes of it
   * @param kinds a case for each kind
   * @return what the case gave
   */
  <T> T match(Kinds<T> kinds);

  /** Cases for the kinds of networks. */
  interface Kinds<T> {
    /**
     * Takes the probe of a network that ends in linear layers.
     *
     * @param probe itself
     * @return what comes of it
     */
    T head(HeadProbe probe);

    /**
     * Takes the probe of a mean-field network.
     *
     * @param probe itself
     * @return what comes of it
     */
    T meanField(MeanFieldProbe probe);
  }

  /**
   * Features beside predicted ones.
   *
   * @param actual H [n x p]
   * @param predicted [n x p]
   */
  record Parity(Matrix actual, Matrix predicted) {}

  @Override
  void close();
}
