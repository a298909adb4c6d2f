package org.collapsar.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
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
 * it, a third for scores of samples; always in double, O(K D) memory and no D x D matrix while K
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
  private final @Nullable Rows testFeatures;
  private final int[] testLabels;
  private final @Nullable Rows outOfDistribution;
  private final int threads;
  private final ScoreOptions scores;

  private NeuralCollapse(
      FeatureSet features,
      @Nullable Classifier classifier,
      String noWeights,
      @Nullable Rows testFeatures,
      int[] testLabels,
      @Nullable Rows outOfDistribution,
      int threads,
      ScoreOptions scores) {
    this.features = features;
    this.classes = features.classes();
    this.classifier = classifier;
    this.noWeights = noWeights;
    this.testFeatures = testFeatures;
    this.testLabels = testLabels;
    this.outOfDistribution = outOfDistribution;
    this.threads = threads;
    this.scores = scores;
  }

  /**
   * @param features [n x D]; stays open and belongs to the caller
   * @param labels [n], each in 0 .. classes-1
   * @param classes K; classes may be without samples
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
    return new NeuralCollapse(
        features,
        null,
        Evaluation.NO_WEIGHTS,
        null,
        new int[0],
        null,
        Runtime.getRuntime().availableProcessors(),
        ScoreOptions.DEFAULT);
  }

  /**
   * What has to be summed to measure some metrics, where the samples are not one table here.
   *
   * @param dimension D
   * @param classes K
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
   * Takes the moments of the features, where a pass has collected them already.
   *
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
    return with(features.withMoments(moments));
  }

  /**
   * Takes the cosines of the features and the rows of W, where a pass has collected them already.
   *
   * @throws BadInputException if they are those with another W than {@link #weights} has given
   */
  public NeuralCollapse cosines(SampleCosines cosines) {
    if (!cosines.isOf(classifier)) {
      throw new BadInputException("cosines: expected those with W, found those with other weights");
    }
    return with(features.withCosines(cosines));
  }

  private NeuralCollapse with(FeatureSet known) {
    return new NeuralCollapse(
        known, classifier, noWeights, testFeatures, testLabels, outOfDistribution, threads, scores);
  }

  /** {@link #of(Rows, int[], int)} of an array [n x D]. */
  public static NeuralCollapse of(double[][] features, int[] labels, int classes) {
    return of(Rows.of(features), labels, classes);
  }

  /** {@link #of(Rows, int[], int)} of an array [n x D]. */
  public static NeuralCollapse of(float[][] features, int[] labels, int classes) {
    return of(Rows.of(features), labels, classes);
  }

  /**
   * Takes the classifier, whose logits are W h + b.
   *
   * @param w [K x D]
   * @param b [K], or null for none
   * @throws BadInputException if the shapes do not fit or a number is not finite
   */
  public NeuralCollapse weights(Matrix w, double @Nullable [] b) {
    Classifier last = classifier(w, b, classes, features.dimension(), features.describe());
    return new NeuralCollapse(
        features, last, noWeights, testFeatures, testLabels, outOfDistribution, threads, scores);
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
          "bias: expected " + classes + " numbers, one a class, found " + b.length);
    }
    Rows.checkFinite("weights", 0, w.rows(), w.columns(), w.data());
    if (b != null) {
      Rows.checkFinite("bias", 0, 1, b.length, b);
    }
    return new Classifier(w, b == null ? new double[classes] : b.clone(), b != null);
  }

  /**
   * Says why there are no weights, where that is not because none were given: for example because
   * they belong to other features.
   *
   * @param reason of what needs them to be undefined, starting with "because"
   */
  public NeuralCollapse withoutWeights(String reason) {
    return new NeuralCollapse(
        features, null, reason, testFeatures, testLabels, outOfDistribution, threads, scores);
  }

  /** {@link #weights(Matrix, double[])} without a bias. */
  public NeuralCollapse weights(Matrix w) {
    return weights(w, null);
  }

  /**
   * Takes test features [n' x D] with labels.
   *
   * @throws BadInputException if the number of columns differs, or the labels do not fit
   */
  public NeuralCollapse test(Rows features, int[] labels) {
    requireColumns(features);
    ClassMoments.checkLabels(features, labels, classes);
    return new NeuralCollapse(
        this.features, classifier, noWeights, features, labels, outOfDistribution, threads, scores);
  }

  /**
   * Takes features [n'' x D] of samples of none of the classes.
   *
   * @throws BadInputException if the number of columns differs
   */
  public NeuralCollapse outOfDistribution(Rows features) {
    requireColumns(features);
    return new NeuralCollapse(
        this.features, classifier, noWeights, testFeatures, testLabels, features, threads, scores);
  }

  /**
   * How many threads work; as many as processors unless given. The numbers do not depend on it.
   *
   * @throws BadInputException if below 1
   */
  public NeuralCollapse threads(int threads) {
    if (threads < 1) {
      throw new BadInputException("threads: expected at least 1, found " + threads);
    }
    return new NeuralCollapse(
        features,
        classifier,
        noWeights,
        testFeatures,
        testLabels,
        outOfDistribution,
        threads,
        scores);
  }

  /**
   * With what the passes over the features, and over those of {@link #test}, work; {@link
   * Backend#OPENBLAS} unless given.
   *
   * @throws org.collapsar.FailedException if it cannot be loaded: says what was expected
   */
  public NeuralCollapse backend(Backend backend) {
    return with(features.withBackend(backend.require()));
  }

  /**
   * How many leading directions NECO keeps; min(K - 1, D) unless given.
   *
   * @throws BadInputException if below 1
   */
  public NeuralCollapse necoDimension(int directions) {
    return with(scores.withNecoDimension(directions));
  }

  /**
   * The weight of the 1-norm in NCI; 1e-4 unless given.
   *
   * @throws BadInputException if negative or not finite
   */
  public NeuralCollapse nciAlpha(double alpha) {
    return with(scores.withNciAlpha(alpha));
  }

  private NeuralCollapse with(ScoreOptions options) {
    return new NeuralCollapse(
        features,
        classifier,
        noWeights,
        testFeatures,
        testLabels,
        outOfDistribution,
        threads,
        options);
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
   * Measures what is {@link MetricInfo#byDefault()}; of the metrics that need test or
   * out-of-distribution features those whose features were given.
   *
   * @throws BadInputException if a feature is not finite: names row and column
   */
  public Measurement measure() {
    List<String> ids = new ArrayList<>();
    for (MetricInfo info : MetricCatalogue.all()) {
      boolean given =
          (testFeatures != null || !info.needs().contains(Need.TEST))
              && (outOfDistribution != null || !info.needs().contains(Need.OUT_OF_DISTRIBUTION))
              && (classifier != null || !info.defaultWith().contains(Need.WEIGHTS));
      if (info.byDefault() && given && known(info)) {
        ids.add(info.id());
      }
    }
    return measure(ids);
  }

  /** Measures everything but what needs the layers of a network. */
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
   * @throws BadInputException if there is no such metric, it needs the samples and they are known
   *     by their moments alone, or a feature is not finite
   */
  public Measurement measure(Collection<String> ids) {
    return evaluate(ids, (plan, evaluation) -> plan.evaluate(evaluation));
  }

  /**
   * The values alone of {@link #measure(Collection)}, without the spectrum of the class means and
   * whatever else a measurement says beside them.
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
                + ": expected one for which class moments are enough, found one that needs the"
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
    if (testFeatures != null) {
      plan = plan.with(SampleSet.TEST);
    }
    return outOfDistribution == null ? plan : plan.with(SampleSet.OUT_OF_DISTRIBUTION);
  }

  private MomentTally moments(MeasurementPlan plan, ThreadTeam team) {
    Map<SampleSet, ClassMoments> moments = new EnumMap<>(SampleSet.class);
    for (SampleSet set : plan.sets()) {
      ClassMoments known = set == SampleSet.TRAIN ? features.knownMoments() : null;
      int k = set == SampleSet.OUT_OF_DISTRIBUTION ? 1 : classes;
      moments.put(
          set,
          known == null
              ? ClassMoments.of(rows(set), labels(set), k, team, features.backend())
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
    return switch (set) {
      case TRAIN -> features.samples();
      case TEST -> Objects.requireNonNull(testFeatures);
      case OUT_OF_DISTRIBUTION -> Objects.requireNonNull(outOfDistribution);
    };
  }

  private int[] labels(SampleSet set) {
    return switch (set) {
      case TRAIN -> features.labels();
      case TEST -> testLabels;
      case OUT_OF_DISTRIBUTION -> new int[Math.toIntExact(rows(set).rows())];
    };
  }
}
