package org.collapsar.lab.config;

import java.util.List;
import org.collapsar.BadInputException;
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
  String single(String name, ConfigNode node, String text) {
    if (!reference(name, node, text).single()) {
      throw new BadInputException(
          "%s: %s: expected one number, such as min(%s), found %s"
              .formatted(node.where(), name, text, text));
    }
    return text;
  }

  /** A reference to one number an epoch or to those of several layers. */
  MetricReference reference(String name, ConfigNode node, String text) {
    MetricReference reference;
    try {
      reference = MetricReference.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          node.where() + ": " + name + ": expected " + MetricReference.EXPECTED + ", found " + text,
          e);
    }
    if (reference.layers() != null) {
      ofLayers(name, node, reference.metric());
    } else if (text.indexOf('/') > 0) {
      bound(name, node, text);
    } else if (!columns.contains(text)) {
      throw unknown(name, node, text, columns);
    }
    return reference;
  }

  /** A metric of layers.csv. */
  String ofLayers(String name, ConfigNode node, String metric) {
    if (layers.isEmpty()) {
      throw new BadInputException(
          "%s: %s: expected metrics.layers to list %s, found no metrics of layers"
              .formatted(node.where(), name, metric));
    }
    if (!layers.contains(metric)) {
      throw unknown(name, node, metric, layers);
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
  String matrix(String name, ConfigNode node, String matrix) {
    if (matrices.isEmpty()) {
      throw new BadInputException(
          "%s: %s: expected metrics.matrices to list %s, found no matrices"
              .formatted(node.where(), name, matrix));
    }
    if (!matrices.contains(matrix)) {
      throw unknown(name, node, matrix, matrices);
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
  String certificate(String name, ConfigNode node, String id) {
    if (certificates.isEmpty()) {
      throw new BadInputException(
          "%s: %s: expected metrics.certificates to be true for a figure of certificates, found false"
              .formatted(node.where(), name));
    }
    boolean kernel =
        certificates.contains(HeadCertificates.EQUATION_17) && HeadCertificates.takesKernel(id);
    if (!kernel && !certificates.contains(id)) {
      throw unknown(name, node, id, certificates);
    }
    return id;
  }

  /** A tier of a certificate's bound, or {@code value}: what it is about. */
  private void bound(String name, ConfigNode node, String text) {
    int slash = text.indexOf('/');
    certificate(name, node, text.substring(0, slash));
    String tier = text.substring(slash + 1);
    if (!tier.matches("value|(printed|constants|residual)(-[2-9])?")) {
      throw new BadInputException(
          "%s: %s: expected value, printed, constants or residual after %s, found %s"
              .formatted(node.where(), name, text.substring(0, slash + 1), tier));
    }
  }

  private static BadInputException unknown(
      String name, ConfigNode node, String metric, List<String> known) {
    return new BadInputException(
        node.where()
            + ": "
            + name
            + ": expected one of "
            + String.join(", ", known)
            + ", found "
            + metric
            + NearestName.hint(metric, known));
  }
}
