package org.collapsar.lab.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.data.images.ImageSet;
import org.collapsar.files.NamedRows;
import org.collapsar.lab.measure.FeatureFile;
import org.collapsar.metrics.MetricValue;
import org.collapsar.model.ModelClassifier;
import org.jspecify.annotations.Nullable;

/**
 * File of what a network makes of images, which {@code measure} and other programs read.
 *
 * @param facts what was run over what, and how
 * @param accuracy of the network on the images
 * @param layers names and widths of the tables, in words
 * @param document what the file says of itself
 */
public record FeatureExport(
    ModelFacts facts, MetricValue accuracy, List<String> layers, ObjectNode document) {

  /**
   * Runs the network and writes the file, atomically.
   *
   * @param job open, with the layers that are written
   * @param set the images; stays open
   * @param to NAME.safetensors or NAME.npz
   * @return what was written
   * @throws org.collapsar.BadInputException if images or network are not what was expected, or do
   *     not fit each other
   * @throws org.collapsar.FailedException if the file cannot be written
   */
  public static FeatureExport write(FeatureJob job, ImageSet set, Path to) {
    FeatureFile.checkName("--to", to);
    try (ImageFeatures features = job.over(set)) {
      ModelFacts facts = ModelFacts.of(job, set, features);
      String why = job.mismatch(features.classes());
      MetricValue accuracy = features.accuracy(why);
      List<NamedRows> tables = features.tables(facts.file());
      ModelClassifier classifier = usable(job, why);
      ObjectNode document =
          FeatureFile.write(
              to,
              new FeatureFile.Contents(
                  tables,
                  features.labels(),
                  features.classes(),
                  classifier == null ? null : classifier.weights(),
                  classifier == null ? null : classifier.bias(),
                  classifier == null ? null : classifier.features(),
                  ModelJson.of(facts, accuracy)));
      return new FeatureExport(
          facts,
          accuracy,
          tables.stream().map(t -> t.name() + " [n x " + t.rows().columns() + "]").toList(),
          document);
    }
  }

  /** The classifier, where its outputs are the classes and what it takes is written. */
  private static @Nullable ModelClassifier usable(FeatureJob job, @Nullable String why) {
    ModelClassifier classifier = job.found().classifier();
    boolean usable =
        why == null && classifier != null && job.layers().contains(classifier.features());
    return usable ? classifier : null;
  }
}
