package org.collapsar.lab.certify;

import java.util.List;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.HeadFit;
import org.jspecify.annotations.Nullable;

/**
 * Network, or the linear layers at its end, with its certificates.
 *
 * @param source where it is from, for the reader
 * @param sizes what was certified, in words
 * @param fit how well its outputs fit the labels; null where it does not end in linear layers, and
 *     where that leaves the range of double precision
 * @param remarks sentences on what is certified, and on why outputs do not fit
 * @param certificates in their order
 */
public record CertifiedHead(
    String source,
    String sizes,
    @Nullable HeadFit fit,
    List<String> remarks,
    List<Certificate> certificates) {
  /**
   * Keeps copies of the lists.
   *
   * @param source where it is from, for the reader
   * @param sizes what was certified, in words
   * @param fit how well its outputs fit the labels; null where it does not end in linear layers,
   *     and where that leaves the range of double precision
   * @param remarks sentences on what is certified, and on why outputs do not fit
   * @param certificates in their order
   */
  public CertifiedHead {
    remarks = List.copyOf(remarks);
    certificates = List.copyOf(certificates);
  }
}
