package org.collapsar.lab.experiment;

import org.collapsar.lab.experiment.ClaimSpec.Window;
import org.jspecify.annotations.Nullable;

/**
 * View of a sweep in a figure: the end of every run, or a mean over its epochs, over one of the
 * axes, or over the layers of the network.
 *
 * @param axis the sweep's axis along the horizontal one, or {@link #LAYER}
 * @param series the axis with a curve for each of its values, or null
 * @param logarithmic whether the horizontal axis is
 * @param fit the curve fitted to the runs of each series, or null
 * @param window the epochs whose mean is shown
 */
public record SweepView(
    String axis, @Nullable String series, boolean logarithmic, @Nullable Fit fit, Window window) {

  /** Name of an axis that every network has, its layers; no axis of a sweep is called so. */
  public static final String LAYER = "layer";

  /** {@return whether the horizontal axis is the layers of the network} */
  public boolean ofLayers() {
    return axis.equals(LAYER);
  }
}
