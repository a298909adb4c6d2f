package org.collapsar.lab.certify;

import java.util.List;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.LinearHead;

/**
 * A head with its certificates.
 *
 * @param source where it is from, for the reader
 * @param head what was certified
 * @param certificates in their order
 */
public record CertifiedHead(String source, LinearHead head, List<Certificate> certificates) {
  public CertifiedHead {
    certificates = List.copyOf(certificates);
  }
}
