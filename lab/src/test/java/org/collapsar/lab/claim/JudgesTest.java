package org.collapsar.lab.claim;

import static org.assertj.core.api.Assertions.assertThat;

import org.collapsar.lab.experiment.ClaimRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JudgesTest {

  @ParameterizedTest
  @EnumSource
  void everyRuleIsJudged(ClaimRule rule) {
    assertThat(Judges.of(rule)).isNotNull();
  }

  /** What asks every run is judged run by run, and what asks a sweep is not. */
  @ParameterizedTest
  @EnumSource
  void theJudgeFitsTheRule(ClaimRule rule) {
    assertThat(Judges.of(rule) instanceof RunJudge).isEqualTo(!rule.ofSweep());
    assertThat(rule.keys().contains("axis")).isEqualTo(rule.ofSweep());
  }
}
