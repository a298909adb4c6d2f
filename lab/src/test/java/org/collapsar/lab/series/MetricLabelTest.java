package org.collapsar.lab.series;

import static org.assertj.core.api.Assertions.assertThat;

import org.collapsar.lab.experiment.StepCount;
import org.collapsar.theory.TheoremCatalogue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricLabelTest {

  @Test
  void aNewFamilyBringsItsLabels() {
    assertThat(MetricLabel.of("steps.count", StepCount.MORE, TheoremCatalogue.ALL))
        .isEqualTo(new MetricLabel("steps.count", "Steps", "steps \u2211k", "steps k"));
    assertThat(MetricLabel.of("steps.count").name()).isEqualTo("steps.count");
  }

  /** As they have always been. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loss|Training loss|training loss L_n",
        "nc1.total|NC1|NC1 = within-class / total variance",
        "accuracy.test|Test accuracy|accuracy (test data)",
        "error.test.lower|Test error, at least|test error, lower 95% bound",
        "phase1.condition8.printed|Condition (8), printed|left over right side of (8), printed",
        "phase1.loss.printed|phase1.loss.printed|phase1.loss.printed",
        "gibbs.density.covariance|Covariance, scores of (27)|error of the covariance of scores of"
            + " (27)",
        "gibbs.whitened.fit.p|Fit p, whitened|p of the fit, whitened",
        "gibbs.density.kurtosis|Kurtosis, scores|kurtosis of scores of (27)",
        "gibbs.projected.fit|gibbs.projected.fit|gibbs.projected.fit",
        "density|Scores of (27)|density of normal scores of (27)",
        "particles.mean.square.law|Law of the averages|its law after k steps",
        "stationarity.d|D|norm of D = E[Delta_a sigma(u^T X)]",
        "nc2.etf_error.means|nc2.etf_error.means|nc2.etf_error.means",
        "max(balancedness@head+1..last-1)|Largest balancedness of the linear pairs|largest"
            + " balancedness of the linear pairs",
      })
  void labelsOfMetrics(String reference, String name, String plain) {
    MetricLabel label = MetricLabel.of(reference);
    assertThat(label.name()).isEqualTo(name);
    assertThat(label.plain()).isEqualTo(plain);
  }
}
