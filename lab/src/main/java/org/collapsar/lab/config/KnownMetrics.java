package org.collapsar.lab.config;

import java.util.List;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.MetricReference;
import org.collapsar.lab.gibbs.GibbsMetrics;
import org.collapsar.theory.FeatureTheorem;
import org.collapsar.theory.TheoremInfo;

/**
 * What the runs of an experiment will measure, and so what its figures and claims may be about.
 *
 * @param columns of metrics.csv
 * @param layers metrics of layers.csv
 * @param grams whether Gram matrices are kept
 * @param matrices names of the other matrices that are kept
 * @param simplex whether frames of the simplex are kept
 * @param certificates those of certificates.csv; none where it is not written
 */
record KnownMetrics(
    List<String> columns,
    List<String> layers,
    boolean grams,
    List<String> matrices,
    boolean simplex,
    List<TheoremInfo> certificates) {

  /** A reference to one number per epoch, as it is written in the file. */
  String single(Value value, String text) {
    if (!reference(value, text).single()) {
      throw value.bad("one number, such as min(" + text + ")", text);
    }
    return text;
  }

  /** A reference to one number per epoch or to those of several layers. */
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

  /** That there are frames of the simplex for a figure to show. */
  void simplex(Section figure) {
    if (!simplex) {
      throw figure.bad("kind", "metrics.simplex to be true for a figure of the simplex");
    }
  }

  /** That the law of the particles is measured. */
  void gibbs(Section figure) {
    if (!GibbsMetrics.among(columns, matrices)) {
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
    if (!certificates.contains(FeatureTheorem.EXPLAINED)) {
      throw figure.bad(
          "kind",
          "metrics.certificates to be true and network.kind mean-field for a figure of predicted"
              + " features");
    }
  }

  /** The id of a certificate. */
  String certificate(Value value, String id) {
    return theorem(value, id).id();
  }

  private TheoremInfo theorem(Value value, String id) {
    if (certificates.isEmpty()) {
      throw value.bad("metrics.certificates to be true for a figure of certificates", "false");
    }
    return certificates.stream()
        .flatMap(info -> info.named(id).stream())
        .findFirst()
        .orElseThrow(
            () ->
                unknown(value, id, certificates.stream().map(info -> info.first().id()).toList()));
  }

  /** A bound of a certificate, or {@code value}: what it is about. */
  private void bound(Value value, String text) {
    int slash = text.indexOf('/');
    List<String> bounds = theorem(value, text.substring(0, slash)).bounds();
    String bound = text.substring(slash + 1);
    if (!bound.equals("value") && !bounds.contains(bound)) {
      int last = bounds.size() - 1;
      throw value.bad(
          "value%s or %s after %s"
              .formatted(
                  bounds.subList(0, last).stream().map(b -> ", " + b).collect(Collectors.joining()),
                  bounds.get(last),
                  text.substring(0, slash + 1)),
          bound);
    }
  }

  private static BadInputException unknown(Value value, String metric, List<String> known) {
    return value.bad(
        "one of " + String.join(", ", known), metric + NearestName.hint(metric, known));
  }
}
