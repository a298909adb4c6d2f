package org.collapsar.lab.config;

import java.util.List;
import java.util.OptionalInt;
import org.collapsar.data.Scaling;
import org.jspecify.annotations.Nullable;

/**
 * Which data an experiment trains on.
 *
 * @param name name of the data set
 * @param path directory with the data set's files, null to look in the usual places
 * @param classes those classes whose samples are used, class k of the result being the one at place
 *     k; empty for all
 * @param relabelModulo label = label mod this, empty to keep the labels
 * @param samplesPerClass training samples of each class, drawn by the seed; empty for all
 * @param scaling how features are scaled
 */
public record DataConfig(
    String name,
    @Nullable String path,
    List<Integer> classes,
    OptionalInt relabelModulo,
    OptionalInt samplesPerClass,
    Scaling scaling) {
  public DataConfig {
    classes = List.copyOf(classes);
  }
}
