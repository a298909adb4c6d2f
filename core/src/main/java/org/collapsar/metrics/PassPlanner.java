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
    if (wanted(Part.SPREAD)) {
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

  /** Those that find projections one by one, where those of the second pass lack digits. */
  List<RowPass<?>> byDirection() {
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
