package org.collapsar.lab.experiment;

import org.collapsar.data.FeatureFiles;
import org.collapsar.data.SeparableLaw;
import org.jspecify.annotations.Nullable;

/** Where the samples of an experiment come from. */
public sealed interface DataSource {

  /**
   * A data set of the registry.
   *
   * @param path directory with its files, null to look in the usual places
   */
  record Registered(@Nullable String path) implements DataSource {}

  /**
   * Samples drawn for each run.
   *
   * @param testSamples size of the test set
   */
  record Drawn(SeparableLaw law, int testSamples) implements DataSource {}

  /**
   * Files of the user.
   *
   * @param files null where the experiment still needs them: it can be read, but not run
   */
  record Given(@Nullable FeatureFiles files) implements DataSource {}
}
