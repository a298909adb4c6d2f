package org.collapsar.metrics;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides which passes the metrics of a plan need, before anything is evaluated. */
final class PassPlanner {
  private final MeasurementPlan plan;
  private final Evaluation train;
  private final Set<Part> parts = EnumSet.noneOf(Part.class);

  /**
   * @param train what is known so far
   */
  PassPlanner(MeasurementPlan plan, Evaluation train) {
    this.plan = plan;
    this.train = train;
    for (Definition definition : plan.definitions()) {
      parts.addAll(definition.parts());
    }
  }

  /**
   * The passes behind the first one.
   *
   * @param known parts that need none
   */
  List<RowPass<?>> second(Set<Part> known) {
    parts.removeAll(known);
    List<RowPass<?>> passes = new ArrayList<>();
    for (Place place : Place.values()) {
      SamplePlan pass = samples(place);
      if (pass != null) {
        passes.add(pass);
      }
    }
    Set<SpreadPlan.Weight> weights = EnumSet.noneOf(SpreadPlan.Weight.class);
    if (wanted(Part.SPREAD) || wantsDirections()) {
      weights.add(SpreadPlan.Weight.BY_SIZE);
    }
    if (wanted(Part.SPREAD_EQUAL)) {
      weights.add(SpreadPlan.Weight.EQUAL);
    }
    if (!weights.isEmpty() && SpreadPlan.fits(train.geometry())) {
      passes.add(new SpreadPlan(train.geometry(), weights));
    }
    return passes;
  }

  private boolean wantsDirections() {
    for (ScoreKind kind : ScoreKind.values()) {
      if (kind.directed()
          && (wanted(kind.part(SampleSet.TRAIN)) || wanted(kind.part(SampleSet.TEST)))) {
        return true;
      }
    }
    return false;
  }

  private boolean wanted(Part part) {
    return parts.contains(part) && part.mayHaveValue(train);
  }

  private @Nullable SamplePlan samples(Place place) {
    Set<Part> here = EnumSet.noneOf(Part.class);
    for (Part part : parts) {
      if (part.place() == place && part.statistic() != null && part.mayHaveValue(train)) {
        here.add(part);
      }
    }
    if (here.isEmpty()) {
      return null;
    }
    if (parts.contains(Part.COSINE) && place == Place.OWN && plan.classifier() != null) {
      // Those of a class are shown even if there is no mean over all.
      here.add(Part.COSINE);
    }
    SamplePlan.Builder builder = builder(place, here);
    boolean whole = plan.classes() > plan.dimension();
    if (whole) {
      return builder.by(SamplePlan.Route.SCATTER).build();
    }
    addRotation(builder, here);
    if (here.contains(Part.PROJECTIONS)
        && Part.ROTATED.stream().noneMatch(here::contains)
        && SinglePlan.fits(train.geometry(), train.within())) {
      return builder.by(SamplePlan.Route.SINGLES).build();
    }
    boolean plain = place != Place.STRONG && about(place).liesNearZero();
    return builder.by(plain ? SamplePlan.Route.PLAIN : SamplePlan.Route.DEVIATIONS).build();
  }

  private Evaluation about(Place place) {
    return place == Place.WEAK ? train.test() : train;
  }

  private SamplePlan.Builder builder(Place place, Set<Part> here) {
    return SamplePlan.at(place, about(place).geometry())
        .sums(here)
        .with(plan.classifier())
        .with(plan.backend());
  }

  private void addRotation(SamplePlan.Builder builder, Set<Part> here) {
    for (Part part : Part.ROTATED) {
      if (here.contains(part)) {
        builder.with(part, train.between(part).rotation());
      }
    }
  }

  /**
   * The passes behind the second one: those that find projections one by one, where those of the
   * second pass lack digits, and those that score samples.
   */
  List<RowPass<?>> third() {
    List<RowPass<?>> passes = byDirection();
    addScores(passes);
    return passes;
  }

  private void addScores(List<RowPass<?>> passes) {
    LeadingDirections directions = directionsOrNone();
    Set<ScoreKind> outside = EnumSet.noneOf(ScoreKind.class);
    for (SampleSet set : List.of(SampleSet.TRAIN, SampleSet.TEST)) {
      Set<ScoreKind> kinds = EnumSet.noneOf(ScoreKind.class);
      for (ScoreKind kind : ScoreKind.values()) {
        if (wanted(kind.part(set)) && (directions != null || !kind.directed())) {
          kinds.add(kind);
        }
      }
      if (!kinds.isEmpty()) {
        passes.add(scores(set, kinds, directions));
        outside.addAll(kinds);
      }
    }
    if (!outside.isEmpty()) {
      passes.add(scores(SampleSet.OUT_OF_DISTRIBUTION, outside, directions));
    }
  }

  private @Nullable LeadingDirections directionsOrNone() {
    try {
      return wantsDirections() ? LeadingDirections.of(train) : null;
    } catch (Undefined e) {
      return null;
    }
  }

  private ScorePass scores(
      SampleSet set, Set<ScoreKind> kinds, @Nullable LeadingDirections directions) {
    return new ScorePass(
        set,
        kinds,
        train.geometry().sampleMean(),
        train.scoreOptions().nciAlpha(),
        directions,
        plan.classifier());
  }

  private List<RowPass<?>> byDirection() {
    List<RowPass<?>> passes = new ArrayList<>();
    Evaluation test = train.testOrNone();
    if (train.lacksDigits()) {
      Set<Part> own = EnumSet.copyOf(Part.ROTATED);
      own.add(Part.PROJECTIONS);
      passes.add(byDirection(Place.OWN, own));
    }
    if (train.strongLacksDigits()) {
      passes.add(byDirection(Place.STRONG, Set.of(Part.STRONG_PROJECTIONS)));
    }
    if (test != null && test.lacksDigits()) {
      passes.add(byDirection(Place.WEAK, Set.of(Part.WEAK_PROJECTIONS)));
    }
    return passes;
  }

  private SamplePlan byDirection(Place place, Set<Part> these) {
    Set<Part> here = EnumSet.noneOf(Part.class);
    for (Part part : these) {
      if (wanted(part)) {
        here.add(part);
      }
    }
    SamplePlan.Builder builder = builder(place, here).with((Classifier) null);
    addRotation(builder, here);
    return builder.by(SamplePlan.Route.DEVIATIONS).build();
  }
}
