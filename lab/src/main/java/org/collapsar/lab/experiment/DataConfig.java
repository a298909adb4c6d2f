package org.collapsar.lab.experiment;

import java.util.List;
import java.util.OptionalInt;
import org.collapsar.data.Scaling;

/**
 * Configuration of the data that an experiment trains on.
 *
 * @param name name of the data set
 * @param source where its samples come from
 * @param classes those classes whose samples are used, class k of the result being the one at place
 *     k; empty for all
 * @param relabelModulo label = label mod this, empty to keep the labels
 * @param samplesPerClass training samples of each class, drawn by the seed; empty for all
 * @param scaling how features are scaled
 */
public record DataConfig(
    String name,
    DataSource source,
    List<Integer> classes,
    OptionalInt relabelModulo,
    OptionalInt samplesPerClass,
    Scaling scaling) {

  /** What an experiment whose files are still to be given needs. */
  public static final String NEEDS_FILES =
      "needs files: --set data.features=FEATURES.npy --set data.labels=LABELS.npy";

  /**
   * Keeps a copy of the classes.
   *
   * @param name name of the data set
   * @param source where its samples come from
   * @param classes those classes whose samples are used, class k of the result being the one at
   *     place k; empty for all
   * @param relabelModulo label = label mod this, empty to keep the labels
   * @param samplesPerClass training samples of each class, drawn by the seed; empty for all
   * @param scaling how features are scaled
   */
  public DataConfig {
    classes = List.copyOf(classes);
  }

  /** {@return whether it is a data set of the registry, for which another one may be put} */
  public boolean registered() {
    return source instanceof DataSource.Registered;
  }

  /** {@return whether the experiment can be read but not run, because it names no files yet} */
  public boolean needsFiles() {
    return source instanceof DataSource.Given given && given.files() == null;
  }
}
