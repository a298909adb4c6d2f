package org.collapsar.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescentRuleTest {
  /** Descent of x^2/2, of curvature 1, by the recursions as they are written. */
  private static double distanceAfter(int steps, DescentRule rule, double eta) {
    double mu = rule.momentum();
    double x = 1;
    double v = 0;
    for (int k = 0; k < steps; k++) {
      double g = x;
      v = mu * v + g;
      x -= eta * (rule.nesterov() ? g + mu * v : v);
    }
    return Math.hypot(x, v);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "0.5, false", "0.9, false", "0.5, true", "0.9, true"})
  void theEdgeIsWhereDescentCeasesToContract(double momentum, boolean nesterov) {
    DescentRule rule = new DescentRule(momentum, nesterov, false);
    assertThat(distanceAfter(20000, rule, 0.999 * rule.edge())).isLessThan(1e-3);
    assertThat(distanceAfter(20000, rule, 1.001 * rule.edge())).isGreaterThan(1e3);
  }
}
