package org.collapsar.probe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.SampleSource;
import org.collapsar.train.TrainConfig;
import org.jspecify.annotations.Nullable;

/**
 * Epoch while it is measured: what the pass over the training samples has found, and what the
 * families before have.
 */
public final class Epoch {
  private final Training training;
  private final Moment moment;
  private final Predicate<Cadence> due;
  private final NetworkSweep pass;
  private double loss = Double.NaN;
  private final Map<String, MetricValue> values = new LinkedHashMap<>();
  private final Map<String, List<MetricValue>> layers = new LinkedHashMap<>();
  private final Map<String, Matrix> matrices = new LinkedHashMap<>();
  private @Nullable Map<String, long[]> counts;

  Epoch(Training training, Moment moment, Predicate<Cadence> due, NetworkSweep pass) {
    this.training = training;
    this.moment = moment;
    this.due = due;
    this.pass = pass;
  }

  /** Takes the loss that the pass has found. */
  void passed(double loss) {
    this.loss = loss;
  }

  /** {@return the network and its training} */
  public Training training() {
    return training;
  }

  /** {@return the moment of the run} */
  public Moment moment() {
    return moment;
  }

  /**
   * Tells whether what has a cadence is measured now.
   *
   * @param cadence of a family
   * @return true where it is
   */
  public boolean due(Cadence cadence) {
    return due.test(cadence);
  }

  /** {@return L_n, known once the pass is over} */
  public double loss() {
    return loss;
  }

  /**
   * {@return the gradient of the pass, as {@link NetworkSweep#gradient()}} Only for a collector
   * that {@link PassVisitor#needsGradient}.
   */
  public Gradient gradient() {
    return pass.gradient();
  }

  /** {@return eta, with which the weights have moved last; empty where it is not known} */
  public OptionalDouble step() {
    TrainConfig config = training.config();
    return config == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(config.steps().sizeAt(moment.during(), config.epochs()));
  }

  /** {@return k, the number of steps so far} */
  public double steps() {
    return (double) moment.epoch() * training.stepsPerEpoch();
  }

  /**
   * Tells whether parameters did not move in the epoch that is measured.
   *
   * @param group of parameters
   * @return true where they did not
   */
  public boolean frozen(ParameterGroup group) {
    return group.frozenDuring(moment.during(), moment.epochs());
  }

  /**
   * Makes a forward pass over other samples, once that over the training samples is over.
   *
   * @param samples any of the network's inputs
   * @param visitor sees each piece
   */
  public void pass(SampleSource samples, PassVisitor visitor) {
    pass.evaluate(samples, visitor);
  }

  /** {@return the metrics that the families before have measured of the network, by id} */
  public Map<String, MetricValue> values() {
    return values;
  }

  /**
   * {@return one of {@link #values}; undefined where it is not measured}
   *
   * @param id of the metric
   */
  public MetricValue value(String id) {
    return values.getOrDefault(id, MetricValue.undefined("because " + id + " is not measured"));
  }

  /**
   * Adds a metric of the network.
   *
   * @param id of the metric
   * @param value measured, or undefined
   */
  public void put(String id, MetricValue value) {
    values.put(id, value);
  }

  /**
   * Adds a number as it is; one that is not finite is undefined, the weights having diverged.
   *
   * @param id of the metric
   * @param value measured
   */
  public void put(String id, double value) {
    values.put(id, Diverged.unlessFinite(value));
  }

  /**
   * Adds a metric of the layers.
   *
   * @param id of the metric
   * @param ofLayers the first layer first
   */
  public void putLayers(String id, List<MetricValue> ofLayers) {
    layers.put(id, ofLayers);
  }

  /**
   * {@return a metric of the layers that the families before, or this one, have measured; else
   * empty}
   *
   * @param id of the metric
   */
  public List<MetricValue> ofLayers(String id) {
    return layers.getOrDefault(id, List.of());
  }

  /**
   * Adds a matrix; the order is that of matrices.csv.
   *
   * @param name in matrices.csv
   * @param matrix symmetric
   */
  public void putMatrix(String name, Matrix matrix) {
    matrices.put(name, matrix);
  }

  /**
   * Adds the histograms of the particles.
   *
   * @param all counts per bin, by variable
   */
  public void putCounts(Map<String, long[]> all) {
    counts = all;
  }

  /** What was found of what was asked for, in that order. */
  EpochMeasurement measurement(List<String> ids, List<String> ofLayers) {
    return new EpochMeasurement(
        chosen(ids, values),
        layers.isEmpty() ? null : new LayerMeasurement(chosen(ofLayers, layers)),
        matrices,
        counts);
  }

  private static <V> Map<String, V> chosen(List<String> ids, Map<String, V> found) {
    Map<String, V> chosen = new LinkedHashMap<>();
    for (String id : ids) {
      V value = found.get(id);
      if (value != null) {
        chosen.put(id, value);
      }
    }
    return chosen;
  }
}
