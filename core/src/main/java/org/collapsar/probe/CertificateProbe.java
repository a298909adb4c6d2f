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
 * The theorems about a network, evaluated on what the visitor of a pass takes from it: {@link
 * HeadProbe} for networks that end in linear layers, {@link MeanFieldProbe} for mean-field ones.
 */
public interface CertificateProbe extends PassVisitor, AutoCloseable {

  /** When certificates are evaluated: each costs as much as some epochs of a small network. */
  Cadence CADENCE = Cadence.every("certificatesEvery", 10);

  /** What a network has to be, to follow "expected". */
  String EXPECTED = HeadProbe.EXPECTED + ", or a mean-field network with the squared loss";

  /** What no theorem is about in a network, to follow "found"; null if nothing is. */
  static @Nullable String refusal(NetworkSpec spec, Loss loss) {
    if (MeanFieldProbe.fits(spec)) {
      return loss == Loss.SQUARED ? null : "a mean-field network with another loss";
    }
    return spec.truncated()
        ? "a network whose second layer is truncated, which Theorem 4.2 is not about"
        : HeadProbe.refusal(spec);
  }

  /** The same of any network. */
  static @Nullable String refusal(ObservedNetwork network, Loss loss) {
    return network.dense().isPresent()
        ? refusal(network.dense().get().spec(), loss)
        : HeadProbe.refusal(network);
  }

  /**
   * The probe for a network.
   *
   * @param network stays open and belongs to the caller, as does {@code train}
   * @param loss what the network is trained with
   * @param coupledDecay whether weight decay is a part of the gradient
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
   * The certificates of the pass that this has seen.
   *
   * @throws org.collapsar.BadInputException if a number is not finite
   */
  List<Certificate> certificates(EpochContext moment);

  /** Features and what a theorem predicts of them, at the last certificates; mostly nothing. */
  default Optional<Parity> parity() {
    return Optional.empty();
  }

  /** What one makes of it that is another for each kind of network. */
  <T> T match(Kinds<T> kinds);

  /** A case for each kind of network. */
  interface Kinds<T> {
    T head(HeadProbe probe);

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
