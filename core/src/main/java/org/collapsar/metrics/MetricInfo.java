package org.collapsar.metrics;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * The description of a metric: all that tables, axes, help and pages say of it, and when it is
 * taken. Longer than other files because it is made by named parts, each with its Javadoc:
 *
 * <pre>
 * MetricInfo.metric("residual.norm").title("fit error").label("Fit error", "fit error, norm of
 *     outputs minus labels").says("..").formula("||Z_L - Y||_F").source("..").undefined("..")
 *     .costs("nothing beyond the loss").taken(Taken.IN_TRAINING).build()
 * </pre>
 */
public final class MetricInfo {
  private final String id;
  private final String title;
  private final Label label;
  private final String sentence;
  private final String formula;
  private final String source;
  private final String edgeCases;
  private final String cost;
  private final boolean byDefault;
  private final Set<Need> defaultWith;
  private final Set<Need> needs;
  private final Set<Taken> taken;
  private final boolean fromMoments;
  private final boolean ofPairs;
  private final boolean keepsPairs;
  private final String unit;
  private final MetricGroup group;

  /**
   * How a metric is named in tables and on axes.
   *
   * @param name short, for tables and tiles
   * @param axis of a figure, with symbol and unit
   * @param plain the same in ASCII, for machines whose fonts lack the symbols
   */
  public record Label(String name, String axis, String plain) {}

  private MetricInfo(Builder b) {
    id = b.id;
    title = given("title", b.title, b.id);
    label = b.label;
    sentence = given("says", b.sentence, b.id);
    formula = given("formula", b.formula, b.id);
    source = given("source", b.source, b.id);
    edgeCases = b.edgeCases;
    cost = given("costs", b.cost, b.id);
    byDefault = b.byDefault;
    defaultWith = Set.copyOf(b.defaultWith);
    needs = Set.copyOf(b.needs);
    taken = Set.copyOf(b.taken.isEmpty() ? Taken.of(needs) : b.taken);
    fromMoments = b.fromMoments;
    keepsPairs = b.keepsPairs;
    ofPairs = b.ofPairs;
    unit = b.unit;
    group = b.group;
  }

  private static String given(String part, String text, String id) {
    if (text.isEmpty()) {
      throw new IllegalStateException("metric " + id + ": lacks " + part);
    }
    return text;
  }

  /**
   * Begins the description of a metric.
   *
   * @param id for example {@code nc1.pinv}
   * @return a builder without any other part
   */
  public static Builder metric(String id) {
    return new Builder(id);
  }

  /** {@return the id, for example {@code nc1.pinv}} */
  public String id() {
    return id;
  }

  /** {@return the title, a few words} */
  public String title() {
    return title;
  }

  /** {@return the label for tables and axes; the id if none was given} */
  public Label label() {
    return label;
  }

  /** {@return a sentence: the meaning of the metric and its convention} */
  public String sentence() {
    return sentence;
  }

  /** {@return the formula in plain text} */
  public String formula() {
    return formula;
  }

  /** {@return authors, venue and year, or the origin of a metric of our own} */
  public String source() {
    return source;
  }

  /** {@return when the metric is undefined, and other things to know; empty if there are none} */
  public String edgeCases() {
    return edgeCases;
  }

  /** {@return the cost for n samples of dimension D in K classes, in words} */
  public String cost() {
    return cost;
  }

  /** {@return whether measuring it keeps a number for every pair of classes, K x K of them} */
  public boolean keepsPairs() {
    return keepsPairs;
  }

  /**
   * Whether it is measured when no metric is named (those that need test or out-of-distribution
   * features: when these are given).
   *
   * @return false if it has to be named
   */
  public boolean byDefault() {
    return byDefault;
  }

  /** {@return inputs that make it a default metric, though it does not need them} */
  public Set<Need> defaultWith() {
    return defaultWith;
  }

  /** {@return inputs beyond features and labels that it needs} */
  public Set<Need> needs() {
    return needs;
  }

  /** {@return the places where it can be measured} */
  public Set<Taken> taken() {
    return taken;
  }

  /**
   * Whether it knows the features by their {@link org.collapsar.moments.ClassMoments} alone, so
   * that no sample has to be kept for it.
   *
   * @return true for metrics that can be measured from moments alone
   */
  public boolean fromMoments() {
    return fromMoments;
  }

  /** {@return whether at a layer it is one of the weights of that layer and of the next} */
  public boolean ofPairs() {
    return ofPairs;
  }

  /** {@return the unit, for example "degrees"; empty for a number without dimension} */
  public String unit() {
    return unit;
  }

  /** {@return the group of metrics to which it belongs} */
  public MetricGroup group() {
    return group;
  }

  @Override
  public String toString() {
    return id;
  }

  /** A metric of which some parts are said already. */
  public static final class Builder {
    private final String id;
    private String title = "";
    private Label label;
    private String sentence = "";
    private String formula = "";
    private String source = "";
    private String edgeCases = "";
    private String cost = "";
    private boolean byDefault;
    private final Set<Need> defaultWith = EnumSet.noneOf(Need.class);
    private final Set<Need> needs = EnumSet.noneOf(Need.class);
    private final Set<Taken> taken = EnumSet.noneOf(Taken.class);
    private boolean fromMoments;
    private boolean keepsPairs;
    private boolean ofPairs;
    private String unit = "";
    private MetricGroup group;
    private final Set<Part> parts = EnumSet.noneOf(Part.class);

    private Builder(String id) {
      this.id = Objects.requireNonNull(id);
      this.label = new Label(id, id, id);
      this.group = MetricGroup.of(id);
    }

    /**
     * Sets the title, a few words that tell it from all others.
     *
     * @param title not empty
     * @return this
     */
    public Builder title(String title) {
      this.title = title;
      return this;
    }

    /**
     * Sets a label whose axis is plain ASCII.
     *
     * @param name short, for tables and tiles
     * @param axis of a figure, with symbol and unit
     * @return this
     */
    public Builder label(String name, String axis) {
      return label(name, axis, axis);
    }

    /**
     * Sets a label.
     *
     * @param name short, for tables and tiles
     * @param axis of a figure, with symbol and unit
     * @param plain the axis in ASCII
     * @return this
     */
    public Builder label(String name, String axis, String plain) {
      this.label = new Label(name, axis, plain);
      return this;
    }

    /**
     * Sets the sentence about the metric.
     *
     * @param sentence its meaning and its convention
     * @return this
     */
    public Builder says(String sentence) {
      this.sentence = sentence;
      return this;
    }

    /**
     * Sets the formula.
     *
     * @param formula in plain text
     * @return this
     */
    public Builder formula(String formula) {
      this.formula = formula;
      return this;
    }

    /**
     * Sets the source.
     *
     * @param source authors, venue and year; for a metric of our own its ingredients
     * @return this
     */
    public Builder source(String source) {
      this.source = source;
      return this;
    }

    /**
     * Says when the metric is undefined.
     *
     * @param when rest of a sentence that begins with "Undefined", without its full stop; after a
     *     semicolon, other things to know
     * @return this
     */
    public Builder undefined(String when) {
      this.edgeCases = "Undefined " + when + ".";
      return this;
    }

    /**
     * Sets the cost.
     *
     * @param cost for n samples of dimension D in K classes, in words
     * @return this
     */
    public Builder costs(String cost) {
      this.cost = cost;
      return this;
    }

    /**
     * Marks a metric that keeps a number for every pair of classes.
     *
     * @return this
     */
    public Builder keepsPairs() {
      keepsPairs = true;
      return this;
    }

    /**
     * Makes it a default metric.
     *
     * @return this
     */
    public Builder byDefault() {
      return byDefault(true);
    }

    /**
     * Decides whether it is a default metric.
     *
     * @param yes whether it is measured when no metric is named
     * @return this
     */
    public Builder byDefault(boolean yes) {
      this.byDefault = yes;
      return this;
    }

    /**
     * Makes it a default metric if these inputs are given, so that it costs nothing more.
     *
     * @param given inputs that it does not need
     * @return this
     */
    public Builder byDefaultWith(Need... given) {
      this.defaultWith.addAll(List.of(given));
      return byDefault();
    }

    /**
     * Adds inputs that it needs.
     *
     * @param needs inputs beyond features and labels
     * @return this
     */
    public Builder needs(Need... needs) {
      this.needs.addAll(List.of(needs));
      return this;
    }

    /**
     * Adds places where it can be measured; the default is that of {@link Taken#of} for its needs.
     *
     * @param where places
     * @return this
     */
    public Builder taken(Taken... where) {
      this.taken.addAll(List.of(where));
      return this;
    }

    /**
     * Marks a metric that at a layer is one of the weights of that layer and of the next.
     *
     * @return this
     */
    public Builder ofPairs() {
      this.ofPairs = true;
      return this;
    }

    /**
     * Sets the unit.
     *
     * @param unit for example "degrees"
     * @return this
     */
    public Builder unit(String unit) {
      this.unit = unit;
      return this;
    }

    /**
     * Sets the group, where the id does not imply it.
     *
     * @param group to which it belongs
     * @return this
     */
    public Builder group(MetricGroup group) {
      this.group = group;
      return this;
    }

    /** The expensive parts that it is made of; without any it comes from class moments. */
    Builder parts(Part... parts) {
      this.parts.addAll(List.of(parts));
      return this;
    }

    /** A metric of the catalogue, of features. */
    Definition from(Function<Evaluation, MetricValue> compute) {
      fromMoments = parts.isEmpty() && Set.of(Need.WEIGHTS, Need.BIAS).containsAll(needs);
      return new Definition(build(), Set.copyOf(parts), compute);
    }

    /**
     * Makes the metric, whose value comes from elsewhere.
     *
     * @return its description
     * @throws IllegalStateException if title, sentence, formula, source or cost is missing
     */
    public MetricInfo build() {
      return new MetricInfo(this);
    }
  }
}
