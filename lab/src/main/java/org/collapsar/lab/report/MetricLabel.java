package org.collapsar.lab.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.collapsar.lab.experiment.LayerRange;
import org.collapsar.lab.experiment.MetricReference;
import org.collapsar.lab.experiment.MetricReference.Reduction;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.theory.TheoremCatalogue;
import org.collapsar.theory.TheoremInfo;

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
                  "accuracy.train",
                  "Training accuracy",
                  "accuracy (training data)",
                  "accuracy (training data)"),
              same("residual.norm", "Fit error", "fit error, norm of outputs minus labels"),
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
              same("projected", "Projected residuals", "density of residuals in null(W^T)"),
              same("whitened", "Whitened residuals", "density of whitened residuals"),
              same("density", "Scores of (27)", "density of normal scores of (27)"),
              same("gibbs.p", "p of all tests", "p of all tests together"),
              same("gibbs.beyond", "Share beyond R", "share of |a| beyond R"),
              same(
                  "gibbs.projected.covariance",
                  "Covariance, projected",
                  "relative error of the projected covariance"),
              same(
                  "gibbs.whitened.covariance",
                  "Covariance, whitened",
                  "relative error of the whitened covariance"),
              same(
                  "gibbs.density.covariance",
                  "Covariance, scores of (27)",
                  "error of the covariance of scores of (27)"),
              same("gibbs.projected.kurtosis", "Kurtosis, projected", "kurtosis, projected"),
              same("gibbs.whitened.kurtosis", "Kurtosis, whitened", "kurtosis, whitened"),
              same("gibbs.density.kurtosis", "Kurtosis, scores", "kurtosis of scores of (27)"),
              same("gibbs.projected.fit.p", "Fit p, projected", "p of the fit, projected"),
              same("gibbs.whitened.fit.p", "Fit p, whitened", "p of the fit, whitened"),
              same("gibbs.density.fit.p", "Fit p, scores", "p of the fit, scores of (27)"),
              same(
                  "gibbs.projected.independence.p",
                  "Independence p, projected",
                  "p of independence of u, projected"),
              same(
                  "gibbs.whitened.independence.p",
                  "Independence p, whitened",
                  "p of independence of u, whitened"),
              same(
                  "gibbs.density.independence.p",
                  "Independence p, scores",
                  "p of independence of u, scores"),
              same("sharpness", "Sharpness", "largest eigenvalue of the Hessian"),
              same("sharpness.times_step", "Sharpness times step", "sharpness times step size"),
              new MetricLabel(
                  "lemma4.5.max",
                  "Departure from Lemma 4.5",
                  "largest entry of \u03b2(\u03bb\u1d68E[aa\u1d40] - \u03bb_W WW\u1d40) - I",
                  "largest entry of beta (difference) - I"),
              same("lemma4.5.diagonal", "Departure on the diagonal", "the same, on the diagonal"),
              same("lemma4.5.offdiagonal", "Departure off it", "the same, off the diagonal"),
              new MetricLabel(
                  "stationarity.eps",
                  "Stationarity eps_S",
                  "stationarity \u03b5_S (no noise)",
                  "stationarity eps_S (no noise)"),
              same("stationarity.drift", "Drift part of eps_S", "drift part of stationarity"),
              new MetricLabel(
                  "stationarity.d",
                  "D",
                  "norm of D = E[\u0394_a \u03c3(u\u1d40X)]",
                  "norm of D = E[Delta_a sigma(u^T X)]"),
              same("stationarity.d.expected", "Expected D", "root of the expected square of D"),
              same(
                  "stationarity.d.ratio", "Square of D over expected", "square of D over expected"),
              same("particles.square", "Square of a coordinate", "mean square of a coordinate"),
              same("particles.square.law", "Law of the squares", "its law after k steps"),
              same(
                  "particles.square.law.continuous",
                  "Law in continuous time",
                  "its law in continuous time"),
              same("particles.mean.square", "Square of an average", "mean square of an average"),
              same("particles.mean.square.law", "Law of the averages", "its law after k steps"),
              same("smin.weights", "s_min(W)", "smallest singular value of W"),
              same("error.test", "Test error", "test error (share wrong)"),
              same("error.test.lower", "Test error, at least", "test error, lower 95% bound"),
              same("error.test.upper", "Test error, at most", "test error, upper 95% bound"),
              new MetricLabel(
                  "accuracy.test", "Test accuracy", "accuracy (test data)", "accuracy (test data)"))
          .stream()
          .collect(Collectors.toUnmodifiableMap(MetricLabel::metric, Function.identity()));

  private static final Map<Reduction, String> SUPERLATIVES =
      Map.of(Reduction.MIN, "Smallest", Reduction.MEAN, "Mean", Reduction.MAX, "Largest");

  /** A label without symbols that a font may lack. */
  private static MetricLabel same(String metric, String name, String axis) {
    return new MetricLabel(metric, name, axis, axis);
  }

  /** The label of a reference; a metric that the table lacks is named by its id. */
  static MetricLabel of(String reference) {
    return of(reference, TheoremCatalogue.ALL);
  }

  /** The same where certificates are those of a list. */
  static MetricLabel of(String reference, TheoremCatalogue theorems) {
    MetricReference parsed = MetricReference.parse(reference);
    int slash = reference.indexOf('/');
    if (slash > 0) {
      String id = reference.substring(0, slash);
      String about = theorems.info(id).map(TheoremInfo::about).orElse(id);
      String tier = reference.substring(slash + 1);
      String name = tier.equals("value") ? about : "bound on " + about + ", " + tier;
      return same(reference, name, name);
    }
    Optional<TheoremInfo> theorem = theorems.info(reference);
    if (theorem.isPresent()) {
      return same(reference, theorem.get().label(), theorem.get().axis());
    }
    MetricLabel label = KNOWN.getOrDefault(parsed.metric(), ofCatalogue(parsed.metric()));
    LayerRange layers = parsed.layers();
    if (layers == null) {
      return label;
    }
    String what = label.name() + " " + where(parsed.metric(), layers);
    if (parsed.metric().equals("kappa.weights") && layers.toString().equals("last-1")) {
      what = "Condition of the last weights";
    }
    if (parsed.over() != null) {
      what = SUPERLATIVES.get(parsed.over()) + " " + lower(what);
    }
    String unit = parsed.metric().startsWith("angle.") ? " (degrees)" : "";
    return same(reference, what, lower(what) + unit);
  }

  private static MetricLabel ofCatalogue(String metric) {
    return MetricCatalogue.lookup(metric)
        .map(MetricInfo::label)
        .map(label -> new MetricLabel(metric, label.name(), label.axis(), label.plain()))
        .orElseGet(() -> same(metric, metric, metric));
  }

  /** "of the last layer", "of the linear pairs". */
  private static String where(String metric, LayerRange layers) {
    boolean pairs = CurveGroup.isPair(metric);
    String from = layers.from().toString();
    String to = layers.to().toString();
    String kind = pairs ? "pairs" : "layers";
    if (layers.single()) {
      return switch (from) {
        case "last" -> "of the last layer";
        case "last-1" -> pairs ? "of the last pair" : "of the last features";
        case "head" -> pairs ? "of pair head" : "of the head's input";
        default -> (pairs ? "of pair " : "of layer ") + from;
      };
    }
    if (from.equals("1") && to.equals("head")) {
      return "of the non-linear " + kind;
    }
    if (from.equals("head+1") && to.equals(pairs ? "last-1" : "last")) {
      return "of the linear " + kind;
    }
    return from.equals("head") && to.equals("last")
        ? "from the head's input to the last layer"
        : "of " + kind + " " + from + " to " + to;
  }

  /** A name within a sentence: "Balancedness" in small letters, "NC1" as it is. */
  static String lower(String name) {
    return name.length() > 1 && Character.isLowerCase(name.charAt(1))
        ? name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1)
        : name;
  }
}
