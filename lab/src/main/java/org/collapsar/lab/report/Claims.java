package org.collapsar.lab.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.experiment.ClaimSpec.Rule;
import org.collapsar.lab.report.ClaimResult.PerRun;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * Judges the claims of an experiment from metrics.csv and layers.csv of its runs, and from nothing
 * else. What falls from the start is judged on the mean over the runs, as the curves of a band show
 * it; everything else is asked of every run, or of all the runs of a sweep together. Where a run
 * has no number, the claim has none and does not hold.
 */
public final class Claims {

  private Claims() {}

  /** Judges every claim on all the runs; a run that is not finished counts with its last row. */
  public static List<ClaimResult> evaluate(List<ClaimSpec> claims, List<RunRecord> runs) {
    return claims.stream()
        .map(
            claim ->
                claim.rule().ofSweep() ? SweepClaim.evaluate(claim, runs) : evaluate(claim, runs))
        .toList();
  }

  /** Judges the claims of each experiment on its runs, as run.json has them; by experiment id. */
  public static Map<String, List<ClaimResult>> evaluate(List<RunRecord> runs) {
    Map<String, List<ClaimResult>> claims = new LinkedHashMap<>();
    ExperimentRuns.byId(runs)
        .forEach((id, all) -> claims.put(id, evaluate(all.get(0).info().claims(), all)));
    return claims;
  }

  private static ClaimResult evaluate(ClaimSpec claim, List<RunRecord> all) {
    List<RunRecord> runs = SweepPoints.with(claim.only(), all);
    List<PerRun> perRun = new ArrayList<>();
    for (RunRecord run : runs) {
      RunClaim.Number number = RunClaim.of(claim, run);
      perRun.add(
          new PerRun(
              run.name(),
              run.seed(),
              number.value(),
              holds(claim, number.value()) && number.falls(),
              run.lastEpoch(),
              run.finished(),
              number.numbers()));
    }
    MetricValue value = overRuns(claim, runs, perRun);
    boolean mean = claim.rule() == Rule.END_OVER_START_AT_MOST;
    return new ClaimResult(
        claim.id(),
        claim.text(),
        claim.metric(),
        quantity(claim) + (claim.only().isEmpty() ? "" : ", " + SweepPoints.words(claim.only())),
        value,
        required(claim),
        holds(claim, value) && (mean || perRun.stream().allMatch(PerRun::holds)),
        perRun.stream().anyMatch(run -> !run.finished()),
        Map.of(),
        false,
        perRun);
  }

  private static String quantity(ClaimSpec claim) {
    return switch (claim.rule()) {
      case END_OVER_START_AT_MOST ->
          (claim.window().equals(ClaimSpec.Window.END)
                  ? "end"
                  : "mean over the epochs" + within(claim.window()))
              + " / epoch 0, of the means over the runs";
      case END_ABOVE -> "end, lowest of the runs";
      case END_BELOW -> "end, highest of the runs";
      case END_FALLING -> "end, largest ratio of a layer to the one before it in any run";
      case END_RATIO_AT_MOST ->
          "end / %s, highest of the runs"
              .formatted(MetricLabel.lower(MetricLabel.of(String.valueOf(claim.against())).name()));
      case PROPORTIONAL_WITHIN ->
          "largest relative departure from a multiple of %s over the epochs%s, highest of the runs"
              .formatted(
                  MetricLabel.lower(MetricLabel.of(String.valueOf(claim.against())).name()),
                  within(claim.window()));
      case EQUAL_WITHIN ->
          "largest relative departure from %s over the epochs%s, highest of the runs"
              .formatted(
                  MetricLabel.lower(MetricLabel.of(String.valueOf(claim.against())).name()),
                  within(claim.window()));
      case MEAN_ABOVE ->
          "mean over the epochs%s, lowest of the runs".formatted(within(claim.window()));
      case MEAN_BELOW ->
          "mean over the epochs%s, highest of the runs".formatted(within(claim.window()));
      case LOG_LINEAR_R2_AT_LEAST ->
          "R^2 of a falling line through its logarithm over the epochs%s, lowest of the runs"
              .formatted(within(claim.window()));
      case TREND_P_AT_MOST,
          FIT_SLOPE_AT_MOST,
          FIT_SLOPE_AT_LEAST,
          SAME_LAW_P_AT_LEAST,
          SAME_LAW_P_AT_MOST ->
          throw new IllegalStateException("a claim about a sweep");
    };
  }

  static String within(ClaimSpec.Window window) {
    return window.equals(ClaimSpec.Window.ALL)
        ? ""
        : " from %s to %s of all".formatted(percent(window.from()), percent(window.to()));
  }

  private static String percent(double fraction) {
    return plain(Math.round(1000 * fraction) / 10.0) + "%";
  }

  private static MetricValue overRuns(ClaimSpec claim, List<RunRecord> runs, List<PerRun> perRun) {
    MetricValue why = withoutNumber(perRun);
    if (why != null) {
      return why;
    }
    var values = perRun.stream().mapToDouble(run -> run.value().orNaN());
    return switch (claim.rule()) {
      case END_ABOVE, MEAN_ABOVE, LOG_LINEAR_R2_AT_LEAST ->
          MetricValue.of(values.min().orElseThrow());
      case END_OVER_START_AT_MOST -> {
        double end = 0;
        double start = 0;
        for (RunRecord run : runs) {
          Measured measured = Measured.of(claim.metric(), run);
          end += measured.mean(claim.window(), run).orNaN();
          start += measured.at(0).orNaN();
        }
        yield MetricValue.of(end / start);
      }
      default -> MetricValue.of(values.max().orElseThrow());
    };
  }

  /** Why the runs together have no number; null when they have one. */
  static @Nullable MetricValue withoutNumber(List<PerRun> perRun) {
    if (perRun.isEmpty()) {
      return MetricValue.undefined("because there is no run");
    }
    if (perRun.stream().noneMatch(PerRun::finished)) {
      return MetricValue.undefined("because no run has finished");
    }
    for (PerRun run : perRun) {
      if (run.value() instanceof MetricValue.Undefined undefined) {
        return MetricValue.undefined(undefined.reason() + " (" + run.name() + ")");
      }
    }
    return null;
  }

  static boolean holds(ClaimSpec claim, MetricValue value) {
    // NaN, the value of an undefined metric, compares as false every way.
    double number = value.orNaN();
    return switch (claim.rule()) {
      case END_ABOVE, MEAN_ABOVE -> number > claim.bound();
      case END_BELOW, END_FALLING, MEAN_BELOW -> number < claim.bound();
      case LOG_LINEAR_R2_AT_LEAST, FIT_SLOPE_AT_LEAST, SAME_LAW_P_AT_LEAST ->
          number >= claim.bound();
      case END_OVER_START_AT_MOST,
          END_RATIO_AT_MOST,
          PROPORTIONAL_WITHIN,
          EQUAL_WITHIN,
          TREND_P_AT_MOST,
          SAME_LAW_P_AT_MOST,
          FIT_SLOPE_AT_MOST ->
          number <= claim.bound();
    };
  }

  static String required(ClaimSpec claim) {
    String compared =
        switch (claim.rule()) {
          case END_ABOVE, MEAN_ABOVE -> "above ";
          case END_BELOW, END_FALLING, MEAN_BELOW -> "below ";
          case LOG_LINEAR_R2_AT_LEAST, FIT_SLOPE_AT_LEAST, SAME_LAW_P_AT_LEAST -> "at least ";
          case END_OVER_START_AT_MOST,
              END_RATIO_AT_MOST,
              PROPORTIONAL_WITHIN,
              EQUAL_WITHIN,
              TREND_P_AT_MOST,
              SAME_LAW_P_AT_MOST,
              FIT_SLOPE_AT_MOST ->
              "at most ";
        };
    return compared + plain(claim.bound());
  }

  /** A bound in full precision without an exponent or trailing zeros. */
  private static String plain(double bound) {
    return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
  }
}
