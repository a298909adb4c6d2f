package org.collapsar.spark;

import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Inputs of a measurement, as they were given.
 *
 * @param data the training samples
 * @param test samples with the same columns; null for none
 * @param label the column of labels
 * @param layers the columns of features; W belongs to the first
 * @param groups columns by which rows are grouped
 * @param classes K; null for the classes that occur
 * @param weights W; null for none
 * @param bias b; null for none
 * @param backend of the passes
 * @param memory bytes for class means in a task
 * @param listener is told what was decided
 * @param ahead is told of what takes long, before it starts
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record SparkInputs(
    Dataset<?> data,
    @Nullable Dataset<?> test,
    String label,
    List<Layer> layers,
    List<String> groups,
    @Nullable Integer classes,
    @Nullable Matrix weights,
    double @Nullable [] bias,
    Backend backend,
    long memory,
    Consumer<String> listener,
    Consumer<String> ahead) {

  /**
   * Features.
   *
   * @param name as messages call them
   * @param columns of a number each; empty where the name is that of a column of all
   */
  record Layer(String name, List<String> columns) {
    Columns.Read in(Dataset<?> data) {
      return columns.isEmpty() ? Columns.features(data, name) : Columns.features(data, columns);
    }
  }

  SparkInputs withLayers(List<Layer> all) {
    return new SparkInputs(
        data, test, label, all, groups, classes, weights, bias, backend, memory, listener, ahead);
  }

  SparkInputs withGroups(List<String> names) {
    return new SparkInputs(
        data, test, label, layers, names, classes, weights, bias, backend, memory, listener, ahead);
  }

  SparkInputs withClasses(int k) {
    return new SparkInputs(
        data, test, label, layers, groups, k, weights, bias, backend, memory, listener, ahead);
  }

  SparkInputs withWeights(Matrix w, double @Nullable [] b) {
    return new SparkInputs(
        data, test, label, layers, groups, classes, w, b, backend, memory, listener, ahead);
  }

  SparkInputs withTest(Dataset<?> samples) {
    return new SparkInputs(
        data, samples, label, layers, groups, classes, weights, bias, backend, memory, listener,
        ahead);
  }

  SparkInputs withBackend(Backend other) {
    return new SparkInputs(
        data, test, label, layers, groups, classes, weights, bias, other, memory, listener, ahead);
  }

  SparkInputs withMemory(long bytes) {
    return new SparkInputs(
        data, test, label, layers, groups, classes, weights, bias, backend, bytes, listener, ahead);
  }

  SparkInputs withListeners(Consumer<String> decided, Consumer<String> before) {
    return new SparkInputs(
        data, test, label, layers, groups, classes, weights, bias, backend, memory, decided,
        before);
  }
}
