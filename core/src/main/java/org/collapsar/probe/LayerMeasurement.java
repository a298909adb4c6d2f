package org.collapsar.probe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.metrics.MetricValue;

/**
 * The values measured of the layers of a network after an epoch.
 *
 * @param values by metric id in the order asked for: one value per layer, the first layer first;
 *     one fewer for balancedness, which is of a layer and the next
 */
public record LayerMeasurement(Map<String, List<MetricValue>> values) {
  /**
   * Keeps a copy of the map, whose order stays.
   *
   * @param values by metric id in the order asked for: one value per layer, the first layer first;
   *     one fewer for balancedness, which is of a layer and the next
   */
  public LayerMeasurement {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
