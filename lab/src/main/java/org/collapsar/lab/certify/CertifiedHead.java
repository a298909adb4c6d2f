package org.collapsar.lab.certify;

import java.util.List;
import org.collapsar.theory.Certificate;

/**
 * A network, or the linear layers at its end, with its certificates.
 *
 * @param source where it is from, for the reader
 * @param sizes what was certified, in words
 * @param certificates in their order
 */
public record CertifiedHead(String source, String sizes, List<Certificate> certificates) {
  public CertifiedHead {
    certificates = List.copyOf(certificates);
  }
}
