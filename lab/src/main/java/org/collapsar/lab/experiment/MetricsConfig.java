package org.collapsar.lab.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.collapsar.probe.Cadence;
import org.collapsar.probe.CertificateProbe;
import org.collapsar.probe.LayerMetrics;
import org.collapsar.probe.Moment;
import org.collapsar.probe.SimplexProbe;

/**
 * Configuration of what is measured when: of {@link TrainingMetrics}.
 *
 * @param base the first columns of metrics.csv, {@code loss} among them
 * @param columns ids of the metrics that metrics.csv has after those, in this order, each once
 * @param layers ids of what is measured of every layer, in this order, each once; none for none
 * @param gram whether the Gram matrices of the class means of every layer are kept
 * @param matrices names of further matrices that are kept, each once; none for none
 * @param simplex whether class means, W and some samples are kept in the space of the means
 * @param certificates whether the theorems about networks that end in linear layers, or about
 *     mean-field networks, are evaluated
 * @param every the cadences that are not as usual
 * @param mode how networks with batch norm are measured
 */
public record MetricsConfig(
    List<String> base,
    List<String> columns,
    List<String> layers,
    boolean gram,
    List<String> matrices,
    boolean simplex,
    boolean certificates,
    Map<Cadence, Integer> every,
    Mode mode) {

  /** Ways in which batch norm works where a network is measured. */
  public enum Mode {
    /** By running moments, every sample for itself. */
    EVAL,
    /** By the moments of batches, as in training. */
    TRAIN
  }

  /** The default metrics of an experiment. */
  public static final MetricsConfig DEFAULT =
      new MetricsConfig(
          TrainingMetrics.USUAL,
          List.of(),
          List.of(),
          false,
          List.of(),
          false,
          false,
          Map.of(),
          Mode.EVAL);

  /**
   * Leaves out the cadences that are as usual.
   *
   * @param base the first columns of metrics.csv, {@code loss} among them
   * @param columns ids of the metrics that metrics.csv has after those, in this order, each once
   * @param layers ids of what is measured of every layer, in this order, each once; none for none
   * @param gram whether the Gram matrices of the class means of every layer are kept
   * @param matrices names of further matrices that are kept, each once; none for none
   * @param simplex whether class means, W and some samples are kept in the space of the means
   * @param certificates whether the theorems about networks that end in linear layers, or about
   *     mean-field networks, are evaluated
   * @param every the cadences that are not as usual
   * @param mode how networks with batch norm are measured
   */
  public MetricsConfig {
    Map<Cadence, Integer> unusual = new HashMap<>(every);
    unusual.entrySet().removeIf(entry -> entry.getValue() == entry.getKey().usual());
    every = Map.copyOf(unusual);
  }

  /** {@return every metric that is measured, in the order of the columns} */
  public List<String> all() {
    return Stream.concat(base.stream(), columns.stream()).toList();
  }

  /** {@return every matrix that is kept, the Gram matrices of all layers as one} */
  public List<String> kept() {
    List<String> kept = new ArrayList<>(gram ? List.of(LayerMetrics.GRAM) : List.of());
    kept.addAll(matrices);
    return kept;
  }

  /**
   * {@return the number of a cadence}
   *
   * @param cadence of a family
   */
  public int every(Cadence cadence) {
    return every.getOrDefault(cadence, cadence.usual());
  }

  /**
   * Tells whether what has a cadence is measured at a moment, where it is measured at all.
   *
   * @param cadence of a family
   * @param at moment of the run
   * @return true where it is due
   */
  public boolean due(Cadence cadence, Moment at) {
    return cadence.due(at, every(cadence));
  }

  /**
   * {@return whether a frame of the simplex is kept at a moment}
   *
   * @param at moment of the run
   */
  public boolean simplexDue(Moment at) {
    return simplex && due(SimplexProbe.CADENCE, at);
  }

  /**
   * {@return whether certificates are evaluated at a moment}
   *
   * @param at moment of the run
   */
  public boolean certificatesDue(Moment at) {
    return certificates && due(CertificateProbe.CADENCE, at);
  }
}
