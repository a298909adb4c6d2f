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

  /** {@return the metrics of the network, one number each, in the order in which they are shown} */
  List<MetricInfo> offers();

  /** {@return the metrics of each layer, one number per layer or per pair of neighbours} */
  default List<MetricInfo> ofLayers() {
    return List.of();
  }

  /** {@return the matrices that the family can give as well} */
  default List<MatrixInfo> matrices() {
    return List.of();
  }

  /** {@return the rule of when the family is measured} */
  Cadence cadence();

  /**
   * {@return ids of other families' metrics that this one is made of} They are measured where it
   * is, asked for or not; their families come before it in the list and have its cadence.
   */
  default Set<String> reads() {
    return Set.of();
  }

  /**
   * Starts to observe a network, before its first step.
   *
   * @param training the network and how it is trained
   * @param wanted what is asked for, of this family alone
   * @return measures what is wanted, epoch after epoch
   */
  Collector start(Training training, Wanted wanted);

  /**
   * Metrics and matrices that are asked for, each in the order given.
   *
   * @param metrics ids of {@link #offers}
   * @param layers ids of {@link #ofLayers}
   * @param matrices names of {@link #matrices}
   */
  record Wanted(List<String> metrics, List<String> layers, List<String> matrices) {
    /**
     * Keeps copies of the lists.
     *
     * @param metrics ids of {@link #offers}
     * @param layers ids of {@link #ofLayers}
     * @param matrices names of {@link #matrices}
     */
    public Wanted {
      metrics = List.copyOf(metrics);
      layers = List.copyOf(layers);
      matrices = List.copyOf(matrices);
    }

    /** {@return whether nothing is asked for} */
    public boolean isEmpty() {
      return metrics.isEmpty() && layers.isEmpty() && matrices.isEmpty();
    }
  }

  /** Collector of the wanted metrics of one network, epoch after epoch. */
  @FunctionalInterface
  interface Collector extends PassVisitor, AutoCloseable {

    /**
     * Tells whether it takes part in an epoch on which the family's cadence leaves it out.
     *
     * @param epoch that is measured
     * @return false, unless it is overridden
     */
    default boolean alsoDue(Epoch epoch) {
      return false;
    }

    /** {@return whether visitors have to find {@link Activations#before} of every layer} */
    default boolean needsBefore() {
      return false;
    }

    /**
     * {@return what it has taken of the network before its first step for the certificates of
     * Theorem 4.4; null for nothing}
     */
    default @Nullable InitialQuantities initial() {
      return null;
    }

    /**
     * Forgets the last epoch; the weights stay as they are until the next has been measured.
     *
     * @param epoch that is measured next
     */
    default void begin(Epoch epoch) {}

    @Override
    default void visit(int start, int samples, Activations pass) {}

    /**
     * Measures after the pass, and gives what it has found to the epoch.
     *
     * @param epoch whose pass is over
     */
    void measure(Epoch epoch);

    @Override
    default void close() {}
  }
}
