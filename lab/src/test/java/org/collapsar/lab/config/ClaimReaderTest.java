package org.collapsar.lab.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import org.collapsar.lab.experiment.ClaimRule;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.experiment.ClaimSpec.Window;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.Fit;
import org.collapsar.lab.experiment.SweepComparison;
import org.collapsar.lab.experiment.SweepComparison.Direction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ClaimReaderTest {
  private static final BothLanguages DEEP = new BothLanguages(BothLanguages.DEEP, "claims");
  private static final BothLanguages FIELD = new BothLanguages(BothLanguages.MEAN_FIELD, "claims");

  /** A claim of the rule with every key that the rule takes. */
  private static String claim(ClaimRule rule) {
    String keys =
        switch (rule) {
          case END_ABOVE, END_BELOW -> "metric: loss";
          case END_OVER_START_AT_MOST -> "metric: loss, window: [0.75, 1]";
          case END_FALLING, LAYERS_LOG_LINEAR_R2_AT_LEAST -> "metric: nc2.kappa@1..last";
          case END_RATIO_AT_MOST -> "metric: loss, against: nc1.total";
          case PROPORTIONAL_WITHIN, EQUAL_WITHIN ->
              "metric: loss, against: nc1.total, window: [0.25, 0.75]";
          case LOG_LINEAR_R2_AT_LEAST -> "metric: nc2.kappa@1..last, window: [0, 0.8]";
          case MEAN_ABOVE, MEAN_BELOW -> "metric: loss, window: [0, 0.5]";
          case TREND_P_AT_MOST ->
              "metric: loss, axis: depth, direction: falling, series: {decay: '0.1'},"
                  + " window: [0, 0.5]";
          case FIT_SLOPE_AT_MOST, FIT_SLOPE_AT_LEAST ->
              "metric: loss, axis: depth, fit: power, series: {decay: '0.1'}";
          case SAME_LAW_P_AT_LEAST, SAME_LAW_P_AT_MOST -> "metric: gibbs.p, axis: start";
        };
    return "{id: c, text: t, theorem: T, rule: %s, bound: 0.5, %s%s}"
        .formatted(
            rule.name().toLowerCase(Locale.ROOT).replace('_', '-'),
            keys,
            rule.ofSweep() ? "" : ", only: {depth: '3'}");
  }

  @ParameterizedTest
  @EnumSource(ClaimRule.class)
  void aClaimOfEveryRuleComesBack(ClaimRule rule) throws Exception {
    BothLanguages language = rule.takes() == ClaimRule.Takes.LAW ? FIELD : DEEP;
    Experiment e = language.read(claim(rule));
    ClaimSpec claim = e.info().claims().get(0);
    assertThat(claim.rule()).isEqualTo(rule);
    assertThat(claim.theorem()).isEqualTo("T");
    assertThat(Stored.again(e, 1).info()).isEqualTo(e.info());
    assertThat(language.readJson(claim(rule)).info()).isEqualTo(e.info());
  }

  @Test
  void everyPartIsRead() {
    assertThat(DEEP.read(claim(ClaimRule.TREND_P_AT_MOST)).info().claims())
        .containsExactly(
            new ClaimSpec(
                "c",
                "t",
                "loss",
                ClaimRule.TREND_P_AT_MOST,
                0.5,
                null,
                new Window(0, 0.5),
                new SweepComparison("depth", Map.of("decay", "0.1"), Direction.FALLING, null),
                Map.of(),
                "T"));
    assertThat(DEEP.read(claim(ClaimRule.FIT_SLOPE_AT_MOST)).info().claims().get(0).sweep())
        .isEqualTo(new SweepComparison("depth", Map.of("decay", "0.1"), null, Fit.POWER));
    ClaimSpec proportional = DEEP.read(claim(ClaimRule.PROPORTIONAL_WITHIN)).info().claims().get(0);
    assertThat(proportional.against()).isEqualTo("nc1.total");
    assertThat(proportional.window()).isEqualTo(new Window(0.25, 0.75));
    assertThat(proportional.only()).isEqualTo(Map.of("depth", "3"));
    assertThat(
            DEEP.read("{id: c, text: t, rule: end-falling, metric: nc2.kappa@1..last}")
                .info()
                .claims()
                .get(0)
                .bound())
        .as("each below the one before, unless said otherwise")
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{id: c, text: t, rule: end-abov, metric: loss, bound: 1}|.rule: expected one of"
            + " end-over-start-at-most, end-above, end-below, end-falling,"
            + " layers-log-linear-r2-at-least, end-ratio-at-most, proportional-within,"
            + " equal-within, mean-above, mean-below, log-linear-r2-at-least, trend-p-at-most,"
            + " fit-slope-at-most, fit-slope-at-least, same-law-p-at-least, same-law-p-at-most,"
            + " found end-abov, did you mean end-above?",
        "{id: c, text: t, rule: end-above, metric: loss}|.bound: expected a number, found nothing",
        "{id: c, text: t, rule: end-above, metric: loss, bound: high}|.bound: expected a number,"
            + " found high",
        "{id: c, text: t, rule: end-above, bound: 1}|.metric: expected a text, found nothing",
        "{id: c, text: t, rule: end-above, metric: lost, bound: 1}|.metric: expected one of loss,"
            + " nc1.total, gradient.norm, balancedness.normalised, COLUMNS",
        "{id: c, text: t, rule: end-falling, metric: loss}|.metric: expected several layers,"
            + " ID@FROM..TO, found loss",
        "{id: c, text: t, rule: end-ratio-at-most, metric: loss, bound: 1}|.against: expected a"
            + " metric, found nothing",
        "{id: c, text: t, rule: mean-above, metric: loss, bound: 1, window: [0.5, 0.2]}|.window:"
            + " expected two fractions of the epochs, the first below the second, such as [0, 0.8],"
            + " found a list of 2 entries",
        "{id: c, text: t, rule: trend-p-at-most, metric: loss, bound: 1, axis: a, direction: down}"
            + "|.direction: expected one of falling, rising, found down",
        "{id: c, text: t, rule: fit-slope-at-most, metric: loss, bound: 1, axis: a}|.fit: expected"
            + " one of power, exponential, found nothing",
        "{id: c, text: t, rule: same-law-p-at-least, metric: loss, bound: 1, axis: a}|.metric:"
            + " expected a metric of the particles' law, such as gibbs.p, for this rule, found"
            + " loss",
        "{id: c, text: t, rule: end-above, metric: loss, bound: 1, only: 3}|.only: expected a group"
            + " of keys, found 3",
      })
  void aMistakeIsTheSameInYamlAndJson(String claim, String message) {
    String columns =
        String.join(
                ", ",
                DEEP.read("{id: c, text: t, rule: end-above, metric: loss, bound: 1}")
                    .metrics()
                    .all())
            + ", found lost, did you mean loss?";
    DEEP.refuses(
        claim, message.replaceFirst("one of loss, nc1.total.*COLUMNS", "one of " + columns));
  }
}
