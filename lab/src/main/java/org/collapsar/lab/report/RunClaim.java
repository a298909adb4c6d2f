package org.collapsar.lab.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.statistics.Line;
import org.collapsar.metrics.MetricValue;

/** The number that one run has to show for a claim. */
final class RunClaim {

  /**
   * A number and what belongs to it.
   *
   * @param falls false where the claim says that something falls and it does not, whatever the
   *     number is
   * @param numbers further numbers by name
   */
  record Number(MetricValue value, boolean falls, Map<String, Double> numbers) {}

  private RunClaim() {}

  static Number of(ClaimSpec claim, RunRecord run) {
    Measured measured = Measured.of(claim.metric(), run);
    return switch (claim.rule()) {
      case END_OVER_START_AT_MOST -> plain(overStart(measured, claim.window(), run));
      case END_ABOVE, END_BELOW -> plain(measured.end());
      case END_RATIO_AT_MOST ->
          ratio(measured, Measured.of(String.valueOf(claim.against()), run), claim);
      case PROPORTIONAL_WITHIN ->
          proportional(measured, Measured.of(String.valueOf(claim.against()), run), claim, run);
      case EQUAL_WITHIN ->
          equal(measured, Measured.of(String.valueOf(claim.against()), run), claim, run);
      case MEAN_ABOVE, MEAN_BELOW -> plain(measured.mean(claim.window(), run));
      case END_FALLING -> falling(measured);
      case LOG_LINEAR_R2_AT_LEAST -> logLinear(measured, claim.window(), run.epochs());
      case TREND_P_AT_MOST,
          FIT_SLOPE_AT_MOST,
          FIT_SLOPE_AT_LEAST,
          SAME_LAW_P_AT_LEAST,
          SAME_LAW_P_AT_MOST ->
          plain(measured.end());
    };
  }

  private static Number plain(MetricValue value) {
    return new Number(value, true, Map.of());
  }

  private static Number undefined(String reason) {
    return plain(MetricValue.undefined(reason));
  }

  private static MetricValue overStart(Measured measured, ClaimSpec.Window window, RunRecord run) {
    MetricValue end = measured.mean(window, run);
    if (end instanceof MetricValue.Undefined) {
      return end;
    }
    if (measured.epochs().length == 1) {
      return MetricValue.undefined("because no epoch after epoch 0 was measured");
    }
    MetricValue start = measured.at(0);
    if (start instanceof MetricValue.Undefined) {
      return start;
    }
    return over(end, start.orNaN(), "the value at epoch 0");
  }

  private static Number ratio(Measured measured, Measured against, ClaimSpec claim) {
    MetricValue end = measured.end();
    MetricValue other = against.end();
    if (end instanceof MetricValue.Undefined || other instanceof MetricValue.Undefined) {
      return plain(end instanceof MetricValue.Undefined ? end : other);
    }
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("metric", end.orNaN());
    numbers.put("against", other.orNaN());
    return new Number(over(end, other.orNaN(), "the value of " + claim.against()), true, numbers);
  }

  private static MetricValue over(MetricValue value, double by, String what) {
    return by > 0 && Double.isFinite(by)
        ? MetricValue.of(value.orNaN() / by)
        : MetricValue.undefined(
            "because " + what + " is " + by + ", which nothing can be divided by");
  }

  /**
   * How far one metric departs from a multiple of another, which the first epoch of the window
   * fixes; epochs on which one of the two is not measured are passed over.
   */
  private static Number proportional(
      Measured measured, Measured against, ClaimSpec claim, RunRecord run) {
    if (measured.isEmpty() || against.isEmpty()) {
      return undefined("because " + (measured.isEmpty() ? measured : against).missing());
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
        return undefined(
            "because the values in epoch %d are %s and %s, whose ratio says nothing"
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
      return undefined(
          "because fewer than two epochs have both metrics in the part that is looked at");
    }
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("multiple", multiple);
    numbers.put("epoch", (double) where);
    return new Number(MetricValue.of(worst), true, numbers);
  }

  /**
   * How far one metric departs from another, as a share of that; epochs on which one of the two is
   * not measured are passed over.
   */
  private static Number equal(Measured measured, Measured against, ClaimSpec claim, RunRecord run) {
    if (measured.isEmpty() || against.isEmpty()) {
      return undefined("because " + (measured.isEmpty() ? measured : against).missing());
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
        return undefined(
            "because the values in epoch %d are %s and %s, whose ratio says nothing"
                .formatted(epoch, values[epoch], others[epoch]));
      }
      compared++;
      if (departure > worst) {
        worst = departure;
        where = epoch;
      }
    }
    if (compared == 0) {
      return undefined("because no epoch has both metrics in the part that is looked at");
    }
    return new Number(MetricValue.of(worst), true, Map.of("epoch", (double) where));
  }

  private static Number falling(Measured measured) {
    if (measured.isEmpty()) {
      return undefined("because " + measured.missing());
    }
    if (measured.layers().length < 2) {
      return undefined("because %s is a single layer".formatted(measured.reference().layers()));
    }
    int last = measured.epochs().length - 1;
    double largest = Double.NEGATIVE_INFINITY;
    int where = 0;
    double before = Double.NaN;
    for (int i = 0; i < measured.layers().length; i++) {
      double value = measured.values()[i][last];
      if (Double.isNaN(value)) {
        return plain(measured.emptyCell(i, last));
      }
      if (i > 0) {
        if (!(before > 0 && Double.isFinite(before))) {
          return undefined(
              "because the value of layer %d is %s, which nothing can be divided by"
                  .formatted(measured.layers()[i - 1], before));
        }
        if (value / before > largest) {
          largest = value / before;
          where = measured.layers()[i];
        }
      }
      before = value;
    }
    return new Number(MetricValue.of(largest), true, Map.of("layer", (double) where));
  }

  /** The line through the logarithm over the epochs: the layer that it fits worst decides. */
  private static Number logLinear(Measured measured, ClaimSpec.Window window, int epochs) {
    if (measured.isEmpty()) {
      return undefined("because " + measured.missing());
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
            return undefined(undefined.reason());
          }
          continue; // a column that is not measured in every epoch
        }
        if (!(value.orNaN() > 0 && Double.isFinite(value.orNaN()))) {
          return undefined(
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
        return undefined(
            "because fewer than three epochs were measured in the part that is looked at");
      }
      worst = Math.min(worst, line.rSquared());
      steepest = Math.max(steepest, line.slope());
    }
    return new Number(MetricValue.of(worst), steepest < 0, Map.of("slope", steepest));
  }
}
