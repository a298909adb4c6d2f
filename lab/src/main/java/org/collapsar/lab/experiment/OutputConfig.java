package org.collapsar.lab.experiment;

import org.jspecify.annotations.Nullable;

/**
 * Configuration of the place of results, and of how often they are written.
 *
 * @param directory directory of the experiment, null for the default
 * @param checkpointSeconds seconds between two checkpoints
 * @param tensorboard whether runs also write event files for TensorBoard
 */
public record OutputConfig(
    @Nullable String directory, double checkpointSeconds, boolean tensorboard) {}
