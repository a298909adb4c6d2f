package org.collapsar.lab.config;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.MetricReference;
import org.collapsar.lab.gibbs.GibbsMeasurement;
import org.collapsar.theory.HeadCertificates;
import org.collapsar.theory.LandscapeCertificates;

/**
 * What the runs of an experiment will measure, and so what its figures and claims may be about.
 *
 * @param columns of metrics.csv
 * @param layers metrics of layers.csv
 * @param grams whether Gram matrices are kept
 * @param matrices names of the other matrices that are kept
 * @param certificates ids of those of certificates.csv; none where it is not written
 */
record KnownMetrics(
    List<String> columns,
    List<String> layers,
    boolean grams,
    List<String> matrices,
    List<String> certificates) {

  /** A reference to one number an epoch, as it is written in the file. */
  String single(Value value, String text) {
    if (!reference(value, text).single()) {
      throw value.bad("one number, such as min(" + text + ")", text);
    }
    return text;
  }

  /** A reference to one number an epoch or to those of several layers. */
  MetricReference reference(Value value, String text) {
    MetricReference reference;
    try {
      reference = MetricReference.parse(text);
    } catch (IllegalArgumentException e) {
      throw value.bad(MetricReference.EXPECTED, text);
    }
    if (reference.layers() != null) {
      ofLayers(value, reference.metric());
    } else if (text.indexOf('/') > 0) {
      bound(value, text);
    } else if (!columns.contains(text)) {
      throw unknown(value, text, columns);
    }
    return reference;
  }

  /** A metric of layers.csv. */
  String ofLayers(Value value, String metric) {
    if (layers.isEmpty()) {
      throw value.bad("metrics.layers to list " + metric, "no metrics of layers");
    }
    if (!layers.contains(metric)) {
      throw unknown(value, metric, layers);
    }
    return metric;
  }

  /** That there are Gram matrices for a figure to show. */
  void gram(Section figure) {
    if (!grams) {
      throw figure.bad("kind", "metrics.gram to be true for a figure of Gram matrices");
    }
  }

  /** That the law of the particles is measured. */
  void gibbs(Section figure) {
    if (columns.stream().noneMatch(GibbsMeasurement.IDS::contains)
        && matrices.stream().noneMatch(GibbsMeasurement.MATRICES::contains)) {
      throw figure.bad("kind", "metrics.columns to list metrics that begin with gibbs");
    }
  }

  /** The name of a matrix that is kept. */
  String matrix(Value value, String matrix) {
    if (matrices.isEmpty()) {
      throw value.bad("metrics.matrices to list " + matrix, "no matrices");
    }
    if (!matrices.contains(matrix)) {
      throw unknown(value, matrix, matrices);
    }
    return matrix;
  }

  /** That there is a parity.csv for a figure to show. */
  void parity(Section figure) {
    if (!certificates.equals(LandscapeCertificates.IN_TRAINING)) {
      throw figure.bad(
          "kind",
          "metrics.certificates to be true and network.kind mean-field for a figure of predicted"
              + " features");
    }
  }

  /** The id of a certificate. */
  String certificate(Value value, String id) {
    if (certificates.isEmpty()) {
      throw value.bad("metrics.certificates to be true for a figure of certificates", "false");
    }
    boolean kernel =
        certificates.contains(HeadCertificates.EQUATION_17) && HeadCertificates.takesKernel(id);
    if (!kernel && !certificates.contains(id)) {
      throw unknown(value, id, certificates);
    }
    return id;
  }

  /** A tier of a certificate's bound, or {@code value}: what it is about. */
  private void bound(Value value, String text) {
    int slash = text.indexOf('/');
    certificate(value, text.substring(0, slash));
    String tier = text.substring(slash + 1);
    if (!tier.matches("value|(printed|constants|residual)(-[2-9])?")) {
      throw value.bad(
          "value, printed, constants or residual after " + text.substring(0, slash + 1), tier);
    }
  }

  private static BadInputException unknown(Value value, String metric, List<String> known) {
    return value.bad(
        "one of " + String.join(", ", known), metric + NearestName.hint(metric, known));
  }
}
