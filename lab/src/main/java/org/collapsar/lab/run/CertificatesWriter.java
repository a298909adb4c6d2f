package org.collapsar.lab.run;

import java.util.List;
import org.collapsar.lab.document.JsonWriter;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.MetricValue;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.Verdict;

/**
 * Writes certificates.csv and certificates.json of a run, each as a whole after every epoch that
 * has certificates. A run without them has neither file.
 */
final class CertificatesWriter {
  private final RunDirectory directory;
  private final StringBuilder rows = new StringBuilder(CertificatesTable.HEADER).append('\n');

  CertificatesWriter(RunDirectory directory) {
    this.directory = directory;
  }

  /** Goes on with what is there of the epochs before {@code epoch}; the rest goes. */
  void resume(int epoch) {
    CsvLines.rowsBefore(epoch, directory.certificatesCsv())
        .forEach(line -> rows.append(line).append('\n'));
  }

  /** Adds an epoch, later than the last; the table leaves out what no run can evaluate. */
  void add(int epoch, List<Certificate> certificates) {
    for (Certificate c : certificates) {
      if (!Certificate.inTraining(c.id()) && !evaluated(c)) {
        continue;
      }
      List<String> tiers = CertificatesTable.tiers(c.bounds());
      for (int i = 0; i < tiers.size(); i++) {
        rows.append(epoch).append(',').append(c.id()).append(',').append(tiers.get(i));
        append(c.value());
        append(c.bounds().get(i).bound());
        rows.append('\n');
      }
    }
    AtomicFiles.write(directory.certificatesCsv(), rows.toString());
    JsonWriter.write(
        directory.certificatesJson(), new LastCertificates(epoch, certificates).json());
  }

  /** Whether nothing that it takes is missing. */
  private static boolean evaluated(Certificate c) {
    return c.value() instanceof MetricValue.Defined
        && c.bounds().stream()
            .flatMap(b -> b.unmet().stream())
            .noneMatch(h -> h.verdict() == Verdict.UNKNOWN);
  }

  /** Writes the predicted and actual features of an epoch, in place of those of the last. */
  void parity(int epoch, Matrix actual, Matrix predicted) {
    AtomicFiles.write(directory.parityCsv(), ParityTable.text(epoch, actual, predicted));
  }

  private void append(MetricValue value) {
    rows.append(',');
    if (value instanceof MetricValue.Defined defined) {
      rows.append(defined.value());
    }
  }
}
