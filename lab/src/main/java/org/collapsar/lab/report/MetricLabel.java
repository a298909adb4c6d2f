package org.collapsar.lab.report;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.collapsar.lab.experiment.LayerRange;
import org.collapsar.lab.experiment.MetricReference;

/**
 * How a metric is named on axes and in tables.
 *
 * @param metric reference to what is measured
 * @param name short name, for tables and tiles
 * @param axis axis label with symbol and unit; all of these metrics are dimensionless
 * @param plain the same in ASCII, for machines whose fonts lack the symbols
 */
record MetricLabel(String metric, String name, String axis, String plain) {

  private static final Map<String, MetricLabel> KNOWN =
      List.of(
              new MetricLabel(
                  "loss", "Training loss", "training loss L\u2099", "training loss L_n"),
              new MetricLabel(
                  "loss.regularised",
                  "Regularised loss",
                  "regularised loss L\u2099 + weight decay",
                  "regularised loss L_n + weight decay"),
              new MetricLabel(
                  "gradient.norm",
                  "Gradient norm",
                  "gradient norm \u221a(E\u2016\u0394\u2016\u00b2)",
                  "gradient norm (E||Delta||^2)^(1/2)"),
              new MetricLabel(
                  "nc1.total",
                  "NC1",
                  "NC1 = within-class / total variance",
                  "NC1 = within-class / total variance"),
              new MetricLabel(
                  "balancedness.normalised",
                  "Balancedness NB",
                  "normalised balancedness NB",
                  "normalised balancedness NB"),
              new MetricLabel(
                  "accuracy.train",
                  "Training accuracy",
                  "accuracy (training data)",
                  "accuracy (training data)"),
              same("nc1.quotient", "NC1", "NC1 = within / between variance"),
              same("nc2.kappa", "NC2", "NC2 = condition of the class means"),
              same("nc3.cosine", "NC3", "NC3 = cosine, samples and weights"),
              same("nc3.cosine.means", "NC3 of the means", "NC3 = cosine, means and weights"),
              same("balancedness", "Balancedness", "balancedness of W_l and W_l+1"),
              same("residual.norm", "Fit error", "fit error, norm of outputs minus labels"),
              same("balancedness.absolute", "Imbalance", "imbalance of W_l and W_l+1"),
              same("balancedness.law", "Law of balancedness", "law of balancedness"),
              same("distance.start", "Distance", "distance of the parameters from the start"),
              same("phase1.radius", "Radius r_0", "radius r_0 of phase 1"),
              same("phase1.loss", "Predicted loss", "predicted regularised loss"),
              same("phase1.pl_ratio", "Predicted PL ratio", "predicted PL ratio, alpha / 2"),
              same("phase1.condition8", "Condition (8)", "left over right side of (8)"),
              same(
                  "phase1.condition8.printed",
                  "Condition (8), printed",
                  "left over right side of (8), printed"),
              same("gradient.pl_ratio", "PL ratio", "PL ratio = squared gradient / loss"),
              same("ntk.norm", "NTK norm", "largest eigenvalue of the tangent kernel"),
              same("sharpness", "Sharpness", "largest eigenvalue of the Hessian"),
              same("sharpness.times_step", "Sharpness times step", "sharpness times step size"),
              same("negativity", "Negativity", "negativity (0: acts linearly)"),
              same("jacot2025.theorem3.1.nc1", "NC1 (18)", "NC1 of Z_{L-1} and bounds"),
              same("jacot2025.theorem3.1.kappa", "Condition (19)", "condition of W_L and bounds"),
              same("jacot2025.theorem3.1.nc2", "NC2 (20)", "NC2 of Z_{L-1} and bounds"),
              same("jacot2025.theorem3.1.nc3", "NC3 (21)", "NC3 of Z_{L-1}, W_L and bounds"),
              same(
                  "jacot2025.proposition5.1",
                  "Condition of the head (5.1)",
                  "condition of the head and bounds"),
              new MetricLabel(
                  "accuracy.test", "Test accuracy", "accuracy (test data)", "accuracy (test data)"))
          .stream()
          .collect(Collectors.toUnmodifiableMap(MetricLabel::metric, Function.identity()));

  /** A label without symbols that a font may lack. */
  private static MetricLabel same(String metric, String name, String axis) {
    return new MetricLabel(metric, name, axis, axis);
  }

  private static String named(String layer) {
    return switch (layer) {
      case "last" -> "the last layer";
      case "head" -> "the head's input";
      default -> "layer " + layer;
    };
  }

  /** The label of a reference; a metric that the table lacks is named by its id. */
  static MetricLabel of(String reference) {
    MetricReference parsed = MetricReference.parse(reference);
    int slash = reference.indexOf('/');
    if (slash > 0) {
      String about =
          switch (reference.substring(0, slash)) {
            case "jacot2025.theorem3.1.nc1" -> "NC1";
            case "jacot2025.theorem3.1.nc2" -> "NC2";
            case "jacot2025.theorem3.1.nc3" -> "NC3";
            case "jacot2025.theorem3.1.kappa" -> "condition of W_L";
            default -> reference.substring(0, slash);
          };
      String tier = reference.substring(slash + 1);
      String name = tier.equals("value") ? about : "bound on " + about + ", " + tier;
      return same(reference, name, name);
    }
    MetricLabel label =
        KNOWN.getOrDefault(
            parsed.metric(),
            new MetricLabel(parsed.metric(), parsed.metric(), parsed.metric(), parsed.metric()));
    LayerRange layers = parsed.layers();
    if (layers == null) {
      return label;
    }
    boolean pairs = CurveGroup.isPair(parsed.metric());
    String where =
        pairs
            ? " of pairs "
                + (layers.single() ? "at " : "from ")
                + layers.toString().replace("..", " to ")
            : layers.single()
                ? " of " + named(layers.toString())
                : " of layers " + layers.from() + " to " + layers.to();
    String over = parsed.over() == null ? "" : parsed.over().word() + " ";
    return same(reference, over + label.name() + where, over + label.name() + where);
  }
}
