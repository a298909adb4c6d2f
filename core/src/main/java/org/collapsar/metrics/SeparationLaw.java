package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * The law of data separation: D_l, the separation fuzziness {@code nc1.fuzziness} of layer l, falls
 * by the same factor in each layer of a trained network. What is measured is the least-squares line
 * of log D_l (natural logarithm) over l = 0, 1, ..
 *
 * <p>Features are taken as they are. The authors first reduce those of residual networks with more
 * than 100 columns to 100 principal components; that is not done here.
 *
 * <p>Source: He and Su, A law of data separation in deep learning, PNAS 2023 (arXiv 2210.17020),
 * (2) and (3); that the fit is judged by R^2 is ours.
 */
public final class SeparationLaw {
  /** The metric of a layer that the law is about. */
  public static final String OF = "nc1.fuzziness";

  private static final int LEAST_LAYERS = 3;

  /** What is measured over layers, in this order. */
  public static final List<MetricInfo> METRICS =
      Stream.of(
              metric("separation.slope")
                  .title("change of the logarithm of the fuzziness per layer")
                  .label("Separation slope", "slope of log fuzziness over layers")
                  .says("Slope of the least-squares line of log nc1.fuzziness over the layers.")
                  .formula("slope of log D_l over l, D_l = tr(SS_W SS_B^+) of layer l"),
              metric("separation.ratio")
                  .title("factor of the fuzziness per layer")
                  .label("Separation ratio", "factor of the fuzziness per layer")
                  .says("The factor by which nc1.fuzziness changes from a layer to the next.")
                  .formula("exp(separation.slope)"),
              metric("separation.r2")
                  .title("how far the law of data separation holds")
                  .label("Separation R^2", "R\u00b2 of log fuzziness", "R^2 of log fuzziness")
                  .says(
                      "Squared correlation of log nc1.fuzziness and the number of the layer: 1 where"
                          + " each layer changes it by the same factor.")
                  .formula("squared Pearson correlation of log D_l and l"))
          .map(
              each ->
                  each.source("He and Su, PNAS 2023 (arXiv 2210.17020)")
                      .undefined(
                          "with fewer than three layers, or where the fuzziness of one is undefined"
                              + " or 0; R^2 also where it is the same in all")
                      .costs("nothing beyond nc1.fuzziness of each layer")
                      .taken(Taken.OVER_LAYERS, Taken.IN_TRAINING)
                      .build())
          .toList();

  private SeparationLaw() {}

  /**
   * Computes the law over layers.
   *
   * @param names of the layers, in order
   * @param fuzziness {@code nc1.fuzziness} of each
   * @return by id, in the order of {@link #METRICS}
   * @throws BadInputException if there are not as many values as names
   */
  public static Map<String, MetricValue> of(List<String> names, List<MetricValue> fuzziness) {
    if (names.size() != fuzziness.size()) {
      throw new BadInputException(
          "separation: expected a value per layer, found "
              + fuzziness.size()
              + " for "
              + names.size());
    }
    String reason = refusal(names, fuzziness);
    if (reason != null) {
      Map<String, MetricValue> none = new LinkedHashMap<>();
      METRICS.forEach(each -> none.put(each.id(), MetricValue.undefined(reason)));
      return none;
    }
    int n = names.size();
    double[] y = fuzziness.stream().mapToDouble(value -> Math.log(value.orNaN())).toArray();
    double centre = (n - 1) / 2.0;
    double mean = Vectors.mean(y);
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int l = 0; l < n; l++) {
      xx += (l - centre) * (l - centre);
      xy += (l - centre) * (y[l] - mean);
      yy += (y[l] - mean) * (y[l] - mean);
    }
    Map<String, MetricValue> values = new LinkedHashMap<>();
    values.put("separation.slope", MetricValue.of(xy / xx));
    values.put("separation.ratio", Values.finite(Math.exp(xy / xx)));
    values.put(
        "separation.r2",
        yy <= n * Math.pow(Vectors.roundingFloor(Vectors.max(y)), 2)
            ? MetricValue.undefined("because the fuzziness is the same in all layers")
            : MetricValue.of(Math.min(1, xy / xx * xy / yy)));
    return values;
  }

  private static @Nullable String refusal(List<String> names, List<MetricValue> fuzziness) {
    if (names.size() < LEAST_LAYERS) {
      return "because there are fewer than three layers";
    }
    for (int l = 0; l < names.size(); l++) {
      if (fuzziness.get(l) instanceof MetricValue.Undefined undefined) {
        return undefined.reason() + " (layer " + names.get(l) + ")";
      }
      if (!(fuzziness.get(l).orNaN() > 0)) {
        return "because the fuzziness of layer " + names.get(l) + " is 0";
      }
    }
    return null;
  }
}
