package org.collapsar.lab.gibbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.collapsar.net.Truncation;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** The one-dimensional factors of (27). */
class TiltedLawTest {

  /** Where nothing comes near R the law is normal with mean -b/lambda, variance 1/(beta lambda). */
  @RepeatedTest(40)
  void isNormalWithoutTruncation(RepetitionInfo draw) {
    SplittableRandom random = new SplittableRandom(draw.getCurrentRepetition());
    double b = random.nextDouble(-3, 3);
    double score = random.nextDouble(-6, 6);
    double lambda = 0.5;
    double beta = 4;
    TiltedLaw law = new TiltedLaw(beta, lambda, 100);
    double deviation = 1 / Math.sqrt(beta * lambda);
    assertThat(law.score(-b / lambda + score * deviation, b)).isCloseTo(score, within(1e-6));
    double[] moments = law.moments(b);
    assertThat(moments[0]).isCloseTo(-b / lambda, within(1e-10));
    assertThat(moments[1]).isCloseTo(deviation * deviation, within(1e-9));
  }

  /** With it, against sums over 200000 points, which know nothing of joints and panels. */
  @RepeatedTest(20)
  void isThatOfItsDensity(RepetitionInfo draw) {
    SplittableRandom random = new SplittableRandom(100 + draw.getCurrentRepetition());
    double b = random.nextDouble(-2, 2);
    double r = random.nextDouble(0.3, 3);
    double at = random.nextDouble(-3, 3);
    double lambda = 0.5;
    double beta = 4;
    TiltedLaw law = new TiltedLaw(beta, lambda, r);
    double all = 0;
    double below = 0;
    double first = 0;
    double second = 0;
    int points = 200_000;
    double h = 40.0 / points;
    for (int i = 0; i < points; i++) {
      double t = -20 + (i + 0.5) * h;
      double tau = Truncation.value(t, r);
      double density = Math.exp(-beta * (tau * b + lambda * t * t / 2));
      all += density;
      below += t < at ? density : 0;
      first += density * tau;
      second += density * tau * tau;
    }
    double mean = first / all;
    assertThat(law.moments(b)[0]).isCloseTo(mean, within(1e-7));
    assertThat(law.moments(b)[1]).isCloseTo(second / all - mean * mean, within(1e-7));
    double p = new NormalDistribution(0, 1).cumulativeProbability(law.score(at, b));
    assertThat(p).isCloseTo(below / all, within(1e-3));
    double slope = (law.moments(b + 1e-4)[0] - law.moments(b - 1e-4)[0]) / 2e-4;
    assertThat(slope).as("d E[tau]/db").isCloseTo(-beta * law.moments(b)[1], within(1e-5));
  }
}
