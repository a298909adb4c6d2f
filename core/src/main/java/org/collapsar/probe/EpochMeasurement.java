package org.collapsar.probe;

import java.util.Map;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * What was measured after an epoch.
 *
 * @param values of the network, by metric id
 * @param layers of its layers, null if not asked for
 */
public record EpochMeasurement(
    Map<String, MetricValue> values, @Nullable LayerMeasurement layers) {}
