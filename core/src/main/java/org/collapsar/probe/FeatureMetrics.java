package org.collapsar.probe;

import java.util.List;
import java.util.Set;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.Taken;

/**
 * All of {@link MetricCatalogue} that training has the inputs of: of the inputs of the last layer,
 * with its matrix times its output scale as W and its bias where it has one, by {@link
 * org.collapsar.metrics.NeuralCollapse}, so that they are the numbers that {@code measure} gives of
 * the same features. Metrics for which class moments are not enough keep a copy of the features, n
 * x D in double.
 */
public final class FeatureMetrics implements MetricFamily {
  @Override
  public List<MetricInfo> offers() {
    return MetricCatalogue.all().stream()
        .filter(
            info ->
                info.taken().containsAll(Set.of(Taken.OF_FEATURES, Taken.IN_TRAINING))
                    && !info.needs().contains(Need.TEST))
        .toList();
  }

  @Override
  public Cadence cadence() {
    return Cadence.EACH_EPOCH;
  }

  @Override
  public Collector start(Training training, Wanted wanted) {
    return new Features(training, wanted.metrics());
  }

  private static final class Features implements Collector {
    private final Training training;
    private final int last;
    private final int dimension;
    private final FeatureTally tally;
    private final double[] block;
    private final List<String> withoutWeights;

    Features(Training training, List<String> ids) {
      this.training = training;
      ObservedNetwork network = training.network();
      this.last = network.depth() - 1;
      this.dimension = network.inputsOf(last);
      boolean weights = network.layer(last).hasWeights();
      this.withoutWeights =
          ids.stream()
              .filter(id -> !weights && !MetricCatalogue.find(id).needs().isEmpty())
              .toList();
      List<String> measured = ids.stream().filter(id -> !withoutWeights.contains(id)).toList();
      this.tally =
          new FeatureTally(dimension, training.labels(), training.train().classes(), measured);
      this.block = new double[ObservedNetwork.PIECE * dimension];
    }

    @Override
    public void begin(Epoch epoch) {
      LayerView classifier = training.network().layer(last);
      tally.begin(classifier.actingWeights().orElse(null), classifier.bias());
    }

    @Override
    public void visit(int start, int samples, Activations pass) {
      (last > 0 ? pass.after(last - 1) : pass.inputs()).read(0, block, 0, samples * dimension);
      tally.accept(block, start, samples);
    }

    @Override
    public void measure(Epoch epoch) {
      tally.measure(training.team().threads()).forEach(epoch::put);
      withoutWeights.forEach(
          id ->
              epoch.put(
                  id, MetricValue.undefined("because the last layer has no matrix of weights")));
    }
  }
}
