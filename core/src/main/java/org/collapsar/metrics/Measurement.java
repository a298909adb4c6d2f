package org.collapsar.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.collapsar.moments.ClassMoments;

/**
 * The measured values of one set of features, and the data that a report draws besides.
 *
 * @param samples n
 * @param dimension D
 * @param classes K, empty ones included
 * @param values by id, in the order of the catalogue
 * @param counts samples of each class
 * @param classMeans mu_c [K x D]; zeros for a class without samples
 * @param withinVariances tr Cov_c of each class (population); undefined for a class with fewer than
 *     two samples
 * @param cosines mean over the samples of each class of cos(h, w_c) that are not 0; undefined where
 *     nc3.cosine was not measured or the class has no such sample
 * @param accuracies share of the samples of each class whose largest logit is its own; undefined
 *     where accuracy was not measured or the class has no sample
 * @param centre mu_G [D], the unweighted mean of the class means of classes that have samples
 * @param singularValues of the centred class means M~, descending
 * @param rank how many of them count: s_j &gt; rankTolerance, at most K-1
 * @param rankTolerance 10 max(D, K) 2^-52 s_1; larger if the means lie so far from the origin that
 *     the rounding of their differences passes it
 */
public record Measurement(
    long samples,
    int dimension,
    int classes,
    Map<String, MetricValue> values,
    List<Long> counts,
    Matrix classMeans,
    List<MetricValue> withinVariances,
    List<MetricValue> cosines,
    List<MetricValue> accuracies,
    double[] centre,
    double[] singularValues,
    int rank,
    double rankTolerance) {
  /**
   * Keeps copies of the lists and of the map, whose order stays; arrays are kept as they are.
   *
   * @param samples n
   * @param dimension D
   * @param classes K, empty ones included
   * @param values by id, in the order of the catalogue
   * @param counts samples of each class
   * @param classMeans mu_c [K x D]; zeros for a class without samples
   * @param withinVariances tr Cov_c of each class (population); undefined for a class with fewer
   *     than two samples
   * @param cosines mean over the samples of each class of cos(h, w_c) that are not 0; undefined
   *     where nc3.cosine was not measured or the class has no such sample
   * @param accuracies share of the samples of each class whose largest logit is its own; undefined
   *     where accuracy was not measured or the class has no sample
   * @param centre mu_G [D], the unweighted mean of the class means of classes that have samples
   * @param singularValues of the centred class means M~, descending
   * @param rank how many of them count: s_j &gt; rankTolerance, at most K-1
   * @param rankTolerance 10 max(D, K) 2^-52 s_1; larger if the means lie so far from the origin
   *     that the rounding of their differences passes it
   */
  public Measurement {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    counts = List.copyOf(counts);
    withinVariances = List.copyOf(withinVariances);
    cosines = List.copyOf(cosines);
    accuracies = List.copyOf(accuracies);
  }

  /** The values alone. */
  static Map<String, MetricValue> values(Evaluation evaluation, List<Definition> definitions) {
    Map<String, MetricValue> values = new LinkedHashMap<>();
    for (Definition definition : definitions) {
      values.put(definition.info().id(), definition.value(evaluation));
    }
    return values;
  }

  /** Evaluates these metrics, in their order. */
  static Measurement of(Evaluation evaluation, List<Definition> definitions) {
    Map<String, MetricValue> values = values(evaluation, definitions);
    ClassMoments moments = evaluation.moments();
    MeanGeometry geometry = evaluation.geometry();
    List<Long> counts = new ArrayList<>();
    List<MetricValue> variances = new ArrayList<>();
    List<MetricValue> cosines = new ArrayList<>();
    List<MetricValue> accuracies = new ArrayList<>();
    for (int c = 0; c < moments.classes(); c++) {
      long count = moments.count(c);
      counts.add(count);
      variances.add(
          count < 2
              ? MetricValue.undefined(
                  "because class " + c + (count == 0 ? " has no samples" : " has one sample"))
              : evaluation.tooSmall()
                  ? MetricValue.undefined(Evaluation.TOO_SMALL)
                  : Values.finite(moments.scatter(c) / count));
      cosines.add(evaluation.cosine(c));
      accuracies.add(evaluation.accuracy(c));
    }
    return new Measurement(
        moments.samples(),
        moments.dimension(),
        moments.classes(),
        values,
        counts,
        geometry.means(),
        variances,
        cosines,
        accuracies,
        geometry.centre(),
        geometry.singularValues(),
        geometry.rank(),
        geometry.tolerance());
  }

  /**
   * {@return whether {@link #rank} is known: squares of the class means may leave the range of
   * double}
   */
  public boolean isRankKnown() {
    return Double.isFinite(rankTolerance);
  }

  /** {@return the measurements of single classes, by class number} */
  public List<ClassMeasurement> perClass() {
    return ClassMeasurement.of(this);
  }

  /**
   * Looks up the value of a metric.
   *
   * @param id for example {@code nc1.pinv}
   * @return a number, or undefined with its reason
   * @throws BadInputException if it was not measured
   */
  public MetricValue value(String id) {
    MetricValue value = values.get(id);
    if (value == null) {
      MetricCatalogue.find(id);
      throw new BadInputException("metric: expected one that was measured, found " + id);
    }
    return value;
  }
}
