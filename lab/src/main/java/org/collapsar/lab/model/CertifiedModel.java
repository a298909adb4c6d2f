package org.collapsar.lab.model;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.data.images.ImageSet;
import org.collapsar.files.MatrixFile;
import org.collapsar.lab.certify.CertifiedHead;
import org.collapsar.lab.certify.CertifyJob;
import org.collapsar.lab.certify.CertifySettings;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.MetricValue;
import org.collapsar.model.LinearLayer;
import org.collapsar.model.ModelClassifier;
import org.collapsar.theory.LinearHead;
import org.collapsar.theory.NetworkFacts;
import org.jspecify.annotations.Nullable;

/**
 * Linear layers at the end of a trained network, certified on images.
 *
 * @param facts what was run over what, and how
 * @param accuracy of the network on the images
 * @param caution what has to be known before a bound is read; null where nothing has
 * @param head the layers with their certificates
 */
public record CertifiedModel(
    ModelFacts facts, MetricValue accuracy, @Nullable String caution, CertifiedHead head) {
  /** Features of a measurement lie on disk; certificates take them into memory. */
  private static final long MOST_NUMBERS = 20_000_000;

  /**
   * Runs the network over its training images and evaluates the theorems.
   *
   * @param job open, with the input of its linear head as its only layer
   * @param set its training images; stays open
   * @param settings what is known beside the head
   * @return the layers with their certificates
   * @throws BadInputException if the network has no classifier, or one with other outputs than the
   *     images have classes
   */
  public static CertifiedModel of(FeatureJob job, ImageSet set, CertifySettings settings) {
    ModelClassifier classifier = job.found().require();
    String source = String.valueOf(job.request().model());
    try (ImageFeatures features = job.over(set)) {
      String why = job.mismatch(features.classes());
      if (why != null) {
        throw new BadInputException(source + ": cannot be certified on these images, " + why);
      }
      LinearHead head = head(classifier, features.tables(source).get(0).rows(), features);
      return new CertifiedModel(
          ModelFacts.of(job, set, features),
          features.accuracy(null),
          caution(head.depth()),
          CertifyJob.certify(source, head, settings));
    }
  }

  /**
   * The head on features that were made for a measurement; null where its input is not among them
   * or they are more than {@value #MOST_NUMBERS} numbers, and where there is no classifier.
   *
   * @param features of {@code job}, of images whose classes are its outputs
   */
  static @Nullable CertifiedHead beside(FeatureJob job, ImageFeatures features, int threads) {
    ModelClassifier classifier = job.found().classifier();
    int at = classifier == null ? -1 : job.layers().indexOf(classifier.head().get(0).input());
    if (classifier == null || at < 0) {
      return null;
    }
    String source = String.valueOf(job.request().model().getFileName());
    Rows rows = features.tables(source).get(at).rows();
    if (rows.rows() * rows.columns() > MOST_NUMBERS) {
      return null;
    }
    LinearHead head = head(classifier, rows, features);
    CertifiedHead certified =
        CertifyJob.certify(source, head, new CertifySettings(NetworkFacts.NONE, null, 1, threads));
    List<String> remarks = new ArrayList<>();
    String caution = caution(head.depth());
    if (caution != null) {
      remarks.add(caution);
    }
    remarks.add(
        "the theorems are about the samples of training; evaluated here on the images that were"
            + " measured");
    remarks.addAll(certified.remarks());
    return new CertifiedHead(
        certified.source(), certified.sizes(), certified.fit(), remarks, certified.certificates());
  }

  private static LinearHead head(ModelClassifier classifier, Rows features, ImageFeatures images) {
    List<Matrix> weights = new ArrayList<>();
    List<double @Nullable []> biases = new ArrayList<>();
    for (LinearLayer layer : classifier.head()) {
      weights.add(layer.weights());
      biases.add(layer.bias());
    }
    return new LinearHead(
        MatrixFile.matrix(features), images.labels(), classifier.classes(), weights, biases);
  }

  /** The theorems live on several linear layers at the end. */
  private static @Nullable String caution(int layers) {
    return layers > 1
        ? null
        : "the network ends in one linear layer. The theorems are about several linear layers that"
            + " follow each other, which pull the features together; of one layer little is"
            + " defined, and what is defined says little";
  }
}
