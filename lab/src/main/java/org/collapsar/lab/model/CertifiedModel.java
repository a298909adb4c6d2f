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
import org.collapsar.metrics.MetricValue;
import org.collapsar.model.LinearLayer;
import org.collapsar.model.ModelClassifier;
import org.collapsar.theory.LinearHead;
import org.jspecify.annotations.Nullable;

/**
 * The linear layers at the end of a trained network, certified on images.
 *
 * @param facts what was run over what, and how
 * @param accuracy of the network on the images
 * @param caution what has to be known before a bound is read; null where nothing has
 * @param head the layers with their certificates
 */
public record CertifiedModel(
    ModelFacts facts, MetricValue accuracy, @Nullable String caution, CertifiedHead head) {

  /**
   * Runs the network over its training images and evaluates the theorems.
   *
   * @param job open, with the input of its linear head as its only layer
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
      List<Matrix> weights = new ArrayList<>();
      List<double @Nullable []> biases = new ArrayList<>();
      for (LinearLayer layer : classifier.head()) {
        weights.add(layer.weights());
        biases.add(layer.bias());
      }
      LinearHead head =
          new LinearHead(
              MatrixFile.matrix(features.tables(source).get(0).rows()),
              features.labels(),
              classifier.classes(),
              weights,
              biases);
      return new CertifiedModel(
          ModelFacts.of(job, set, features),
          features.accuracy(null),
          caution(head.depth()),
          CertifyJob.certify(source, head, settings));
    }
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
