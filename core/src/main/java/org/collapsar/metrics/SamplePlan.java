package org.collapsar.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.moments.RowChunks;
import org.jspecify.annotations.Nullable;

/**
 * The pass that {@link SamplePass} makes over the samples of one set, as a value: which statistics
 * of them are summed, about which class means, with which classifier. Built by named parts.
 */
final class SamplePlan implements RowPass<SampleSums> {
  /** How samples are projected. */
  enum Route {
    /** Deviations d from the class means, each by itself: digits in every direction. */
    DEVIATIONS,
    /**
     * Samples h as they are, and the projection of mu_y subtracted; their squares, {@link
     * ClassScatters#scatters}, are not there then. For means at most some 30 times as long as
     * deviations from them.
     */
    PLAIN,
    /**
     * Deviations rounded to float32, for many samples and directions: {@link SingleErrors} says
     * what that leaves in doubt.
     */
    SINGLES,
    /**
     * None: the D x D scatter S of the deviations is summed, and u_j^T S u_j taken at the end. For
     * K &gt; D.
     */
    SCATTER
  }

  private final Place place;
  private final Set<Part> parts;
  private final Route route;
  private final MeanGeometry geometry;
  private final @Nullable Classifier classifier;
  private final Map<Part, Matrix> matrices;
  private final Backend backend;
  private final List<SampleStatistic<?>> statistics;
  private final Set<Ingredient> ingredients;

  private SamplePlan(Builder builder) {
    place = builder.place;
    parts = builder.parts;
    route = builder.route;
    geometry = builder.geometry;
    classifier = builder.classifier;
    matrices = builder.matrices;
    backend = builder.backend;
    Set<SampleStatistic<?>> distinct = new LinkedHashSet<>();
    distinct.add(ClassScatters.KIND);
    for (Part part : parts) {
      distinct.add(Objects.requireNonNull(part.statistic()));
    }
    statistics = List.copyOf(distinct);
    ingredients = EnumSet.noneOf(Ingredient.class);
    for (SampleStatistic<?> each : statistics) {
      ingredients.addAll(each.needs(route));
    }
  }

  /**
   * A plan without parts, by deviations, with OpenBLAS.
   *
   * @param geometry of the means of {@link Place#means}
   */
  static Builder at(Place place, MeanGeometry geometry) {
    return new Builder(place, geometry);
  }

  /** The parts of a plan, by name. */
  static final class Builder {
    private final Place place;
    private final MeanGeometry geometry;
    private final Set<Part> parts = EnumSet.noneOf(Part.class);
    private final Map<Part, Matrix> matrices = new EnumMap<>(Part.class);
    private Route route = Route.DEVIATIONS;
    private @Nullable Classifier classifier;
    private Backend backend = Backend.OPENBLAS;

    private Builder(Place place, MeanGeometry geometry) {
      this.place = place;
      this.geometry = geometry;
    }

    /** What is summed, each at this place. */
    Builder sums(Set<Part> these) {
      parts.addAll(these);
      return this;
    }

    /** A matrix that a part takes besides means and classifier. */
    Builder with(Part part, Matrix matrix) {
      matrices.put(part, matrix);
      return this;
    }

    /** W and b, for the parts that need them. */
    Builder with(@Nullable Classifier last) {
      classifier = last;
      return this;
    }

    /** What rows are projected with. */
    Builder with(Backend other) {
      backend = other;
      return this;
    }

    Builder by(Route other) {
      route = other;
      return this;
    }

    SamplePlan build() {
      return new SamplePlan(this);
    }
  }

  /** Where. */
  Place place() {
    return place;
  }

  boolean has(Part part) {
    return parts.contains(part);
  }

  List<SampleStatistic<?>> statistics() {
    return statistics;
  }

  boolean needs(Ingredient ingredient) {
    return ingredients.contains(ingredient);
  }

  MeanGeometry geometry() {
    return geometry;
  }

  @Nullable Classifier classifier() {
    return classifier;
  }

  Backend backend() {
    return backend;
  }

  /** That of a part, null where it has none. */
  @Nullable Matrix matrix(Part part) {
    return matrices.get(part);
  }

  /**
   * What rounding took of the class means, [K x D], where deviations have to be from all of them:
   * those from their own means where it shows in sums of squares, those from the means of other
   * samples, which do not sum to 0, in any case. Null for no need.
   */
  @Nullable Matrix rests() {
    return place == Place.STRONG || geometry.restsShow() ? geometry.rests() : null;
  }

  Route route() {
    return route;
  }

  /** Whether S is summed, not projections. */
  boolean whole() {
    return route == Route.SCATTER;
  }

  /** Whether h is projected, not d. */
  boolean plain() {
    return route == Route.PLAIN;
  }

  /** Whether d is projected in float32. */
  boolean singles() {
    return route == Route.SINGLES;
  }

  int classes() {
    return geometry.means().rows();
  }

  int dimension() {
    return geometry.means().columns();
  }

  /** Directions that are projected on. */
  int rank() {
    return whole() ? 0 : geometry.rank();
  }

  @Override
  public SampleSet set() {
    return place.rows;
  }

  @Override
  public SampleSums create() {
    return SampleSums.create(this);
  }

  @Override
  public SampleSums read(PackedReader in) {
    return SampleSums.read(this, in);
  }

  @Override
  public int chunkRows(long rows) {
    return RowChunks.rowsFor(rows, 0);
  }

  @Override
  public Opened<SampleSums> open(Rows rows, int[] labels, ThreadTeam team) {
    return new SamplePass(this, rows, labels, team);
  }

  /** The decomposition of the class means, which nothing waits for where S is summed. */
  @Override
  public @Nullable Runnable beside() {
    return whole() ? geometry::rank : null;
  }

  /** All but geometry, classifier and backend. */
  void write(PackedWriter out) {
    out.text(place.name()).text(route.name()).integer(parts.size());
    for (Part part : parts) {
      out.text(part.name()).matrix(matrices.get(part));
    }
  }

  static SamplePlan read(
      PackedReader in,
      Map<SampleSet, MeanGeometry> geometries,
      @Nullable Classifier classifier,
      Backend backend) {
    Place place = in.one(Place.class, "place");
    Route route = in.one(Route.class, "route");
    MeanGeometry geometry = geometries.get(place.means);
    if (geometry == null) {
      throw in.bad("class means of " + place.means, "none", "place");
    }
    Builder builder = at(place, geometry).by(route).with(classifier).with(backend);
    int parts = in.integer("parts");
    for (int i = 0; i < parts; i++) {
      Part part = in.one(Part.class, "part");
      Matrix matrix = in.matrix("matrix of " + part);
      if (part.place() != place || part.statistic() == null) {
        throw in.bad("a part of " + place, part, "part");
      }
      builder.sums(Set.of(part));
      if (matrix != null) {
        builder.with(part, matrix);
      }
    }
    return builder.build();
  }

  @Override
  public String toString() {
    return place + " " + new ArrayList<>(parts) + " by " + route;
  }
}
