package org.collapsar.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.moments.ClassMoments;
import org.jspecify.annotations.Nullable;

/**
 * The sums over samples that some metrics need, as a value: it may be sent to machines that have
 * parts of the samples. Whoever calls {@code accept}, the numbers are the same.
 *
 * <pre>
 * MeasurementPlan plan = NeuralCollapse.plan(ids, dimension, classes).weights(w, b);
 * MomentTally first = plan.moments();            // accept all samples of plan.sets()
 * SecondPass second = plan.second(first);
 * SampleTally tally = second.tally();            // accept all samples of second.sets()
 * Optional&lt;SecondPass&gt; third = plan.third(tally);  // now and then: as before
 * Measurement m = plan.evaluate(tally);          // or (tally, that of the third)
 * </pre>
 *
 * {@link NeuralCollapse} does this with the rows of a table. Parts of the samples may be taken in
 * anywhere, by tallies made from the bytes of plan and pass, and are merged by {@code combine}: in
 * the same order to the same bits. Immutable: every method returns a new object.
 *
 * <p>Longer than other files because inputs, the order of the passes and the bytes of both are one
 * contract.
 */
public final class MeasurementPlan {
  private static final int MAGIC = 0x434c4d50;
  private static final int VERSION = 3;

  private final List<Definition> definitions;
  private final int dimension;
  private final int classes;
  private final @Nullable Classifier classifier;
  private final String noWeights;
  private final Set<SampleSet> given;

  /** Of the labels of out-of-distribution samples, 0 where these have none. */
  private final int otherClasses;

  private final Backend backend;
  private final ScoreOptions scores;

  private MeasurementPlan(
      List<Definition> definitions,
      int dimension,
      int classes,
      @Nullable Classifier classifier,
      String noWeights,
      Set<SampleSet> given,
      int otherClasses,
      Backend backend,
      ScoreOptions scores) {
    this.definitions = List.copyOf(definitions);
    this.dimension = dimension;
    this.classes = classes;
    this.classifier = classifier;
    this.noWeights = noWeights;
    this.given = EnumSet.copyOf(given);
    this.otherClasses = otherClasses;
    this.backend = backend;
    this.scores = scores;
  }

  static MeasurementPlan of(Collection<String> ids, int dimension, int classes) {
    if (dimension < 1 || classes < 1) {
      throw new BadInputException(
          "plan: expected at least one dimension and one class, found "
              + dimension
              + " and "
              + classes);
    }
    return new MeasurementPlan(
        MetricCatalogue.definitions(ids),
        dimension,
        classes,
        null,
        Evaluation.NO_WEIGHTS,
        EnumSet.of(SampleSet.TRAIN),
        0,
        Backend.OPENBLAS,
        ScoreOptions.DEFAULT);
  }

  /**
   * Takes the classifier, whose logits are W h + b.
   *
   * @param w [K x D]
   * @param b [K], or null for none
   * @return a copy that knows it
   * @throws BadInputException if the shapes do not fit or a number is not finite
   */
  public MeasurementPlan weights(Matrix w, double @Nullable [] b) {
    return with(NeuralCollapse.classifier(w, b, classes, dimension, "the plan"));
  }

  MeasurementPlan with(@Nullable Classifier last) {
    return new MeasurementPlan(
        definitions, dimension, classes, last, noWeights, given, otherClasses, backend, scores);
  }

  /**
   * Gives the reason for missing weights, where it is not that none were given.
   *
   * @param reason of what needs them to be undefined, starting with "because"
   * @return a copy without weights
   */
  public MeasurementPlan withoutWeights(String reason) {
    return new MeasurementPlan(
        definitions, dimension, classes, null, reason, given, otherClasses, backend, scores);
  }

  /**
   * Announces out-of-distribution samples with labels.
   *
   * @param count their classes
   * @return a copy that expects them
   * @throws BadInputException if below 1
   */
  public MeasurementPlan outOfDistributionClasses(int count) {
    if (count < 1) {
      throw new BadInputException(
          "out-of-distribution classes: expected at least 1, found " + count);
    }
    MeasurementPlan plan = with(SampleSet.OUT_OF_DISTRIBUTION);
    return new MeasurementPlan(
        definitions, dimension, classes, classifier, noWeights, plan.given, count, backend, scores);
  }

  /**
   * Announces samples of a set; metrics that need the set are undefined otherwise.
   *
   * @param set of samples
   * @return a copy that expects them
   */
  public MeasurementPlan with(SampleSet set) {
    Set<SampleSet> all = EnumSet.copyOf(given);
    all.add(set);
    return new MeasurementPlan(
        definitions, dimension, classes, classifier, noWeights, all, otherClasses, backend, scores);
  }

  /**
   * Sets the backend of the passes; the default is {@link Backend#OPENBLAS}.
   *
   * @param other the implementation of row sums and projections
   * @return a copy with that setting
   * @throws org.collapsar.FailedException if it cannot be loaded: says what was expected
   */
  public MeasurementPlan backend(Backend other) {
    return new MeasurementPlan(
        definitions,
        dimension,
        classes,
        classifier,
        noWeights,
        given,
        otherClasses,
        other.require(),
        scores);
  }

  /**
   * Sets the number of leading directions that NECO keeps; the default is min(K - 1, D).
   *
   * @param directions at least 1
   * @return a copy with that setting
   * @throws BadInputException if below 1
   */
  public MeasurementPlan necoDimension(int directions) {
    return with(scores.withNecoDimension(directions));
  }

  /**
   * Sets the weight of the 1-norm in NCI; the default is 1e-4.
   *
   * @param alpha at least 0
   * @return a copy with that setting
   * @throws BadInputException if negative or not finite
   */
  public MeasurementPlan nciAlpha(double alpha) {
    return with(scores.withNciAlpha(alpha));
  }

  MeasurementPlan with(ScoreOptions options) {
    return new MeasurementPlan(
        definitions,
        dimension,
        classes,
        classifier,
        noWeights,
        given,
        otherClasses,
        backend,
        options);
  }

  /** {@return D, the number of features} */
  public int dimension() {
    return dimension;
  }

  /** {@return K, classes without samples included} */
  public int classes() {
    return classes;
  }

  /** Of the labels of a set. */
  int classes(SampleSet set) {
    return set == SampleSet.OUT_OF_DISTRIBUTION ? Math.max(1, otherClasses) : classes;
  }

  @Nullable Classifier classifier() {
    return classifier;
  }

  Backend backend() {
    return backend;
  }

  List<Definition> definitions() {
    return definitions;
  }

  /** {@return the sets whose rows the first pass reads} */
  public Set<SampleSet> sets() {
    Set<SampleSet> sets = EnumSet.of(SampleSet.TRAIN);
    for (Definition definition : definitions) {
      Set<Need> needs = definition.info().needs();
      if (needs.contains(Need.TEST)) {
        sets.add(SampleSet.TEST);
      }
      if (needs.contains(Need.OUT_OF_DISTRIBUTION)) {
        sets.add(SampleSet.OUT_OF_DISTRIBUTION);
      }
    }
    sets.retainAll(given);
    return sets;
  }

  /** {@return the first pass, of no samples yet} */
  public MomentTally moments() {
    return MomentTally.create(this);
  }

  /**
   * Reads {@link MomentTally#toBytes()}, strictly.
   *
   * @param bytes as written
   * @return the first pass with the samples that it had taken in
   * @throws BadInputException if it is anything else: says what was expected and found, and where
   */
  public MomentTally moments(byte[] bytes) {
    return MomentTally.fromBytes(this, bytes);
  }

  /**
   * Plans the second pass from the moments of all samples.
   *
   * @param first of all samples
   * @return a pass, which may be empty
   * @throws BadInputException if the moments of the training samples are missing
   */
  public SecondPass second(MomentTally first) {
    return second(first, Set.of());
  }

  /**
   * @param known parts that need no pass
   */
  SecondPass second(MomentTally first, Set<Part> known) {
    Evaluation train = evaluation(first);
    return SecondPass.of(this, train, new PassPlanner(this, train).second(known));
  }

  private Evaluation evaluation(MomentTally first) {
    ClassMoments train = first.of(SampleSet.TRAIN);
    if (train == null) {
      throw new BadInputException("moments: expected those of the training samples, found none");
    }
    ClassMoments test = first.of(SampleSet.TEST);
    ClassMoments other = first.of(SampleSet.OUT_OF_DISTRIBUTION);
    return new Evaluation(
        train,
        classifier,
        noWeights,
        test == null ? null : new Evaluation(test, classifier, noWeights, null, null, scores),
        other == null ? null : OutOfDistribution.of(other, otherClasses > 0),
        scores);
  }

  /**
   * Plans a third pass: sums that rounding may have spoiled in the second pass, and scores of
   * samples that depend on it. As a rule there is none.
   *
   * @param tally of all samples, made by the pass that this plan has made
   * @return a pass; empty if none is needed
   */
  public Optional<SecondPass> third(SampleTally tally) {
    return third(after(tally, null, null));
  }

  Optional<SecondPass> third(Evaluation train) {
    List<RowPass<?>> passes = new PassPlanner(this, train).third();
    return passes.isEmpty() ? Optional.empty() : Optional.of(SecondPass.of(this, train, passes));
  }

  /**
   * Evaluates the metrics, where no third pass is needed.
   *
   * @param tally of all samples, made by the pass that this plan has made
   * @return their values, and the spectrum of the class means
   */
  public Measurement evaluate(SampleTally tally) {
    return evaluate(after(tally, null, null));
  }

  /**
   * Evaluates the metrics after a third pass.
   *
   * @param tally of all samples, by the second pass
   * @param third of all samples, by the third pass
   * @return their values, and the spectrum of the class means
   */
  public Measurement evaluate(SampleTally tally, SampleTally third) {
    return evaluate(after(tally, third, null));
  }

  /** What is known after these passes. */
  Evaluation after(
      SampleTally tally, @Nullable SampleTally third, @Nullable SampleCosines cosines) {
    Evaluation before = tally.second().evaluation();
    if (before == null) {
      throw new IllegalArgumentException(
          "tally: expected one of the pass that this plan has made, found one of its bytes: read"
              + " it by tally(bytes) of that pass");
    }
    Passes own = new Passes();
    Passes weak = new Passes();
    own.cosines = cosines;
    fill(tally, own, weak, false);
    if (third != null) {
      fill(third, own, weak, true);
    }
    return before.after(own, weak);
  }

  private static void fill(SampleTally tally, Passes own, Passes weak, boolean byDirection) {
    List<RowPass<?>> passes = tally.second().passes();
    for (int i = 0; i < passes.size(); i++) {
      if (passes.get(i) instanceof SamplePlan plan) {
        PassResult result = new PassResult(plan, (SampleSums) tally.sums(i));
        switch (plan.place()) {
          case OWN -> own.set(result, byDirection);
          case WEAK -> weak.set(result, byDirection);
          case STRONG -> own.setStrong(result, byDirection);
        }
      } else if (passes.get(i) instanceof ScorePass scored) {
        own.scores.put(scored.set(), (ScoreSums) tally.sums(i));
      } else {
        own.spread = (SpreadSums) tally.sums(i);
      }
    }
  }

  Measurement evaluate(Evaluation evaluation) {
    return Measurement.of(evaluation, definitions);
  }

  /** The values of {@link #evaluate(Evaluation)} alone. */
  Map<String, MetricValue> values(Evaluation evaluation) {
    return Measurement.values(evaluation, definitions);
  }

  /**
   * Checks a part of the samples.
   *
   * @throws BadInputException if it does not fit
   */
  static void checkRows(Rows rows, int[] labels, int dimension, int classes) {
    ClassMoments.checkLabels(rows, labels, classes);
    if (rows.columns() != dimension) {
      throw new BadInputException(
          rows.describe() + ": expected " + dimension + " columns, found " + rows.columns());
    }
  }

  /**
   * A binary form, big-endian: ids, sizes, sets, out-of-distribution classes, backend, W and b, why
   * there is no W, what scores leave to choose.
   *
   * @return the bytes, which {@link #fromBytes} reads
   */
  public byte[] toBytes() {
    PackedWriter out = new PackedWriter(MAGIC, VERSION).integer(definitions.size());
    definitions.forEach(each -> out.text(each.info().id()));
    out.integer(dimension).integer(classes).integer(given.size());
    given.forEach(set -> out.text(set.name()));
    out.integer(otherClasses);
    out.text(backend.name());
    Classifier.write(classifier, out);
    out.text(noWeights);
    out.integer(scores.necoDimension()).real(scores.nciAlpha());
    return out.bytes();
  }

  /**
   * Reads {@link #toBytes()}, strictly.
   *
   * @param bytes as written
   * @return an equal plan
   * @throws BadInputException if it is anything else: says what was expected and found, and where
   * @throws org.collapsar.FailedException if the backend cannot be loaded here
   */
  public static MeasurementPlan fromBytes(byte[] bytes) {
    PackedReader in = new PackedReader("plan", bytes, MAGIC, VERSION);
    List<String> ids = new ArrayList<>();
    int count = in.integer("number of metrics");
    for (int i = 0; i < count; i++) {
      ids.add(in.text("metric"));
    }
    MeasurementPlan plan = of(ids, in.integer("dimension"), in.integer("classes"));
    int sets = in.integer("number of sets");
    for (int i = 0; i < sets; i++) {
      plan = plan.with(in.one(SampleSet.class, "set"));
    }
    int others = in.integer("out-of-distribution classes");
    if (others < 0 || (others > 0 && !plan.given.contains(SampleSet.OUT_OF_DISTRIBUTION))) {
      throw in.bad("classes of samples that are given", others, "out-of-distribution classes");
    }
    plan = others == 0 ? plan : plan.outOfDistributionClasses(others);
    plan = plan.backend(in.one(Backend.class, "backend"));
    Classifier last = Classifier.read(in, plan.classes, plan.dimension);
    plan = plan.withoutWeights(in.text("why there are no weights")).with(last);
    plan = plan.with(new ScoreOptions(in.integer("NECO dimension"), in.real("NCI alpha")));
    in.end();
    return plan;
  }
}
