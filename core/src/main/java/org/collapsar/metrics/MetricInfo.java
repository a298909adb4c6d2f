package org.collapsar.metrics;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * The description of a metric: all that tables, axes, help and pages say of it, and when it is
 * taken. Made by named parts:
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

  /** Begins a metric with this id, for example {@code nc1.pinv}. */
  public static Builder metric(String id) {
    return new Builder(id);
  }

  /** For example {@code nc1.pinv}. */
  public String id() {
    return id;
  }

  /** A few words. */
  public String title() {
    return title;
  }

  /** For tables and axes; the id where none was given. */
  public Label label() {
    return label;
  }

  /** What it says and which convention it follows. */
  public String sentence() {
    return sentence;
  }

  /** In plain text. */
  public String formula() {
    return formula;
  }

  /** Where it comes from. */
  public String source() {
    return source;
  }

  /** When it is undefined, and other things to know; empty if there are none. */
  public String edgeCases() {
    return edgeCases;
  }

  /** Of computing it for n samples of dimension D in K classes. */
  public String cost() {
    return cost;
  }

  /** Whether measuring it keeps a number for every pair of classes, K x K of them. */
  public boolean keepsPairs() {
    return keepsPairs;
  }

  /**
   * Whether it is measured when no metric is named (those that need test or out-of-distribution
   * features: when these are given).
   */
  public boolean byDefault() {
    return byDefault;
  }

  /** What else has to be given for it to be measured by default, though it does not need it. */
  public Set<Need> defaultWith() {
    return defaultWith;
  }

  /** What it needs besides features and labels. */
  public Set<Need> needs() {
    return needs;
  }

  /** Where it can be measured. */
  public Set<Taken> taken() {
    return taken;
  }

  /**
   * Whether it knows the features by their {@link org.collapsar.moments.ClassMoments} alone, so
   * that no sample has to be kept for it.
   */
  public boolean fromMoments() {
    return fromMoments;
  }

  /** Whether at a layer it is one of the weights of that layer and of the next. */
  public boolean ofPairs() {
    return ofPairs;
  }

  /** What it is counted in, for example "degrees"; empty for a number without dimension. */
  public String unit() {
    return unit;
  }

  /** What it is about. */
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

    /** A few words that tell it from all others. */
    public Builder title(String title) {
      this.title = title;
      return this;
    }

    /** A label whose axis is plain ASCII. */
    public Builder label(String name, String axis) {
      return label(name, axis, axis);
    }

    /**
     * A label.
     *
     * @param plain the axis in ASCII
     */
    public Builder label(String name, String axis, String plain) {
      this.label = new Label(name, axis, plain);
      return this;
    }

    /** A sentence: what the metric says and which convention it follows. */
    public Builder says(String sentence) {
      this.sentence = sentence;
      return this;
    }

    /** In plain text. */
    public Builder formula(String formula) {
      this.formula = formula;
      return this;
    }

    /** Authors, venue and year; for one of ours, what it is made of. */
    public Builder source(String source) {
      this.source = source;
      return this;
    }

    /**
     * When it is undefined, as the rest of a sentence that begins with "Undefined" and without its
     * full stop; behind a semicolon, other things to know.
     */
    public Builder undefined(String when) {
      this.edgeCases = "Undefined " + when + ".";
      return this;
    }

    /** Of computing it for n samples of dimension D in K classes. */
    public Builder costs(String cost) {
      this.cost = cost;
      return this;
    }

    /** {@link MetricInfo#keepsPairs()}. */
    public Builder keepsPairs() {
      keepsPairs = true;
      return this;
    }

    /** Measured when no metric is named. */
    public Builder byDefault() {
      return byDefault(true);
    }

    /** Measured when no metric is named, if {@code yes}. */
    public Builder byDefault(boolean yes) {
      this.byDefault = yes;
      return this;
    }

    /** Measured when no metric is named and this is given, so that it costs nothing more. */
    public Builder byDefaultWith(Need... given) {
      this.defaultWith.addAll(List.of(given));
      return byDefault();
    }

    /** What it needs besides features and labels. */
    public Builder needs(Need... needs) {
      this.needs.addAll(List.of(needs));
      return this;
    }

    /** Where it can be measured; unless said, what {@link Taken#of} says of its needs. */
    public Builder taken(Taken... where) {
      this.taken.addAll(List.of(where));
      return this;
    }

    /** At a layer it is one of the weights of that layer and of the next. */
    public Builder ofPairs() {
      this.ofPairs = true;
      return this;
    }

    /** What it is counted in. */
    public Builder unit(String unit) {
      this.unit = unit;
      return this;
    }

    /** What it is about, where its id does not say so. */
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
     * The metric, whose value comes from elsewhere.
     *
     * @throws IllegalStateException if title, sentence, formula, source or cost is missing
     */
    public MetricInfo build() {
      return new MetricInfo(this);
    }
  }
}
