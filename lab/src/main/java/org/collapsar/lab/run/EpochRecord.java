package org.collapsar.lab.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.MetricValue;
import org.collapsar.probe.LayerMeasurement;
import org.collapsar.probe.SimplexFrame;
import org.collapsar.theory.Certificate;
import org.jspecify.annotations.Nullable;

/**
 * Record of everything that was measured of a run after one epoch: the writer takes it to disk, and
 * listeners hear of it afterwards. Parts that are not due on this epoch are null; a part that is
 * due and empty is empty.
 *
 * @param epoch the number of epochs done, from 0: before training
 * @param values every metric that was taken on this epoch, by id
 * @param layers metrics of single layers, null where they are not due
 * @param matrices symmetric matrices by name, in the order in which they are written; empty where
 *     none is kept
 * @param simplex class means, W and some samples in the space of the means, null where not due
 * @param gibbs counts [bins] of the particles by variable, null where their law is not due
 * @param certificates evaluated theorems in their order, null where they are not due
 * @param parity features and their predictions, null where there is no prediction
 * @param trainSeconds wall time of the training steps of this epoch
 * @param measureSeconds wall time of measuring after it
 */
public record EpochRecord(
    int epoch,
    Map<String, MetricValue> values,
    @Nullable LayerMeasurement layers,
    Map<String, Matrix> matrices,
    @Nullable SimplexFrame simplex,
    @Nullable Map<String, long[]> gibbs,
    @Nullable List<Certificate> certificates,
    @Nullable Parity parity,
    double trainSeconds,
    double measureSeconds) {

  /**
   * Features beside what a theorem predicts them to be.
   *
   * @param actual [n x p]
   * @param predicted [n x p]
   */
  public record Parity(Matrix actual, Matrix predicted) {}

  /**
   * Makes the record of an epoch of which the space of the means is not kept.
   *
   * @param epoch the number of epochs done, from 0: before training
   * @param values every metric that was taken on this epoch, by id
   * @param layers metrics of single layers, null where they are not due
   * @param matrices symmetric matrices by name, in the order in which they are written; empty where
   *     none is kept
   * @param gibbs counts [bins] of the particles by variable, null where their law is not due
   * @param certificates evaluated theorems in their order, null where they are not due
   * @param parity features and their predictions, null where there is no prediction
   * @param trainSeconds wall time of the training steps of this epoch
   * @param measureSeconds wall time of measuring after it
   */
  public EpochRecord(
      int epoch,
      Map<String, MetricValue> values,
      @Nullable LayerMeasurement layers,
      Map<String, Matrix> matrices,
      @Nullable Map<String, long[]> gibbs,
      @Nullable List<Certificate> certificates,
      @Nullable Parity parity,
      double trainSeconds,
      double measureSeconds) {
    this(
        epoch,
        values,
        layers,
        matrices,
        null,
        gibbs,
        certificates,
        parity,
        trainSeconds,
        measureSeconds);
  }

  /**
   * Keeps copies of the maps, whose order stays, and of the list.
   *
   * @param epoch the number of epochs done, from 0: before training
   * @param values every metric that was taken on this epoch, by id
   * @param layers metrics of single layers, null where they are not due
   * @param matrices symmetric matrices by name, in the order in which they are written; empty where
   *     none is kept
   * @param simplex class means, W and some samples in the space of the means, null where not due
   * @param gibbs counts [bins] of the particles by variable, null where their law is not due
   * @param certificates evaluated theorems in their order, null where they are not due
   * @param parity features and their predictions, null where there is no prediction
   * @param trainSeconds wall time of the training steps of this epoch
   * @param measureSeconds wall time of measuring after it
   */
  public EpochRecord {
    values = ordered(values);
    matrices = ordered(matrices);
    gibbs = gibbs == null ? null : ordered(gibbs);
    certificates = certificates == null ? null : List.copyOf(certificates);
  }

  private static <V> Map<String, V> ordered(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
