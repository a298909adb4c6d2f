package org.collapsar.lab.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.collapsar.lab.certify.CertificateWords;
import org.collapsar.metrics.MetricValue;
import org.collapsar.theory.Bound;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.HeadPoint;
import org.collapsar.theory.Hypothesis;
import org.collapsar.theory.Theorem;
import org.collapsar.theory.TheoremCatalogue;
import org.collapsar.theory.TheoremInfo;
import org.collapsar.theory.Tier;
import org.junit.jupiter.api.Test;

/** Labels and words of certificates are what their theorems say, also of one made here. */
class TheoremLabelTest {
  private static final TheoremInfo ANGLE =
      TheoremInfo.of("folklore.angle")
          .called("Angle (1)", "angle", "angle and bounds")
          .claims("Angles are at most 180 degrees.")
          .from("Folklore, ", "Theorem 1", "1")
          .above("angle", Tier.PRINTED, Tier.PRINTED)
          .trivial(180)
          .inTraining()
          .build();

  private static final TheoremCatalogue OURS =
      new TheoremCatalogue(
          List.of(Theorem.of(HeadPoint.class, p -> List.of(certificate(170)), ANGLE)));

  private static Certificate certificate(double bound) {
    MetricValue value = MetricValue.of(90);
    return ANGLE.certificate(
        value, bound(value, bound, Hypothesis.given(Hypothesis.key("a"), "a", one())));
  }

  private static OptionalDouble one() {
    return OptionalDouble.of(1);
  }

  private static Bound bound(MetricValue value, double number, Hypothesis h) {
    return Bound.of(
        ANGLE, Tier.PRINTED, "b", null, List.of(h), value, () -> MetricValue.of(number));
  }

  @Test
  void aTheoremOfAListIsLabelledByIt() {
    MetricLabel label = MetricLabel.of("folklore.angle", OURS);
    assertThat(label.name()).isEqualTo("Angle (1)");
    assertThat(label.axis()).isEqualTo("angle and bounds");
    assertThat(MetricLabel.of("folklore.angle/printed-2", OURS).name())
        .isEqualTo("bound on angle, printed-2");
    assertThat(MetricLabel.of("folklore.angle/value", OURS).plain()).isEqualTo("angle");
    assertThat(MetricLabel.of("folklore.angle").name()).isEqualTo("folklore.angle");
  }

  @Test
  void itsCertificateIsWordedByIt() {
    Certificate c = certificate(170);
    assertThat(CertificateWords.holds(c, c.bounds().get(0))).isEqualTo("yes");
    assertThat(CertificateWords.sign(c.bounds().get(0))).isEqualTo("<=");
    Certificate empty = certificate(180);
    assertThat(CertificateWords.holds(empty, empty.bounds().get(0))).isEqualTo("vacuous");
    Certificate broken = certificate(80);
    assertThat(CertificateWords.holds(broken, broken.bounds().get(0))).isEqualTo("NO");
    MetricValue value = MetricValue.of(90);
    Hypothesis missing = Hypothesis.given(Hypothesis.key("a"), "a", OptionalDouble.empty());
    assertThat(CertificateWords.missing(ANGLE.certificate(value, bound(value, 1, missing))))
        .isEqualTo("1 (angle): a was not given");
  }

  @Test
  void labelsOfOurTheoremsAreThoseOfBefore() {
    assertThat(MetricLabel.of("jacot2025.theorem3.1.nc1").name()).isEqualTo("NC1 (18)");
    assertThat(MetricLabel.of("jacot2025.theorem3.1.nc1/residual").name())
        .isEqualTo("bound on NC1, residual");
    assertThat(MetricLabel.of("jacot2025.proposition5.3.m2/value").name())
        .isEqualTo("condition (5.3, M = 2)");
    assertThat(MetricLabel.of("jacot2025.proposition5.3.m2").name())
        .isEqualTo("Condition (5.3, M = 2)");
    assertThat(MetricLabel.of("wu2025.lemma4.3.smin").axis())
        .isEqualTo("smallest singular value of W, bounds");
  }
}
