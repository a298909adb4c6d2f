package org.collapsar.lab.experiment;

import org.collapsar.data.FeatureFiles;
import org.collapsar.data.SeparableLaw;
import org.collapsar.data.images.ImageData;
import org.collapsar.data.images.ImageShaping;
import org.jspecify.annotations.Nullable;

/** Source of the samples of an experiment. */
public sealed interface DataSource {

  /**
   * A data set of the registry.
   *
   * @param path directory with its files, or one of them; null to look in the usual places
   * @param shaping of images
   */
  record Registered(@Nullable String path, ImageShaping shaping) implements DataSource {}

  /**
   * Pictures of the user.
   *
   * @param images where they are, and how they are read
   */
  record Pictures(ImageData images) implements DataSource {}

  /**
   * Samples drawn for each run.
   *
   * @param law that they are drawn from
   * @param testSamples size of the test set
   */
  record Drawn(SeparableLaw law, int testSamples) implements DataSource {}

  /**
   * Files of the user.
   *
   * @param files null where the experiment still needs them: it can be read, but not run
   * @param description what they are, in the user's words: "MobileNetV1, d = 1024"
   */
  record Given(@Nullable FeatureFiles files, String description) implements DataSource {
    /** {@return whether the user says what the files are} */
    public boolean described() {
      return !description.equals(FeatureFiles.SOURCE);
    }
  }
}
