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
 * The description of a certificate before it is evaluated: its names, its claim, its source, which
 * bounds it has, and which runs evaluate it. Whoever shows, reads or checks certificates asks this.
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

  public TheoremInfo {
    tiers = List.copyOf(tiers);
    metrics = List.copyOf(metrics);
  }

  /** Begins a description; what is left out is the id, or for the claim and the like empty. */
  public static Builder of(String id) {
    return new Builder(id);
  }

  /** Whether this is a sequence. */
  public boolean isSequence() {
    return id.contains(NUMBER);
  }

  /**
   * A member of a sequence.
   *
   * @param m its number, from 1
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

  /** This, or the first member of this sequence. */
  public TheoremInfo first() {
    return isSequence() ? at(1) : this;
  }

  /** This, or the member of this sequence, if that is the id of it. */
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

  /** Whether runs that measure such metrics evaluate it. */
  public boolean inRunsThatMeasure(Collection<String> measured) {
    return switch (evaluated) {
      case IN_TRAINING -> true;
      case WITH_METRICS -> !Collections.disjoint(metrics, measured);
      case ON_DEMAND -> false;
    };
  }

  /** Whether a bound is vacuous, as -1 for a cosine. */
  public boolean saysNothing(double bound) {
    return trivial.isPresent()
        && (direction == Direction.LOWER
            ? bound <= trivial.getAsDouble()
            : bound >= trivial.getAsDouble());
  }

  /** The names of its bounds, in their order. */
  public List<String> bounds() {
    return Tier.names(tiers);
  }

  /** The same of another form of the theorem, which says something else. */
  public TheoremInfo saying(String otherClaim, String otherQuantity) {
    return stated(otherClaim, source, otherQuantity);
  }

  /** The same with the words of a document. */
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
   * The certificate.
   *
   * @param value what is bounded, as measured
   */
  public Certificate certificate(MetricValue value, Bound... bounds) {
    return certificate(value, List.of(bounds));
  }

  /** The same with bounds in a list. */
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

    /** How it is called in tables, within a sentence, and on an axis. */
    public Builder called(String inTables, String inSentences, String onAxes) {
      label = inTables;
      about = inSentences;
      axis = onAxes;
      return this;
    }

    public Builder claims(String sentence) {
      claim = sentence;
      return this;
    }

    /**
     * Where it is from.
     *
     * @param paper with a comma and a blank at its end
     * @param place within it
     * @param inShort the same in tables
     */
    public Builder from(String paper, String place, String inShort) {
      source = paper + place;
      number = inShort;
      return this;
    }

    /** That its bounds are not below a quantity. */
    public Builder above(String what, Tier... bounds) {
      return bounds(Direction.UPPER, what, bounds);
    }

    /** That its bounds are not above a quantity. */
    public Builder below(String what, Tier... bounds) {
      return bounds(Direction.LOWER, what, bounds);
    }

    private Builder bounds(Direction side, String what, Tier... bounds) {
      direction = side;
      quantity = what;
      tiers = Arrays.asList(bounds);
      return this;
    }

    /** A vacuous bound. */
    public Builder trivial(double bound) {
      trivial = OptionalDouble.of(bound);
      return this;
    }

    /** What is wrong with a form as printed. */
    public Builder erratum(String what) {
      erratum = what;
      return this;
    }

    /** Every run of networks that it is about evaluates it. */
    public Builder inTraining() {
      evaluated = Evaluated.IN_TRAINING;
      return this;
    }

    /** Runs that measure one of these evaluate it. */
    public Builder with(List<String> oneOf) {
      evaluated = Evaluated.WITH_METRICS;
      metrics = oneOf;
      return this;
    }

    public TheoremInfo build() {
      return new TheoremInfo(
          id, label, about, axis, claim, source, number, quantity, direction, tiers, trivial,
          erratum, evaluated, metrics);
    }
  }
}
