package org.collapsar.lab.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Description of a figure about the runs of an experiment.
 *
 * @param id file name of the figure, for example {@code figure-1a}
 * @param title what it shows
 * @param kind what is drawn
 * @param metrics what the panels show, one each: references ({@link MetricReference}), or metrics
 *     of layers.csv for {@code LAYERS}, ids of certificates for {@code CERTIFICATE}, names of
 *     matrices for {@code MATRICES}, samples for {@code HISTOGRAM}; empty for {@code GRAM} and
 *     {@code PARITY}
 * @param logarithmic those of the metrics whose vertical axis is logarithmic
 * @param caption what to see in it, whole sentences
 * @param layers which layers {@code LAYERS} and {@code GRAM} draw; empty for all
 * @param scale how the entries of Gram matrices are made comparable
 * @param sweep the axes of a {@code SWEEP}; null for every other kind
 * @param references what metrics of a {@code BAND} or {@code LINES} are drawn beside
 * @param only keeps for a {@code BAND} or {@code LINES} the runs whose cells have these labels on
 *     these axes; empty keeps all
 */
public record FigureSpec(
    String id,
    String title,
    FigureKind kind,
    List<String> metrics,
    List<String> logarithmic,
    String caption,
    List<LayerRange> layers,
    Scale scale,
    @Nullable SweepView sweep,
    Map<String, ReferenceLine> references,
    Map<String, String> only) {

  /** Divisors of the entries of a Gram matrix. */
  public enum Scale {
    /** The norms of both class means, which leaves their cosine. */
    COSINE,
    /** The mean squared norm of the class means, which is the trace over the classes. */
    TRACE
  }

  /**
   * Keeps copies of the lists and the maps.
   *
   * @param id file name of the figure, for example {@code figure-1a}
   * @param title what it shows
   * @param kind what is drawn
   * @param metrics what the panels show, one each: references ({@link MetricReference}), or metrics
   *     of layers.csv for {@code LAYERS}, ids of certificates for {@code CERTIFICATE}, names of
   *     matrices for {@code MATRICES}, samples for {@code HISTOGRAM}; empty for {@code GRAM} and
   *     {@code PARITY}
   * @param logarithmic those of the metrics whose vertical axis is logarithmic
   * @param caption what to see in it, whole sentences
   * @param layers which layers {@code LAYERS} and {@code GRAM} draw; empty for all
   * @param scale how the entries of Gram matrices are made comparable
   * @param sweep the axes of a {@code SWEEP}; null for every other kind
   * @param references what metrics of a {@code BAND} or {@code LINES} are drawn beside
   * @param only keeps for a {@code BAND} or {@code LINES} the runs whose cells have these labels on
   *     these axes; empty keeps all
   * @throws IllegalArgumentException if a figure of a sweep has no axes
   */
  public FigureSpec {
    metrics = List.copyOf(metrics);
    logarithmic = List.copyOf(logarithmic);
    layers = List.copyOf(layers);
    only = Collections.unmodifiableMap(new LinkedHashMap<>(only));
    references = Collections.unmodifiableMap(new LinkedHashMap<>(references));
    if (kind == FigureKind.SWEEP && sweep == null) {
      throw new IllegalArgumentException("a figure of a sweep names its axis");
    }
  }

  /**
   * Describes a figure of all runs.
   *
   * @param id file name of the figure, for example {@code figure-1a}
   * @param title what it shows
   * @param kind what is drawn
   * @param metrics what the panels show, one each: references ({@link MetricReference}), or metrics
   *     of layers.csv for {@code LAYERS}, ids of certificates for {@code CERTIFICATE}, names of
   *     matrices for {@code MATRICES}, samples for {@code HISTOGRAM}; empty for {@code GRAM} and
   *     {@code PARITY}
   * @param logarithmic those of the metrics whose vertical axis is logarithmic
   * @param caption what to see in it, whole sentences
   * @param layers which layers {@code LAYERS} and {@code GRAM} draw; empty for all
   * @param scale how the entries of Gram matrices are made comparable
   * @param sweep the axes of a {@code SWEEP}; null for every other kind
   * @param references what metrics of a {@code BAND} or {@code LINES} are drawn beside
   */
  public FigureSpec(
      String id,
      String title,
      FigureKind kind,
      List<String> metrics,
      List<String> logarithmic,
      String caption,
      List<LayerRange> layers,
      Scale scale,
      @Nullable SweepView sweep,
      Map<String, ReferenceLine> references) {
    this(
        id, title, kind, metrics, logarithmic, caption, layers, scale, sweep, references, Map.of());
  }

  /**
   * Describes a figure without references.
   *
   * @param id file name of the figure, for example {@code figure-1a}
   * @param title what it shows
   * @param kind what is drawn
   * @param metrics what the panels show, one each: references ({@link MetricReference}), or metrics
   *     of layers.csv for {@code LAYERS}, ids of certificates for {@code CERTIFICATE}, names of
   *     matrices for {@code MATRICES}, samples for {@code HISTOGRAM}; empty for {@code GRAM} and
   *     {@code PARITY}
   * @param logarithmic those of the metrics whose vertical axis is logarithmic
   * @param caption what to see in it, whole sentences
   * @param layers which layers {@code LAYERS} and {@code GRAM} draw; empty for all
   * @param scale how the entries of Gram matrices are made comparable
   * @param sweep the axes of a {@code SWEEP}; null for every other kind
   */
  public FigureSpec(
      String id,
      String title,
      FigureKind kind,
      List<String> metrics,
      List<String> logarithmic,
      String caption,
      List<LayerRange> layers,
      Scale scale,
      @Nullable SweepView sweep) {
    this(id, title, kind, metrics, logarithmic, caption, layers, scale, sweep, Map.of());
  }

  /**
   * Describes a figure over the epochs whose axes are all logarithmic or all linear.
   *
   * @param id file name of the figure, for example {@code figure-1a}
   * @param title what it shows
   * @param kind what is drawn
   * @param metrics what the panels show, one each: references ({@link MetricReference}), or metrics
   *     of layers.csv for {@code LAYERS}, ids of certificates for {@code CERTIFICATE}, names of
   *     matrices for {@code MATRICES}, samples for {@code HISTOGRAM}; empty for {@code GRAM} and
   *     {@code PARITY}
   * @param logarithmic whether all are logarithmic
   * @param caption what to see in it, whole sentences
   */
  public FigureSpec(
      String id,
      String title,
      FigureKind kind,
      List<String> metrics,
      boolean logarithmic,
      String caption) {
    this(
        id,
        title,
        kind,
        metrics,
        logarithmic ? metrics : List.of(),
        caption,
        List.of(),
        Scale.COSINE,
        null);
  }

  /** {@return whether it shows heat maps, and no curves} */
  public boolean ofMatrices() {
    return kind == FigureKind.GRAM || kind == FigureKind.MATRICES;
  }

  /**
   * {@return whether the vertical axis of a metric's panel is logarithmic}
   *
   * @param metric as {@link #metrics} has it
   */
  public boolean logarithmic(String metric) {
    return logarithmic.contains(metric);
  }

  /**
   * {@return the axes of a figure of a sweep}
   *
   * @throws IllegalStateException if it is another figure
   */
  public SweepView axes() {
    if (sweep == null) {
      throw new IllegalStateException("only a figure of a sweep has its axes");
    }
    return sweep;
  }
}
