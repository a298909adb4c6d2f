package org.collapsar.probe;

import java.util.List;
import java.util.Set;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.theory.InitialQuantities;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of a network in training that are taken together: what they are, when they are measured
 * and how. A family is one file and one line of a list, {@link NetworkFamilies#ALL} or one that
 * goes on from there; nothing else knows its ids.
 */
public interface MetricFamily {

  /** What it measures of the network, one number each, in the order in which they are shown. */
  List<MetricInfo> offers();

  /** What it measures of each layer, one number per layer or per pair of neighbours. */
  default List<MetricInfo> ofLayers() {
    return List.of();
  }

  /** Matrices that it can give as well. */
  default List<MatrixInfo> matrices() {
    return List.of();
  }

  /** When it is measured. */
  Cadence cadence();

  /**
   * Ids of other families' metrics that it is made of. They are measured where it is, asked for or
   * not; their families come before it in the list and have its cadence.
   */
  default Set<String> reads() {
    return Set.of();
  }

  /**
   * Starts to observe a network, before its first step.
   *
   * @param wanted what is asked for, of this family alone
   */
  Collector start(Training training, Wanted wanted);

  /**
   * What is asked for, each in the order given.
   *
   * @param metrics ids of {@link #offers}
   * @param layers ids of {@link #ofLayers}
   * @param matrices names of {@link #matrices}
   */
  record Wanted(List<String> metrics, List<String> layers, List<String> matrices) {
    public Wanted {
      metrics = List.copyOf(metrics);
      layers = List.copyOf(layers);
      matrices = List.copyOf(matrices);
    }

    /** Whether nothing is. */
    public boolean isEmpty() {
      return metrics.isEmpty() && layers.isEmpty() && matrices.isEmpty();
    }
  }

  /** Measures the wanted metrics of one network, epoch after epoch. */
  @FunctionalInterface
  interface Collector extends PassVisitor, AutoCloseable {

    /** Whether it takes part in an epoch on which the family's cadence leaves it out. */
    default boolean alsoDue(Epoch epoch) {
      return false;
    }

    /** Whether visitors have to find {@link Activations#before} of every layer. */
    default boolean needsBefore() {
      return false;
    }

    /**
     * What it has taken of the network before its first step for the certificates of Theorem 4.4,
     * null for nothing.
     */
    default @Nullable InitialQuantities initial() {
      return null;
    }

    /** Forgets the last epoch; the weights stay as they are until the next has been measured. */
    default void begin(Epoch epoch) {}

    @Override
    default void visit(int start, int samples, Activations pass) {}

    /** Measures after the pass, and gives what it has found to {@code epoch}. */
    void measure(Epoch epoch);

    @Override
    default void close() {}
  }
}
