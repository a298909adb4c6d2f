package org.collapsar.lab.measure;

import java.util.Map;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.RegressionCollapse;
import org.jspecify.annotations.Nullable;

/**
 * Measured table of features of a regression.
 *
 * @param source the file
 * @param layer member of the file, null for files that have one table only
 * @param result what was measured
 * @param values those of its values that were asked for
 */
public record RegressionRow(
    String source,
    @Nullable String layer,
    RegressionCollapse.Result result,
    Map<String, MetricValue> values)
    implements MeasuredTable {

  @Override
  public String sizes() {
    return result.samples()
        + " samples, dimension "
        + result.dimension()
        + ", "
        + result.targets()
        + (result.targets() == 1 ? " target" : " targets")
        + (result.withoutDirection() == 0
            ? ""
            : "; "
                + result.withoutDirection()
                + (result.withoutDirection() == 1 ? " sample" : " samples")
                + " left out of nrc1 and nrc2: all features are 0");
  }
}
