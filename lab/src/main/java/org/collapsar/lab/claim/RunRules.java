package org.collapsar.lab.claim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.collapsar.lab.experiment.ClaimRule.Over;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.Measured;
import org.collapsar.lab.series.MetricLabel;
import org.collapsar.lab.statistics.Line;
import org.collapsar.metrics.MetricValue;

/** The rules that ask every run for a number of its own: how it is computed, and its words. */
final class RunRules {

  /** The last value. */
  static final RunJudge END =
      judge(
          (claim, run) -> RunNumber.of(metric(claim, run).end()), claim -> "end, " + which(claim));

  /** The largest ratio of a layer to the one before it, at the end. */
  static final RunJudge FALLING =
      judge(
          (claim, run) -> falling(metric(claim, run)),
          claim -> "end, largest ratio of a layer to the one before it in any run");

  /** R^2 of a falling line through the logarithm at the end, from layer to layer. */
  static final RunJudge LAYERS_LOG_LINEAR =
      judge(
          (claim, run) -> layersLogLinear(metric(claim, run)),
          claim ->
              "end, R^2 of a falling line through its logarithm over the layers, " + which(claim));

  /** The last value over that of another metric. */
  static final RunJudge RATIO =
      judge(
          (claim, run) -> ratio(metric(claim, run), other(claim, run), claim),
          claim -> "end / %s, %s".formatted(otherName(claim), which(claim)));

  /** How far a metric departs from a multiple of another. */
  static final RunJudge PROPORTIONAL =
      departure(
          (claim, run) -> proportional(metric(claim, run), other(claim, run), claim, run),
          claim ->
              "largest relative departure from a multiple of %s over the epochs%s, %s"
                  .formatted(otherName(claim), claim.window().words(), which(claim)));

  /** How far a metric departs from another. */
  static final RunJudge EQUAL =
      departure(
          (claim, run) -> equal(metric(claim, run), other(claim, run), claim, run),
          claim ->
              "largest relative departure from %s over the epochs%s, %s"
                  .formatted(otherName(claim), claim.window().words(), which(claim)));

  /** The mean over the epochs of the window. */
  static final RunJudge MEAN =
      judge(
          (claim, run) -> RunNumber.of(metric(claim, run).mean(claim.window(), run)),
          claim -> "mean over the epochs%s, %s".formatted(claim.window().words(), which(claim)));

  /** R^2 of a falling line through the logarithm. */
  static final RunJudge LOG_LINEAR =
      judge(
          (claim, run) -> logLinear(metric(claim, run), claim.window(), run.epochs()),
          claim ->
              "R^2 of a falling line through its logarithm over the epochs%s, %s"
                  .formatted(claim.window().words(), which(claim)));

  private RunRules() {}

  private static RunJudge judge(
      BiFunction<ClaimSpec, RunRecord, RunNumber> number, Function<ClaimSpec, String> quantity) {
    return judge(number, quantity, false);
  }

  /** A largest departure only grows: one that is too large already stays so. */
  private static RunJudge departure(
      BiFunction<ClaimSpec, RunRecord, RunNumber> number, Function<ClaimSpec, String> quantity) {
    return judge(number, quantity, true);
  }

  private static RunJudge judge(
      BiFunction<ClaimSpec, RunRecord, RunNumber> number,
      Function<ClaimSpec, String> quantity,
      boolean grows) {
    return new RunJudge() {
      @Override
      RunNumber number(ClaimSpec claim, RunRecord run) {
        return number.apply(claim, run);
      }

      @Override
      String quantity(ClaimSpec claim) {
        return quantity.apply(claim);
      }

      @Override
      boolean settled(ClaimSpec claim, RunRecord run, MetricValue value) {
        return super.settled(claim, run, value)
            || (grows && value instanceof MetricValue.Defined && !Claims.holds(claim, value));
      }
    };
  }

  private static Measured metric(ClaimSpec claim, RunRecord run) {
    return Measured.of(claim.metric(), run);
  }

  private static Measured other(ClaimSpec claim, RunRecord run) {
    return Measured.of(String.valueOf(claim.against()), run);
  }

  private static String otherName(ClaimSpec claim) {
    return MetricLabel.lower(MetricLabel.of(String.valueOf(claim.against())).name());
  }

  private static String which(ClaimSpec claim) {
    return claim.rule().over() == Over.LOWEST ? "lowest of the runs" : "highest of the runs";
  }

  private static RunNumber ratio(Measured measured, Measured against, ClaimSpec claim) {
    MetricValue end = measured.end();
    MetricValue other = against.end();
    if (end instanceof MetricValue.Undefined || other instanceof MetricValue.Undefined) {
      return RunNumber.of(end instanceof MetricValue.Undefined ? end : other);
    }
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("metric", end.orNaN());
    numbers.put("against", other.orNaN());
    return new RunNumber(
        RunNumber.quotient(end, other.orNaN(), "the value of " + claim.against()), true, numbers);
  }

  /**
   * How far one metric departs from a multiple of another, which the first epoch of the window
   * fixes; epochs on which one of the two is not measured are passed over.
   */
  private static RunNumber proportional(
      Measured measured, Measured against, ClaimSpec claim, RunRecord run) {
    if (measured.isEmpty() || against.isEmpty()) {
      return RunNumber.undefined("because " + (measured.isEmpty() ? measured : against).missing());
    }
    double[] values = measured.dense();
    double[] others = against.dense();
    double from = claim.window().from() * run.epochs();
    double to = claim.window().to() * run.epochs();
    double multiple = Double.NaN;
    double worst = 0;
    int where = 0;
    int compared = 0;
    for (int epoch = 0; epoch < Math.min(values.length, others.length); epoch++) {
      if (epoch < from
          || epoch > to
          || Double.isNaN(values[epoch])
          || Double.isNaN(others[epoch])) {
        continue;
      }
      if (!(values[epoch] > 0 && others[epoch] > 0)) {
        return RunNumber.undefined(
            "because the values in epoch %d are %s and %s, whose ratio has no meaning"
                .formatted(epoch, values[epoch], others[epoch]));
      }
      double ratio = values[epoch] / others[epoch];
      multiple = compared++ == 0 ? ratio : multiple;
      double departure = Math.abs(ratio / multiple - 1);
      if (departure > worst) {
        worst = departure;
        where = epoch;
      }
    }
    if (compared < 2) {
      return RunNumber.undefined(
          "because fewer than two epochs have both metrics within the window of the claim");
    }
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("multiple", multiple);
    numbers.put("epoch", (double) where);
    return new RunNumber(MetricValue.of(worst), true, numbers);
  }

  /**
   * How far one metric departs from another, as a share of that; epochs on which one of the two is
   * not measured are passed over.
   */
  private static RunNumber equal(
      Measured measured, Measured against, ClaimSpec claim, RunRecord run) {
    if (measured.isEmpty() || against.isEmpty()) {
      return RunNumber.undefined("because " + (measured.isEmpty() ? measured : against).missing());
    }
    double[] values = measured.dense();
    double[] others = against.dense();
    double from = claim.window().from() * run.epochs();
    double to = claim.window().to() * run.epochs();
    double worst = 0;
    int where = 0;
    int compared = 0;
    for (int epoch = 0; epoch < Math.min(values.length, others.length); epoch++) {
      double departure = Math.abs(values[epoch] / others[epoch] - 1);
      if (epoch < from || epoch > to || Double.isNaN(values[epoch] + others[epoch])) {
        continue;
      }
      if (!Double.isFinite(departure)) {
        return RunNumber.undefined(
            "because the values in epoch %d are %s and %s, whose ratio has no meaning"
                .formatted(epoch, values[epoch], others[epoch]));
      }
      compared++;
      if (departure > worst) {
        worst = departure;
        where = epoch;
      }
    }
    if (compared == 0) {
      return RunNumber.undefined(
          "because no epoch has both metrics within the window of the claim");
    }
    return new RunNumber(MetricValue.of(worst), true, Map.of("epoch", (double) where));
  }

  private static RunNumber falling(Measured measured) {
    if (measured.isEmpty()) {
      return RunNumber.undefined("because " + measured.missing());
    }
    if (measured.layers().length < 2) {
      return RunNumber.undefined(
          "because %s is a single layer".formatted(measured.reference().layers()));
    }
    int last = measured.epochs().length - 1;
    double largest = Double.NEGATIVE_INFINITY;
    int where = 0;
    double before = Double.NaN;
    for (int i = 0; i < measured.layers().length; i++) {
      double value = measured.values()[i][last];
      if (Double.isNaN(value)) {
        return RunNumber.of(measured.emptyCell(i, last));
      }
      if (i > 0) {
        if (!(before > 0 && Double.isFinite(before))) {
          return RunNumber.undefined(
              "because the value of layer %d is %s, and nothing can be divided by it"
                  .formatted(measured.layers()[i - 1], before));
        }
        if (value / before > largest) {
          largest = value / before;
          where = measured.layers()[i];
        }
      }
      before = value;
    }
    return new RunNumber(MetricValue.of(largest), true, Map.of("layer", (double) where));
  }

  /** The line through the logarithm over the epochs: the layer that it fits worst decides. */
  private static RunNumber logLinear(Measured measured, ClaimSpec.Window window, int epochs) {
    if (measured.isEmpty()) {
      return RunNumber.undefined("because " + measured.missing());
    }
    double worst = Double.POSITIVE_INFINITY;
    double steepest = Double.NEGATIVE_INFINITY;
    boolean apart = !measured.reference().single();
    for (int row = 0; row < (apart ? measured.layers().length : 1); row++) {
      List<double[]> points = new ArrayList<>();
      for (int i = 0; i < measured.epochs().length; i++) {
        int epoch = measured.epochs()[i];
        if (epoch < window.from() * epochs || epoch > window.to() * epochs) {
          continue;
        }
        MetricValue value =
            !apart
                ? measured.at(i)
                : Double.isNaN(measured.values()[row][i])
                    ? measured.emptyCell(row, i)
                    : MetricValue.of(measured.values()[row][i]);
        if (value instanceof MetricValue.Undefined undefined) {
          if (measured.layers().length > 0) {
            return RunNumber.undefined(undefined.reason());
          }
          continue; // a column that is not measured in every epoch
        }
        if (!(value.orNaN() > 0 && Double.isFinite(value.orNaN()))) {
          return RunNumber.undefined(
              "because the value in epoch %d is %s, which has no logarithm"
                  .formatted(epoch, value.orNaN()));
        }
        points.add(new double[] {epoch, Math.log(value.orNaN())});
      }
      Line line =
          Line.through(
              points.stream().mapToDouble(p -> p[0]).toArray(),
              points.stream().mapToDouble(p -> p[1]).toArray());
      if (line == null) {
        return RunNumber.undefined(
            "because fewer than three epochs were measured within the window of the claim");
      }
      worst = Math.min(worst, line.rSquared());
      steepest = Math.max(steepest, line.slope());
    }
    return new RunNumber(MetricValue.of(worst), steepest < 0, Map.of("slope", steepest));
  }

  private static RunNumber layersLogLinear(Measured measured) {
    if (measured.isEmpty()) {
      return RunNumber.undefined("because " + measured.missing());
    }
    int count = measured.layers().length;
    int last = measured.epochs().length - 1;
    double[] logarithms = new double[count];
    for (int i = 0; i < count; i++) {
      double value = measured.values()[i][last];
      if (Double.isNaN(value)) {
        return RunNumber.of(measured.emptyCell(i, last));
      }
      if (!(value > 0 && Double.isFinite(value))) {
        return RunNumber.undefined(
            "because the value of layer %d is %s, which has no logarithm"
                .formatted(measured.layers()[i], value));
      }
      logarithms[i] = Math.log(value);
    }
    Line line =
        Line.through(Arrays.stream(measured.layers()).asDoubleStream().toArray(), logarithms);
    return line == null
        ? RunNumber.undefined("because there are fewer than three layers")
        : new RunNumber(
            MetricValue.of(line.rSquared()), line.slope() < 0, Map.of("slope", line.slope()));
  }
}
