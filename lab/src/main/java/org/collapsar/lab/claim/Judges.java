package org.collapsar.lab.claim;

import java.util.EnumMap;
import java.util.Map;
import org.collapsar.lab.experiment.ClaimRule;

/** What judges each rule: the one map that a further {@link ClaimRule} is entered into. */
final class Judges {

  private static final Map<ClaimRule, Judge> ALL = new EnumMap<>(ClaimRule.class);

  static {
    Judge sweep = SweepClaim::evaluate;
    ALL.put(ClaimRule.END_OVER_START_AT_MOST, new EndOverStart());
    ALL.put(ClaimRule.END_ABOVE, RunRules.END);
    ALL.put(ClaimRule.END_BELOW, RunRules.END);
    ALL.put(ClaimRule.END_FALLING, RunRules.FALLING);
    ALL.put(ClaimRule.LAYERS_LOG_LINEAR_R2_AT_LEAST, RunRules.LAYERS_LOG_LINEAR);
    ALL.put(ClaimRule.END_RATIO_AT_MOST, RunRules.RATIO);
    ALL.put(ClaimRule.PROPORTIONAL_WITHIN, RunRules.PROPORTIONAL);
    ALL.put(ClaimRule.EQUAL_WITHIN, RunRules.EQUAL);
    ALL.put(ClaimRule.MEAN_ABOVE, RunRules.MEAN);
    ALL.put(ClaimRule.MEAN_BELOW, RunRules.MEAN);
    ALL.put(ClaimRule.LOG_LINEAR_R2_AT_LEAST, RunRules.LOG_LINEAR);
    ALL.put(ClaimRule.TREND_P_AT_MOST, sweep);
    ALL.put(ClaimRule.FIT_SLOPE_AT_MOST, sweep);
    ALL.put(ClaimRule.FIT_SLOPE_AT_LEAST, sweep);
    ALL.put(ClaimRule.SAME_LAW_P_AT_LEAST, sweep);
    ALL.put(ClaimRule.SAME_LAW_P_AT_MOST, sweep);
  }

  private Judges() {}

  static Judge of(ClaimRule rule) {
    Judge judge = ALL.get(rule);
    if (judge == null) {
      throw new IllegalStateException("nothing judges claims of the rule " + rule);
    }
    return judge;
  }
}
