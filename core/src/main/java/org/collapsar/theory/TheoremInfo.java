package org.collapsar.theory;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * The description of a certificate before it is evaluated: its names, its claim, its source, its
 * tiers, and the runs that evaluate it. Tables, pages, readers and checks of certificates ask this.
 *
 * <p>One with {@value #NUMBER} in its id is a sequence, a certificate for each number from 1 on;
 * {@link #at} is a member.
 *
 * @param id for example {@code jacot2025.theorem3.1.nc1}
 * @param label in tables, for example "NC1 (18)"
 * @param about the same within a sentence, for example "NC1"
 * @param axis of a figure with the value and its bounds, in ASCII
 * @param claim a sentence
 * @param source paper with the number of the theorem and the equation
 * @param number the source within the paper, in short, for example "3.1 (18)"
 * @param quantity what is bounded, for example {@code NC1(Z_{L-1})}
 * @param direction which side of the value its bounds are on
 * @param tiers of its bounds, in their order; some are there under conditions only
 * @param trivial a bound that says nothing, nor does one beyond it; none where every bound says
 *     something
 * @param erratum what is wrong with a form as printed, wherever it is; null where all are proved
 * @param evaluated by which runs
 * @param metrics one of them has to be measured, where it is {@link Evaluated#WITH_METRICS}
 */
public record TheoremInfo(
    String id,
    String label,
    String about,
    String axis,
    String claim,
    String source,
    String number,
    String quantity,
    Direction direction,
    List<Tier> tiers,
    OptionalDouble trivial,
    @Nullable String erratum,
    Evaluated evaluated,
    List<String> metrics) {

  /** Stands for the number in the texts of a sequence. */
  private static final String NUMBER = "{M}";

  /** Which runs with certificates evaluate one. */
  public enum Evaluated {
    /** All of networks that it is about. */
    IN_TRAINING,
    /** Those that measure a metric that it takes. */
    WITH_METRICS,
    /** None: it takes what a user has to give, or too long. */
    ON_DEMAND
  }

  /**
   * Keeps copies of the lists.
   *
   * @param id for example {@code jacot2025.theorem3.1.nc1}
   * @param label in tables
   * @param about within a sentence
   * @param axis of a figure
   * @param claim a sentence
   * @param source paper, theorem and equation
   * @param number the source within the paper, in short
   * @param quantity what is bounded
   * @param direction which side of the value its bounds are on
   * @param tiers of its bounds, in their order
   * @param trivial a vacuous bound; empty where there is none
   * @param erratum null where all forms are proved
   * @param evaluated by which runs
   * @param metrics ids; empty unless it is {@link Evaluated#WITH_METRICS}
   */
  public TheoremInfo {
    tiers = List.copyOf(tiers);
    metrics = List.copyOf(metrics);
  }

  /**
   * Begins a description. What is left out is the id, or empty for claim, source and quantity.
   *
   * @param id for example {@code jacot2025.theorem3.1.nc1}
   * @return a builder
   */
  public static Builder of(String id) {
    return new Builder(id);
  }

  /** {@return whether this is a sequence} */
  public boolean isSequence() {
    return id.contains(NUMBER);
  }

  /**
   * Makes the description of a member of a sequence.
   *
   * @param m its number, from 1
   * @return this with the number in its texts
   * @throws IllegalStateException if this is none
   */
  public TheoremInfo at(int m) {
    if (!isSequence()) {
      throw new IllegalStateException("expected a sequence of certificates, found " + id);
    }
    String number = Integer.toString(m);
    return new TheoremInfo(
        id.replace(NUMBER, number),
        label.replace(NUMBER, number),
        about.replace(NUMBER, number),
        axis.replace(NUMBER, number),
        claim.replace(NUMBER, number),
        source.replace(NUMBER, number),
        this.number.replace(NUMBER, number),
        quantity.replace(NUMBER, number),
        direction,
        tiers,
        trivial,
        erratum,
        evaluated,
        metrics);
  }

  /** {@return this, or the first member of this sequence} */
  public TheoremInfo first() {
    return isSequence() ? at(1) : this;
  }

  /**
   * Compares an id.
   *
   * @param certificate id of a certificate
   * @return this, or the member of this sequence, that has this id; empty if there is none
   */
  public Optional<TheoremInfo> named(String certificate) {
    if (!isSequence()) {
      return id.equals(certificate) ? Optional.of(this) : Optional.empty();
    }
    String[] around = id.split(Pattern.quote(NUMBER), -1);
    Matcher matcher =
        Pattern.compile(Pattern.quote(around[0]) + "([1-9][0-9]{0,8})" + Pattern.quote(around[1]))
            .matcher(certificate);
    return matcher.matches()
        ? Optional.of(at(Integer.parseInt(matcher.group(1))))
        : Optional.empty();
  }

  /**
   * {@return whether runs with certificates evaluate it}
   *
   * @param measured ids of the metrics that the runs measure
   */
  public boolean inRunsThatMeasure(Collection<String> measured) {
    return switch (evaluated) {
      case IN_TRAINING -> true;
      case WITH_METRICS -> !Collections.disjoint(metrics, measured);
      case ON_DEMAND -> false;
    };
  }

  /**
   * {@return whether a bound is vacuous, as -1 is for a cosine}
   *
   * @param bound to be compared with {@link #trivial}
   */
  public boolean saysNothing(double bound) {
    return trivial.isPresent()
        && (direction == Direction.LOWER
            ? bound <= trivial.getAsDouble()
            : bound >= trivial.getAsDouble());
  }

  /** {@return the names of its bounds, in their order, as {@link Tier#names} gives them} */
  public List<String> bounds() {
    return Tier.names(tiers);
  }

  /**
   * Describes another form of the theorem, which has another claim.
   *
   * @param otherClaim a sentence
   * @param otherQuantity what is bounded
   * @return a copy with these
   */
  public TheoremInfo saying(String otherClaim, String otherQuantity) {
    return stated(otherClaim, source, otherQuantity);
  }

  /**
   * Replaces the texts by those of a document.
   *
   * @param otherClaim a sentence
   * @param otherSource paper, theorem and equation
   * @param otherQuantity what is bounded
   * @return a copy with these
   */
  public TheoremInfo stated(String otherClaim, String otherSource, String otherQuantity) {
    return new TheoremInfo(
        id,
        label,
        about,
        axis,
        otherClaim,
        otherSource,
        number,
        otherQuantity,
        direction,
        tiers,
        trivial,
        erratum,
        evaluated,
        metrics);
  }

  /**
   * Makes the certificate.
   *
   * @param value what is bounded, as measured
   * @param bounds in the order of the tiers
   * @return the theorem evaluated
   */
  public Certificate certificate(MetricValue value, Bound... bounds) {
    return certificate(value, List.of(bounds));
  }

  /**
   * Makes the certificate from a list of bounds.
   *
   * @param value what is bounded, as measured
   * @param bounds in the order of the tiers
   * @return the theorem evaluated
   */
  public Certificate certificate(MetricValue value, List<Bound> bounds) {
    return new Certificate(this, value, bounds);
  }

  /** What a description is made with. */
  public static final class Builder {
    private final String id;
    private String label;
    private String about;
    private String axis;
    private String claim = "";
    private String source = "";
    private String number;
    private String quantity = "";
    private Direction direction = Direction.UPPER;
    private List<Tier> tiers = List.of();
    private OptionalDouble trivial = OptionalDouble.empty();
    private @Nullable String erratum;
    private Evaluated evaluated = Evaluated.ON_DEMAND;
    private List<String> metrics = List.of();

    private Builder(String id) {
      this.id = id;
      this.label = id;
      this.about = id;
      this.axis = id;
      this.number = id;
    }

    /**
     * Sets the names.
     *
     * @param inTables for example "NC1 (18)"
     * @param inSentences for example "NC1"
     * @param onAxes in ASCII
     * @return this
     */
    public Builder called(String inTables, String inSentences, String onAxes) {
      label = inTables;
      about = inSentences;
      axis = onAxes;
      return this;
    }

    /**
     * Sets the claim.
     *
     * @param sentence with a full stop
     * @return this
     */
    public Builder claims(String sentence) {
      claim = sentence;
      return this;
    }

    /**
     * Sets the source.
     *
     * @param paper with a comma and a blank at its end
     * @param place within it
     * @param inShort the same in tables
     * @return this
     */
    public Builder from(String paper, String place, String inShort) {
      source = paper + place;
      number = inShort;
      return this;
    }

    /**
     * Sets the quantity and says that its bounds are upper bounds.
     *
     * @param what is bounded
     * @param bounds their tiers, in their order
     * @return this
     */
    public Builder above(String what, Tier... bounds) {
      return bounds(Direction.UPPER, what, bounds);
    }

    /**
     * Sets the quantity and says that its bounds are lower bounds.
     *
     * @param what is bounded
     * @param bounds their tiers, in their order
     * @return this
     */
    public Builder below(String what, Tier... bounds) {
      return bounds(Direction.LOWER, what, bounds);
    }

    private Builder bounds(Direction side, String what, Tier... bounds) {
      direction = side;
      quantity = what;
      tiers = Arrays.asList(bounds);
      return this;
    }

    /**
     * Sets a vacuous bound.
     *
     * @param bound one that holds for every network, for example -1 for a cosine
     * @return this
     */
    public Builder trivial(double bound) {
      trivial = OptionalDouble.of(bound);
      return this;
    }

    /**
     * Says what is wrong with a form as printed.
     *
     * @param what the erratum
     * @return this
     */
    public Builder erratum(String what) {
      erratum = what;
      return this;
    }

    /**
     * Says that every run with certificates evaluates it, if its network is of the kind.
     *
     * @return this
     */
    public Builder inTraining() {
      evaluated = Evaluated.IN_TRAINING;
      return this;
    }

    /**
     * Says that runs evaluate it which measure one of some metrics.
     *
     * @param oneOf ids of metrics
     * @return this
     */
    public Builder with(List<String> oneOf) {
      evaluated = Evaluated.WITH_METRICS;
      metrics = oneOf;
      return this;
    }

    /** {@return the description} */
    public TheoremInfo build() {
      return new TheoremInfo(
          id, label, about, axis, claim, source, number, quantity, direction, tiers, trivial,
          erratum, evaluated, metrics);
    }
  }
}
