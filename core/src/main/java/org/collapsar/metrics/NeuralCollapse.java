package org.collapsar.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.moments.ClassMoments;
import org.jspecify.annotations.Nullable;

/**
 * Measures the collapse of features [n x D] with labels in 0 .. K-1:
 *
 * <pre>
 * Measurement m = NeuralCollapse.of(features, labels, classes).weights(w, b).measure();
 * </pre>
 *
 * One pass over the features for the class means and variances, a second one where a metric needs
 * it, a third for scores of samples; sums in double, and products in float32 only where what they
 * leave in doubt is known and below 1e-9 of the value; O(K D) memory and no D x D matrix while K
 * &lt;= D unless such a metric is asked for ({@link MetricInfo#cost()}). Bit-identical for any
 * number of threads. Conventions and sources: {@link MetricCatalogue}. Degenerate input gives
 * "undefined, because .." for the metrics that it touches and values for the others. Immutable:
 * every method returns a new object.
 *
 * <p>Longer than other files because it is the builder of all inputs: each has its method, its
 * checks and its documentation here.
 */
public final class NeuralCollapse {
  private final FeatureSet features;
  private final int classes;
  private final @Nullable Classifier classifier;
  private final String noWeights;
  private final @Nullable Samples test;
  private final @Nullable Samples outOfDistribution;
  private final int threads;
  private final ScoreOptions scores;

  /**
   * Samples beside those that are measured.
   *
   * @param classes of the labels; 0 where there are none, which then are all 0
   */
  private record Samples(Rows rows, int[] labels, int classes) {}

  private NeuralCollapse(Draft draft) {
    this.features = draft.features;
    this.classes = features.classes();
    this.classifier = draft.classifier;
    this.noWeights = draft.noWeights;
    this.test = draft.test;
    this.outOfDistribution = draft.outOfDistribution;
    this.threads = draft.threads;
    this.scores = draft.scores;
  }

  private NeuralCollapse with(Consumer<Draft> change) {
    Draft draft = new Draft(features);
    draft.classifier = classifier;
    draft.noWeights = noWeights;
    draft.test = test;
    draft.outOfDistribution = outOfDistribution;
    draft.threads = threads;
    draft.scores = scores;
    change.accept(draft);
    return new NeuralCollapse(draft);
  }

  /** The inputs while one of them changes. */
  private static final class Draft {
    private FeatureSet features;
    private @Nullable Classifier classifier;
    private String noWeights = Evaluation.NO_WEIGHTS;
    private @Nullable Samples test;
    private @Nullable Samples outOfDistribution;
    private int threads = Runtime.getRuntime().availableProcessors();
    private ScoreOptions scores = ScoreOptions.DEFAULT;

    Draft(FeatureSet features) {
      this.features = features;
    }
  }

  /**
   * Begins a measurement of a table of features.
   *
   * @param features [n x D]; stays open and belongs to the caller
   * @param labels [n], each in 0 .. classes-1
   * @param classes K; classes may be without samples
   * @return a measurement without weights, on all processors
   * @throws BadInputException if K is below 1, there are not as many labels as rows, or a label is
   *     out of range
   */
  public static NeuralCollapse of(Rows features, int[] labels, int classes) {
    if (classes < 1) {
      throw new BadInputException("classes: expected at least 1, found " + classes);
    }
    Blas.loadAhead();
    ClassMoments.checkLabels(features, labels, classes);
    return of(FeatureSet.of(features, labels, classes));
  }

  private static NeuralCollapse of(FeatureSet features) {
    return new NeuralCollapse(new Draft(features));
  }

  /**
   * Plans the sums that metrics need, for samples that are not one table on this machine.
   *
   * @param ids of metrics
   * @param dimension D
   * @param classes K
   * @return a plan without weights
   * @throws BadInputException if there is no such metric, or a size is below 1
   */
  public static MeasurementPlan plan(Collection<String> ids, int dimension, int classes) {
    return MeasurementPlan.of(ids, dimension, classes);
  }

  /**
   * Of features that are known by their class moments alone: measures what is {@link
   * MetricInfo#fromMoments()}, and those {@link MetricCatalogue#fromCosines} where {@link #cosines}
   * are given. Nothing of the size of the features is kept or read.
   *
   * @param moments not to be changed while they are measured
   * @return a measurement without weights
   */
  public static NeuralCollapse of(ClassMoments moments) {
    return of(
        new FeatureSet(
            null,
            new int[0],
            moments.dimension(),
            moments.classes(),
            moments,
            null,
            Backend.OPENBLAS));
  }

  /**
   * Takes the moments of the features from a pass that has collected them already.
   *
   * @param moments of the same samples
   * @return a copy that knows them
   * @throws BadInputException if they are those of other sizes
   */
  public NeuralCollapse moments(ClassMoments moments) {
    if (moments.dimension() != features.dimension()
        || moments.classes() != classes
        || (features.rows() != null && moments.samples() != features.rows().rows())) {
      throw new BadInputException(
          "moments: expected those of "
              + features.describe()
              + ", found those of "
              + moments.samples()
              + " samples of dimension "
              + moments.dimension()
              + " in "
              + moments.classes()
              + " classes");
    }
    return with(d -> d.features = features.withMoments(moments));
  }

  /**
   * Takes the cosines of the features and the rows of W from a pass that has collected them
   * already.
   *
   * @param cosines with the W that {@link #weights} has given
   * @return a copy that knows them
   * @throws BadInputException if they are those with another W than {@link #weights} has given
   */
  public NeuralCollapse cosines(SampleCosines cosines) {
    if (!cosines.isOf(classifier)) {
      throw new BadInputException("cosines: expected those with W, found those with other weights");
    }
    return with(d -> d.features = features.withCosines(cosines));
  }

  /**
   * Begins a measurement as {@link #of(Rows, int[], int)} does, of an array.
   *
   * @param features [n x D], finite
   * @param labels [n], each in 0 .. classes-1
   * @param classes K
   * @return a measurement without weights, on all processors
   * @throws BadInputException as {@link #of(Rows, int[], int)} does
   */
  public static NeuralCollapse of(double[][] features, int[] labels, int classes) {
    return of(Rows.of(features), labels, classes);
  }

  /**
   * Begins a measurement as {@link #of(Rows, int[], int)} does, of an array.
   *
   * @param features [n x D], finite
   * @param labels [n], each in 0 .. classes-1
   * @param classes K
   * @return a measurement without weights, on all processors
   * @throws BadInputException as {@link #of(Rows, int[], int)} does
   */
  public static NeuralCollapse of(float[][] features, int[] labels, int classes) {
    return of(Rows.of(features), labels, classes);
  }

  /**
   * Takes the classifier, whose logits are W h + b.
   *
   * @param w [K x D]
   * @param b [K], or null for none
   * @return a copy that knows it
   * @throws BadInputException if the shapes do not fit or a number is not finite
   */
  public NeuralCollapse weights(Matrix w, double @Nullable [] b) {
    Classifier last = classifier(w, b, classes, features.dimension(), features.describe());
    return with(d -> d.classifier = last);
  }

  /**
   * Checks a classifier.
   *
   * @param whose whose columns are D, in messages
   * @throws BadInputException if the shapes do not fit or a number is not finite
   */
  static Classifier classifier(
      Matrix w, double @Nullable [] b, int classes, int dimension, String whose) {
    if (w.rows() != classes || w.columns() != dimension) {
      throw new BadInputException(
          "weights: expected "
              + classes
              + " x "
              + dimension
              + " (classes x columns of "
              + whose
              + "), found "
              + w.rows()
              + " x "
              + w.columns());
    }
    if (b != null && b.length != classes) {
      throw new BadInputException(
          "bias: expected " + classes + " numbers, one per class, found " + b.length);
    }
    Rows.checkFinite("weights", 0, w.rows(), w.columns(), w.data());
    if (b != null) {
      Rows.checkFinite("bias", 0, 1, b.length, b);
    }
    return new Classifier(w, b == null ? new double[classes] : b.clone(), b != null);
  }

  /**
   * Gives the reason for missing weights, where it is not that none were given: for example because
   * they belong to other features.
   *
   * @param reason of what needs them to be undefined, starting with "because"
   * @return a copy without weights
   */
  public NeuralCollapse withoutWeights(String reason) {
    return with(
        d -> {
          d.classifier = null;
          d.noWeights = reason;
        });
  }

  /**
   * Takes a classifier without a bias.
   *
   * @param w [K x D]
   * @return a copy that knows it
   * @throws BadInputException if the shape does not fit or a number is not finite
   */
  public NeuralCollapse weights(Matrix w) {
    return weights(w, null);
  }

  /**
   * Takes test samples.
   *
   * @param features [n' x D]; stays open
   * @param labels [n'], each in 0 .. classes-1
   * @return a copy that knows them
   * @throws BadInputException if the number of columns differs, or the labels do not fit
   */
  public NeuralCollapse test(Rows features, int[] labels) {
    requireColumns(features);
    ClassMoments.checkLabels(features, labels, classes);
    return with(d -> d.test = new Samples(features, labels, classes));
  }

  /**
   * Takes samples of none of the classes.
   *
   * @param features [n'' x D]; stays open
   * @return a copy that knows them
   * @throws BadInputException if the number of columns differs
   */
  public NeuralCollapse outOfDistribution(Rows features) {
    requireColumns(features);
    int[] none = new int[Math.toIntExact(features.rows())];
    return with(d -> d.outOfDistribution = new Samples(features, none, 0));
  }

  /**
   * Takes out-of-distribution samples with labels of their own classes.
   *
   * @param features [n'' x D]; stays open
   * @param labels [n''], each in 0 .. classes-1; classes may be without samples
   * @param classes number of their classes
   * @return a copy that knows them
   * @throws BadInputException if the number of columns differs, the labels do not fit, or {@code
   *     classes} is below 1
   */
  public NeuralCollapse outOfDistribution(Rows features, int[] labels, int classes) {
    requireColumns(features);
    if (classes < 1) {
      throw new BadInputException(
          "out-of-distribution classes: expected at least 1, found " + classes);
    }
    ClassMoments.checkLabels(features, labels, classes);
    return with(d -> d.outOfDistribution = new Samples(features, labels, classes));
  }

  /**
   * Sets the number of threads; the default is the number of processors. The numbers do not depend
   * on it.
   *
   * @param threads at least 1
   * @return a copy with that setting
   * @throws BadInputException if below 1
   */
  public NeuralCollapse threads(int threads) {
    if (threads < 1) {
      throw new BadInputException("threads: expected at least 1, found " + threads);
    }
    return with(d -> d.threads = threads);
  }

  /**
   * Sets the backend of the passes over the features and the test features; the default is {@link
   * Backend#OPENBLAS}.
   *
   * @param backend the implementation of row sums and projections
   * @return a copy with that setting
   * @throws org.collapsar.FailedException if it cannot be loaded: says what was expected
   */
  public NeuralCollapse backend(Backend backend) {
    return with(d -> d.features = features.withBackend(backend.require()));
  }

  /**
   * Sets the number of leading directions that NECO keeps; the default is min(K - 1, D).
   *
   * @param directions at least 1
   * @return a copy with that setting
   * @throws BadInputException if below 1
   */
  public NeuralCollapse necoDimension(int directions) {
    return with(d -> d.scores = scores.withNecoDimension(directions));
  }

  /**
   * Sets the weight of the 1-norm in NCI; the default is 1e-4.
   *
   * @param alpha at least 0
   * @return a copy with that setting
   * @throws BadInputException if negative or not finite
   */
  public NeuralCollapse nciAlpha(double alpha) {
    return with(d -> d.scores = scores.withNciAlpha(alpha));
  }

  private void requireColumns(Rows others) {
    if (others.columns() != features.dimension()) {
      throw new BadInputException(
          others.describe()
              + ": expected "
              + features.dimension()
              + " columns as in "
              + features.describe()
              + ", found "
              + others.columns());
    }
  }

  /**
   * Measures the default metrics ({@link MetricInfo#byDefault()}); those of test or
   * out-of-distribution features only if these were given.
   *
   * @return their values, and the spectrum of the class means
   * @throws BadInputException if a feature is not finite: names row and column
   */
  public Measurement measure() {
    return measureWith(List.of());
  }

  /**
   * Measures the default metrics, as {@link #measure()} does, and further ones.
   *
   * @param more ids
   * @return their values, and the spectrum of the class means
   * @throws BadInputException if there is no such metric, or a feature is not finite
   */
  public Measurement measureWith(List<String> more) {
    List<String> ids = new ArrayList<>(more);
    for (String id : MetricCatalogue.byDefault(given())) {
      if (known(MetricCatalogue.find(id))) {
        ids.add(id);
      }
    }
    return measure(ids);
  }

  /** What there is besides features and labels. */
  private Set<Need> given() {
    Set<Need> given = EnumSet.noneOf(Need.class);
    if (classifier != null) {
      given.add(Need.WEIGHTS);
    }
    if (test != null) {
      given.add(Need.TEST);
    }
    if (outOfDistribution != null) {
      given.add(Need.OUT_OF_DISTRIBUTION);
      if (outOfDistribution.classes > 0) {
        given.add(Need.OUT_OF_DISTRIBUTION_LABELS);
      }
    }
    return given;
  }

  /**
   * Measures everything except metrics of a network's layers.
   *
   * @return values, of which those without their inputs are undefined
   * @throws BadInputException if a feature is not finite
   */
  public Measurement measureAll() {
    return measure(
        MetricCatalogue.all().stream()
            .filter(info -> !info.needs().contains(Need.NETWORK) && known(info))
            .map(MetricInfo::id)
            .toList());
  }

  /** Whether enough is known of the features. */
  private boolean known(MetricInfo info) {
    return features.rows() != null
        || info.fromMoments()
        || (MetricCatalogue.fromCosines(info.id()) && features.cosines() != null);
  }

  /**
   * Measures the named metrics.
   *
   * @param ids for example {@code nc1.pinv}
   * @return their values in the order of the catalogue, and the spectrum of the class means
   * @throws BadInputException if there is no such metric, it needs the samples and they are known
   *     by their moments alone, or a feature is not finite
   */
  public Measurement measure(Collection<String> ids) {
    return evaluate(ids, (plan, evaluation) -> plan.evaluate(evaluation));
  }

  /**
   * Computes the values of {@link #measure(Collection)} without the rest of a measurement, such as
   * the spectrum of the class means.
   *
   * @param ids for example {@code nc1.pinv}
   * @return values by id, in the order of the catalogue
   * @throws BadInputException as {@link #measure(Collection)} does
   */
  public Map<String, MetricValue> values(Collection<String> ids) {
    return evaluate(ids, (plan, evaluation) -> plan.values(evaluation));
  }

  private <T> T evaluate(
      Collection<String> ids, BiFunction<MeasurementPlan, Evaluation, T> answer) {
    MeasurementPlan plan = plan(ids);
    for (Definition definition : plan.definitions()) {
      if (!known(definition.info())) {
        throw new BadInputException(
            "metric "
                + definition.info().id()
                + ": expected a metric for which class moments are enough, found one that needs the"
                + " samples");
      }
    }
    try (ThreadTeam team = new ThreadTeam(threads)) {
      MomentTally first = moments(plan, team);
      SampleCosines cosines = features.cosines();
      SecondPass second = plan.second(first, cosines == null ? Set.of() : MetricCatalogue.COSINES);
      SampleTally tally = tally(second, team);
      Evaluation evaluation = plan.after(tally, null, cosines);
      Optional<SecondPass> third = plan.third(evaluation);
      if (third.isPresent()) {
        evaluation = plan.after(tally, tally(third.get(), team), cosines);
      }
      return answer.apply(plan, evaluation);
    }
  }

  private MeasurementPlan plan(Collection<String> ids) {
    MeasurementPlan plan =
        plan(ids, features.dimension(), classes)
            .withoutWeights(noWeights)
            .with(classifier)
            .with(scores)
            .backend(features.backend());
    if (test != null) {
      plan = plan.with(SampleSet.TEST);
    }
    if (outOfDistribution == null) {
      return plan;
    }
    return outOfDistribution.classes == 0
        ? plan.with(SampleSet.OUT_OF_DISTRIBUTION)
        : plan.outOfDistributionClasses(outOfDistribution.classes);
  }

  private MomentTally moments(MeasurementPlan plan, ThreadTeam team) {
    Map<SampleSet, ClassMoments> moments = new EnumMap<>(SampleSet.class);
    for (SampleSet set : plan.sets()) {
      ClassMoments known = set == SampleSet.TRAIN ? features.knownMoments() : null;
      moments.put(
          set,
          known == null
              ? ClassMoments.of(rows(set), labels(set), plan.classes(set), team, features.backend())
              : known);
    }
    return MomentTally.of(moments);
  }

  private SampleTally tally(SecondPass pass, ThreadTeam team) {
    SampleTally tally = pass.tally();
    for (SampleSet set : pass.sets()) {
      tally.take(set, rows(set), labels(set), team);
    }
    return tally;
  }

  private Rows rows(SampleSet set) {
    return set == SampleSet.TRAIN ? features.samples() : others(set).rows;
  }

  private int[] labels(SampleSet set) {
    return set == SampleSet.TRAIN ? features.labels() : others(set).labels;
  }

  private Samples others(SampleSet set) {
    return Objects.requireNonNull(set == SampleSet.TEST ? test : outOfDistribution);
  }
}
