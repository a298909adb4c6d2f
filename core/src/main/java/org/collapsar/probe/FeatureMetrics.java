package org.collapsar.probe;

import java.util.List;
import java.util.Set;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.Taken;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Pass;
import org.collapsar.train.FullPass;

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

    Features(Training training, List<String> ids) {
      this.training = training;
      NetworkSpec spec = training.spec();
      this.last = spec.depth() - 1;
      this.dimension = spec.inputsOf(last);
      this.tally = new FeatureTally(dimension, training.labels(), training.train().classes(), ids);
      this.block = new double[FullPass.PIECE * dimension];
    }

    @Override
    public void begin(Epoch epoch) {
      Network network = training.network();
      Matrix w = network.matrix(last);
      tally.begin(
          w.combine(network.spec().layers().get(last).outputScale(), 0, w), network.biases(last));
    }

    @Override
    public void visit(int start, int samples, Pass pass) {
      if (last > 0) {
        pass.activations(last - 1).read(0, block, 0, samples * dimension);
      } else {
        training.train().inputs().read(start * dimension, block, 0, samples * dimension);
      }
      tally.accept(block, start, samples);
    }

    @Override
    public void measure(Epoch epoch) {
      tally.measure(training.team().threads()).forEach(epoch::put);
    }
  }
}
