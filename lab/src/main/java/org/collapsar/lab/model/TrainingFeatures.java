package org.collapsar.lab.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.collapsar.FailedException;
import org.collapsar.data.images.ImageSet;
import org.collapsar.lab.run.ExperimentDirectory;

/**
 * Features that a trained network makes of images, as the data of an experiment: a file beside the
 * runs, as {@link FeatureExport} writes it. Runs are resumed, certified and exported from the file,
 * without the network, and refuse it once it has changed.
 *
 * @param features the table in the file, as FILE:NAME
 * @param labels as FILE:NAME
 * @param description what they are, in a line
 */
public record TrainingFeatures(String features, String labels, String description) {

  /**
   * Runs the network and writes the file. Where that fails, a directory that was not there is not
   * there afterwards.
   *
   * @param job of one layer
   * @param set the images; stays open
   * @param directory of the experiment, made where it is missing
   * @return where the features and the labels are
   * @throws org.collapsar.BadInputException if images or network are not what was expected
   * @throws FailedException if the file cannot be written
   */
  public static TrainingFeatures write(FeatureJob job, ImageSet set, Path directory) {
    Path file = directory.resolve(ExperimentDirectory.FEATURES);
    boolean remove = make(directory);
    try {
      FeatureExport export = FeatureExport.write(job, set, file);
      remove = false;
      ObjectNode says = export.document();
      return new TrainingFeatures(
          file + ":" + says.path("layers").path(0).asText(),
          file + ":" + says.path("labels").asText(),
          export.facts().file() + ", " + export.facts().imagesText());
    } finally {
      if (remove) {
        remove(directory);
      }
    }
  }

  /** Whether the directory was not there. */
  private static boolean make(Path directory) {
    try {
      boolean missing = Files.notExists(directory);
      Files.createDirectories(directory);
      return missing;
    } catch (IOException e) {
      throw new FailedException(directory + ": cannot be made (" + e.getMessage() + ")", e);
    }
  }

  private static void remove(Path directory) {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // Somebody else's by now.
    } catch (IOException e) {
      throw new FailedException(directory + ": cannot be removed (" + e.getMessage() + ")", e);
    }
  }
}
