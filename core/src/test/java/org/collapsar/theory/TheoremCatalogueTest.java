package org.collapsar.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.MetricValue;
import org.junit.jupiter.api.Test;

/** What is known of the theorems, and that another one takes a file and a line. */
class TheoremCatalogueTest {

  /** A theorem that is in no list but those of this test: a sequence, with a bound of any size. */
  private static final TheoremInfo TRACE =
      TheoremInfo.of("folklore.trace{M}")
          .called("Trace (1)", "trace of {M}", "trace of {M} and bound")
          .claims("NC1 is at most {M}.")
          .from("Folklore, ", "Theorem 1", "1")
          .above("NC1(Z_{L-1})", Tier.PRINTED)
          .trivial(3)
          .with(List.of("accuracy.train"))
          .build();

  private static final Theorem<HeadPoint> THEOREM =
      Theorem.of(HeadPoint.class, TheoremCatalogueTest::traces, TRACE);

  private static List<Certificate> traces(HeadPoint point) {
    MetricValue value = point.quantities().nc1();
    return Stream.of(1, 4)
        .map(
            m ->
                TRACE
                    .at(m)
                    .certificate(
                        value,
                        Bound.of(
                            TRACE.at(m),
                            Tier.PRINTED,
                            "M",
                            null,
                            List.of(
                                Hypothesis.atLeast(
                                    Hypothesis.key("classes"),
                                    "K",
                                    point.quantities().classes(),
                                    2)),
                            value,
                            () -> MetricValue.of(m))))
        .toList();
  }

  /** Two classes at distance 2 with deviations of 0.1: NC1 = 0.01/1 by hand. */
  private static HeadPoint point() {
    Matrix z = new Matrix(4, 2, new double[] {1.1, 0, 0.9, 0, -1.1, 0, -0.9, 0});
    LinearHead head =
        LinearHead.of(
            z, new int[] {0, 0, 1, 1}, 2, List.of(new Matrix(2, 2, new double[] {1, 0, 0, 1})));
    return HeadPoint.of(HeadQuantities.measure(head, 1), NetworkFacts.NONE);
  }

  @Test
  void aTheoremOfOnesOwnIsEvaluatedInItsPlace() {
    List<Theorem<?>> all = new ArrayList<>(TheoremCatalogue.ALL.theorems());
    all.add(1, THEOREM);
    TheoremCatalogue catalogue = new TheoremCatalogue(all);
    List<Certificate> certificates = catalogue.evaluate(HeadPoint.class, point());
    assertThat(certificates)
        .extracting(Certificate::id)
        .containsSubsequence(
            "jacot2025.theorem3.1.nc3",
            "folklore.trace1",
            "folklore.trace4",
            "jacot2025.proposition5.1");
    assertThat(certificates)
        .filteredOn(c -> !c.id().startsWith("folklore"))
        .isEqualTo(TheoremCatalogue.ALL.evaluate(HeadPoint.class, point()));
    Certificate four =
        certificates.stream().filter(c -> c.id().equals("folklore.trace4")).findAny().orElseThrow();
    assertThat(four.claim()).isEqualTo("NC1 is at most 4.");
    assertThat(four.source()).isEqualTo("Folklore, Theorem 1");
    assertThat(four.value().orNaN()).isCloseTo(0.01, within(1e-14));
    assertThat(four.bounds().get(0).holds()).isTrue();
    assertThat(four.bounds().get(0).applies()).isTrue();
    assertThat(four.info().saysNothing(4)).isTrue();
    assertThat(four.info().saysNothing(2)).isFalse();
    assertThat(catalogue.info("folklore.trace12").orElseThrow().about()).isEqualTo("trace of 12");
    assertThat(catalogue.info("folklore.trace0")).isEmpty();
    assertThat(catalogue.info("folklore.trace")).isEmpty();
    assertThat(catalogue.inRuns(HeadPoint.class, List.of("accuracy.train"))).contains(TRACE);
    assertThat(catalogue.inRuns(HeadPoint.class, List.of("loss"))).doesNotContain(TRACE);
  }

  @Test
  void whatRunsEvaluateOfThemselves() {
    assertThat(ids(HeadPoint.class, List.of()))
        .containsExactly(
            "jacot2025.theorem3.1.nc1",
            "jacot2025.theorem3.1.kappa",
            "jacot2025.theorem3.1.nc2",
            "jacot2025.theorem3.1.nc3",
            "jacot2025.proposition5.1");
    assertThat(ids(HeadPoint.class, List.of("loss", "ntk.norm", "phase1.radius")))
        .containsExactly(
            "jacot2025.theorem3.1.nc1",
            "jacot2025.theorem3.1.kappa",
            "jacot2025.theorem3.1.nc2",
            "jacot2025.theorem3.1.nc3",
            "jacot2025.proposition5.1",
            "jacot2025.proposition5.3.m{M}",
            "jacot2025.equation17",
            "jacot2025.theorem4.4",
            "jacot2025.theorem4.4.pl",
            "jacot2025.theorem4.4.rate",
            "jacot2025.theorem4.4.distance");
    assertThat(ids(MeanFieldQuantities.class, List.of()))
        .containsExactly(
            "wu2025.theorem4.2.identity",
            "wu2025.theorem4.2.explained",
            "wu2025.theorem4.2.e1",
            "wu2025.theorem4.2.e2",
            "wu2025.corollary4.4",
            "wu2025.lemma4.3.smin",
            "wu2025.lemma4.3.norm",
            "wu2025.lemma4.5",
            "wu2025.lemma4.6");
    assertThat(ids(ParticleInputs.class, List.of())).isEmpty();
    assertThat(TheoremCatalogue.ALL.about(ParticleInputs.class))
        .extracting(TheoremInfo::id)
        .containsExactly("wu2025.lemma4.7");
  }

  private static List<String> ids(Class<?> subject, List<String> measured) {
    return TheoremCatalogue.ALL.inRuns(subject, measured).stream().map(TheoremInfo::id).toList();
  }

  @Test
  void onlyACosineHasABoundThatSaysNothing() {
    for (TheoremInfo info : TheoremCatalogue.ALL.infos()) {
      assertThat(info.saysNothing(-1)).isEqualTo(info.id().equals("jacot2025.theorem3.1.nc3"));
      assertThat(info.saysNothing(-0.999)).isFalse();
      assertThat(info.claim()).as(info.id()).endsWith(".");
      assertThat(info.source()).as(info.id()).contains(" 2025 (arXiv ");
      assertThat(info.label()).as(info.id()).isNotEqualTo(info.id());
      assertThat(info.axis()).as(info.id()).isNotEqualTo(info.id());
      assertThat(info.quantity()).as(info.id()).isNotEmpty();
    }
  }

  @Test
  void theBoundsAreThoseThatAreSaid() {
    for (Certificate c : TheoremCatalogue.ALL.evaluate(HeadPoint.class, point())) {
      TheoremInfo info = TheoremCatalogue.ALL.info(c.id()).orElseThrow();
      assertThat(Tier.names(c.bounds().stream().map(Bound::tier).toList()))
          .as(c.id())
          .isEqualTo(info.bounds());
      assertThat(c.bounds()).allSatisfy(b -> assertThat(b.direction()).isEqualTo(info.direction()));
    }
    assertThat(TheoremCatalogue.ALL.info("jacot2025.theorem3.1.kappa").orElseThrow().bounds())
        .containsExactly("printed", "printed-2", "constants");
  }

  @Test
  void anIdStandsOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TheoremCatalogue(List.of(THEOREM, THEOREM)))
        .withMessage("expected each id once, found folklore.trace{M} twice");
  }

  @Test
  void aTheoremGivesWhatItAnnounces() {
    Theorem<HeadPoint> other =
        Theorem.of(
            HeadPoint.class,
            TheoremCatalogueTest::traces,
            TheoremInfo.of("other").above("x", Tier.PRINTED).build());
    assertThatThrownBy(() -> other.evaluate(point()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("found folklore.trace1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Bound.of(
                    TRACE.at(1),
                    Tier.RESIDUAL,
                    "",
                    null,
                    List.of(),
                    MetricValue.of(0),
                    () -> MetricValue.of(1)))
        .withMessage("expected a bound of folklore.trace1 in [PRINTED], found RESIDUAL");
  }
}
