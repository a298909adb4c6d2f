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
 * An epoch while it is measured: what the pass over the training samples has found, and what the
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

  public Training training() {
    return training;
  }

  public Moment moment() {
    return moment;
  }

  /** Whether what has this cadence is measured now. */
  public boolean due(Cadence cadence) {
    return due.test(cadence);
  }

  /** L_n, known once the pass is over. */
  public double loss() {
    return loss;
  }

  /**
   * As {@link NetworkSweep#gradient()}; only for a collector that {@link
   * PassVisitor#needsGradient}.
   */
  public Gradient gradient() {
    return pass.gradient();
  }

  /** eta, with which the weights have moved last; empty where it is not known. */
  public OptionalDouble step() {
    TrainConfig config = training.config();
    return config == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(config.steps().sizeAt(moment.during(), config.epochs()));
  }

  /** k, the steps so far. */
  public double steps() {
    return (double) moment.epoch() * training.stepsPerEpoch();
  }

  /** Whether parameters did not move in the epoch that is measured. */
  public boolean frozen(ParameterGroup group) {
    return group.frozenDuring(moment.during(), moment.epochs());
  }

  /** A forward pass over other samples, once that over the training samples is over. */
  public void pass(SampleSource samples, PassVisitor visitor) {
    pass.evaluate(samples, visitor);
  }

  /** What the families before have measured of the network, by id. */
  public Map<String, MetricValue> values() {
    return values;
  }

  /** One of these; undefined where it is not measured. */
  public MetricValue value(String id) {
    return values.getOrDefault(id, MetricValue.undefined("because " + id + " is not measured"));
  }

  /** Adds a metric of the network. */
  public void put(String id, MetricValue value) {
    values.put(id, value);
  }

  /** Adds a number as it is; one that is not finite is undefined, the weights having diverged. */
  public void put(String id, double value) {
    values.put(id, Diverged.unlessFinite(value));
  }

  /** Adds a metric of the layers, the first layer first. */
  public void putLayers(String id, List<MetricValue> ofLayers) {
    layers.put(id, ofLayers);
  }

  /** A metric of the layers that the families before, or this one, have measured; else empty. */
  public List<MetricValue> ofLayers(String id) {
    return layers.getOrDefault(id, List.of());
  }

  /** Adds a matrix; the order is that of matrices.csv. */
  public void putMatrix(String name, Matrix matrix) {
    matrices.put(name, matrix);
  }

  /** Adds the histograms of the particles, by variable. */
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
