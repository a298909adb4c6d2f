package org.collapsar.lab.config;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Which data an experiment trains on.
 *
 * @param name name of the data set
 * @param path directory with the data set's files, null to look in the usual places
 * @param relabelModulo label = label mod this, empty to keep the labels
 * @param samplesPerClass training samples of each class, drawn by the seed; empty for all
 * @param scaling how features are scaled
 */
public record DataConfig(
    String name,
    @Nullable String path,
    OptionalInt relabelModulo,
    OptionalInt samplesPerClass,
    InputScaling scaling) {

  /** How features are scaled before training. */
  public enum InputScaling {
    /** To [0, 1] by the range of the file format: pixels over 255. */
    UNIT,
    /** As UNIT, then the mean of the training samples is taken off every feature. */
    CENTRED,
    /** Every sample divided by the largest norm of the training samples, so that ||x|| <= 1. */
    UNIT_BALL
  }
}
