package org.collapsar.theory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * No bound on mean-field networks is broken where its hypotheses hold, in many draws. The share of
 * draws that they hold for and the smallest slack of each are printed; tight cases are in {@link
 * TightLandscapesTest}.
 */
class LandscapeProperties {
  private static final int DRAWS = 10_200;

  private static final class Tally {
    int seen;
    int applied;
    double smallestSlack = Double.POSITIVE_INFINITY;
  }

  @Test
  void noDrawBreaksABound() {
    SplittableRandom random = new SplittableRandom(2501_19104L);
    Map<String, Tally> tallies = new TreeMap<>();
    for (int i = 0; i < DRAWS; i++) {
      MeanFields.Network network = MeanFields.draw(random);
      MeanFieldQuantities q = network.quantities();
      List<Certificate> all = new ArrayList<>(new FeatureTheorem(q).certificates());
      all.add(new CollapseCorollary(q).certificate());
      all.addAll(new ConditioningLemma(q, random.nextBoolean() ? 0 : 1.5).certificates());
      all.add(new BalanceLemma(q).certificate());
      all.add(new StationarityLemma(q).certificate());
      for (Certificate c : all) {
        for (int b = 0; b < c.bounds().size(); b++) {
          Bound bound = c.bounds().get(b);
          String name =
              c.id()
                  + (c.id().endsWith("4.5") ? (c.quantity().contains("beta") ? ", noise" : "") : "")
                  + " "
                  + b
                  + " "
                  + bound.tier().label()
                  + (bound.erratum() == null ? "" : " (erratum)");
          check(network, c, bound, tallies.computeIfAbsent(name, key -> new Tally()));
        }
        if (!c.id().endsWith("4.5")) {
          neverWeaker(network, c);
        }
      }
    }
    System.out.println(
        tallies.entrySet().stream()
            .map(
                e ->
                    String.format(
                        Locale.ROOT,
                        "%-50s applied to %5d of %d, smallest slack %.6f",
                        e.getKey(),
                        e.getValue().applied,
                        e.getValue().seen,
                        e.getValue().smallestSlack))
            .collect(Collectors.joining("\n")));
    tallies.forEach(
        (name, tally) -> {
          // (19) is about points that random draws never meet, and Lemma 4.3 has a test of its own.
          boolean elsewhere =
              name.contains("4.5 0") || name.contains("noise 0") || name.matches(".*4.3.* 0 .*");
          if (!elsewhere) {
            assertThat(tally.applied).as(name).isGreaterThan(tally.seen * 3 / 10);
          }
        });
    // The erratum is one: without gamma^-2 the form is broken.
    assertThat(tallies.get("wu2025.corollary4.4 0 printed (erratum)").smallestSlack)
        .isLessThan(0.5);
  }

  @Test
  void noColdDrawBreaksLemma43() {
    SplittableRandom random = new SplittableRandom(43);
    int applied = 0;
    double smallest = Double.POSITIVE_INFINITY;
    double norm = Double.POSITIVE_INFINITY;
    for (int i = 0; i < DRAWS; i++) {
      MeanFields.Network network = MeanFields.cold(random);
      double alpha = random.nextBoolean() ? 0 : 2 * random.nextDouble();
      for (Certificate c : new ConditioningLemma(network.quantities(), alpha).certificates()) {
        for (Bound b : c.bounds()) {
          assertThat(b.holds()).as("%s: %s, %s", c.id(), b, network).isNotEqualTo(false);
        }
        Bound printed = c.bounds().get(0);
        if (c.id().endsWith("smin")) {
          applied += printed.applies() ? 1 : 0;
          smallest = printed.applies() ? Math.min(smallest, printed.slack().orNaN()) : smallest;
        } else {
          norm = printed.applies() ? Math.min(norm, printed.slack().orNaN()) : norm;
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "wu2025.lemma4.3 printed applied to %d of %d, smallest slack %.6f (s_min), %.6f (norm)%n",
        applied,
        DRAWS,
        smallest,
        norm);
    assertThat(applied).isGreaterThan(DRAWS * 3 / 10);
  }

  private static void check(MeanFields.Network network, Certificate c, Bound bound, Tally tally) {
    double value = c.value().orNaN();
    double number = bound.bound().orNaN();
    tally.seen++;
    if (!bound.applies()) {
      assertThat(number).as("%s: a bound that does not apply has no number", c.id()).isNaN();
      return;
    }
    tally.applied++;
    double slack = bound.slack().orNaN();
    tally.smallestSlack = Math.min(tally.smallestSlack, Double.isNaN(slack) ? 1e9 : slack);
    if (bound.erratum() == null && !Double.isNaN(value) && !Double.isNaN(number)) {
      boolean kept =
          bound.direction() == Direction.UPPER
              ? value <= number * (1 + 1e-9) + 1e-24
              : value >= number - 1e-9 * Math.abs(number);
      assertThat(kept)
          .as("%s %s: %s against %s, %s", c.id(), bound.form(), value, number, network)
          .isTrue();
    }
  }

  /** Each tier is at least as strong as the one before it, where both apply. */
  private static void neverWeaker(MeanFields.Network network, Certificate c) {
    for (int b = 1; b < c.bounds().size(); b++) {
      Bound weak = c.bounds().get(b - 1);
      Bound strong = c.bounds().get(b);
      double x = weak.bound().orNaN();
      double y = strong.bound().orNaN();
      // The constants of Corollary 4.4 estimate E_2, which its printed forms measure; so do those
      // of Lemma 4.3 without what beta promises.
      boolean other = (c.id().endsWith("4.4") && b <= 2) || (c.id().contains("4.3.smin") && b == 1);
      if (Double.isNaN(x) || Double.isNaN(y) || other) {
        continue;
      }
      boolean stronger =
          weak.direction() == Direction.UPPER
              ? y <= x * (1 + 1e-9) + 1e-20
              : y >= x - 1e-9 * Math.abs(x);
      assertThat(stronger)
          .as("%s: %s %s, %s %s, %s", c.id(), weak.tier(), x, strong.tier(), y, network)
          .isTrue();
    }
  }
}
