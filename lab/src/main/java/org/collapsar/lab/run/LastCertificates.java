package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.lab.document.CertificateJson;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.document.JsonDocument;
import org.collapsar.lab.document.Section;
import org.collapsar.theory.Certificate;

/**
 * Certificates of the last epoch on which they were evaluated, with all that certificates.csv
 * leaves out: certificates.json of a run.
 *
 * @param epoch after which
 * @param certificates in their order
 */
public record LastCertificates(int epoch, List<Certificate> certificates) {
  /**
   * Keeps a copy of the list.
   *
   * @param epoch after which
   * @param certificates in their order
   */
  public LastCertificates {
    certificates = List.copyOf(certificates);
  }

  /**
   * Reads certificates.json.
   *
   * @throws org.collapsar.BadInputException if it is malformed
   */
  static LastCertificates read(Path file) {
    Section top = JsonDocument.read(file, DocumentType.CERTIFY);
    return new LastCertificates(top.whole("epoch", 0), CertificateJson.read(top));
  }

  ObjectNode json() {
    ObjectNode json = DocumentType.CERTIFY.begin().put("epoch", epoch);
    json.set("certificates", CertificateJson.of(certificates));
    return json;
  }
}
