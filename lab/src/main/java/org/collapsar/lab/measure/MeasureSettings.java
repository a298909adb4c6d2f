package org.collapsar.lab.measure;

import java.util.List;
import org.collapsar.metrics.MetricCatalogue;
import org.jspecify.annotations.Nullable;

/**
 * Settings for measuring tables of features, whatever their origin.
 *
 * @param metrics ids; null for the default ones
 * @param all whether everything in the catalogue is measured
 * @param necoDimension directions that NECO keeps; null for min(K - 1, D)
 * @param nciAlpha weight of the 1-norm in NCI; null for 1e-4
 * @param threads how many threads compute; no number depends on it
 * @param drawn whether the rows get their {@link Geometry}
 */
public record MeasureSettings(
    @Nullable List<String> metrics,
    boolean all,
    @Nullable Integer necoDimension,
    @Nullable Double nciAlpha,
    int threads,
    boolean drawn) {

  /**
   * The ids of metrics of one table; null for the default ones.
   *
   * @throws org.collapsar.BadInputException if there is no metric of such an id
   */
  @Nullable List<String> ofTables() {
    if (metrics == null) {
      return null;
    }
    List<String> ids = OverLayers.ofTables(metrics);
    ids.forEach(MetricCatalogue::find);
    return ids;
  }
}
