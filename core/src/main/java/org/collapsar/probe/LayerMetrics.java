package org.collapsar.probe;

import java.util.List;
import java.util.Set;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.Taken;

/**
 * Metrics of every layer: of {@link MetricCatalogue} what features, labels and weights are enough
 * for, the weights being those of the next layer where it has a row per class; negativity of a
 * layer; balancedness of a layer and the next. And the Gram matrices of the class means.
 */
public final class LayerMetrics implements MetricFamily {
  /** Cadence of everything that is measured of layers. */
  public static final Cadence CADENCE = Cadence.every("layersEvery", 1);

  /** Name that stands for the Gram matrices of all layers where matrices are asked for. */
  public static final String GRAM = "gram";

  /**
   * {@return the name of the Gram matrix of a layer}
   *
   * @param layer number from 1
   */
  public static String gram(int layer) {
    return GRAM + "@" + layer;
  }

  @Override
  public List<MetricInfo> offers() {
    return List.of();
  }

  @Override
  public List<MetricInfo> ofLayers() {
    return MetricCatalogue.all().stream()
        .filter(
            info ->
                info.taken().containsAll(Set.of(Taken.OF_FEATURES, Taken.OF_LAYERS))
                    || info.id().equals(LayerProbe.NEGATIVITY)
                    || info.id().equals(LayerProbe.BALANCEDNESS)
                    || info.id().equals(LayerProbe.IMBALANCE))
        .toList();
  }

  @Override
  public List<MatrixInfo> matrices() {
    return List.of(MatrixInfo.named(GRAM));
  }

  @Override
  public Cadence cadence() {
    return CADENCE;
  }

  @Override
  public Collector start(Training training, Wanted wanted) {
    return new LayerProbe(training, wanted);
  }
}
