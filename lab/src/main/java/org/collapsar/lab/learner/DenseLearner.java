package org.collapsar.lab.learner;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.WeightArrays;
import org.collapsar.probe.DenseNetwork;
import org.collapsar.train.TrainListener;
import org.collapsar.train.Trainer;

/**
 * Our own engine. Its state is weights and biases, and with momentum the velocities of both: the
 * order of the samples and the noise of an epoch depend on the seed and the epoch's number alone.
 *
 * <p>Arrays of layer l, from 0: {@code layers.l.weight} [width x inputs], {@code layers.l.bias} [1
 * x width], and with {@code .velocity} behind those names what has their shapes.
 */
final class DenseLearner implements Learner {
  private static final String VELOCITY = ".velocity";

  private final Network network;
  private final Trainer trainer;
  private final DenseNetwork observed;

  /**
   * @throws BadInputException if a layer has more weights than an array outside the heap holds
   */
  DenseLearner(NetworkSpec spec, LearnerSetup setup) {
    requireSizes(spec, setup.precision());
    this.network = Network.initialise(spec, setup.precision(), setup.weights());
    Trainer made = null;
    try {
      made = new Trainer(network, setup.train(), setup.config(), setup.training());
    } finally {
      if (made == null) {
        network.close();
      }
    }
    this.trainer = made;
    this.observed = new DenseNetwork(network);
  }

  private static void requireSizes(NetworkSpec spec, Precision precision) {
    long most = NativeArray.longest(precision);
    for (int l = 0; l < spec.depth(); l++) {
      long weights = (long) spec.layers().get(l).width() * spec.inputsOf(l);
      if (weights > most) {
        throw new BadInputException(
            "network: expected at most "
                + most
                + " weights in a layer, found "
                + spec.layers().get(l).width()
                + " x "
                + spec.inputsOf(l)
                + " in layer "
                + (l + 1));
      }
    }
  }

  @Override
  public DenseNetwork network() {
    return observed;
  }

  @Override
  public boolean epoch(int epoch, TrainListener listener) {
    return trainer.epoch(epoch, listener);
  }

  /** Numbers where training changes them. */
  private record Parameter(List<Long> shape, NativeArray live, boolean training) {}

  private Map<String, Parameter> parameters() {
    Map<String, Parameter> all = new LinkedHashMap<>();
    WeightArrays velocities = trainer.velocities();
    for (int l = 0; l < network.spec().depth(); l++) {
      addLayer(all, network.arrays(), l, "");
      if (velocities != null) {
        addLayer(all, velocities, l, VELOCITY);
      }
    }
    return all;
  }

  private void addLayer(Map<String, Parameter> all, WeightArrays arrays, int l, String suffix) {
    long width = network.spec().layers().get(l).width();
    boolean training = !suffix.isEmpty();
    String layer = "layers." + l;
    all.put(
        layer + ".weight" + suffix,
        new Parameter(
            List.of(width, (long) network.spec().inputsOf(l)), arrays.layer(l), training));
    NativeArray bias = arrays.bias(l);
    if (bias != null) {
      all.put(layer + ".bias" + suffix, new Parameter(List.of(1L, width), bias, training));
    }
  }

  @Override
  public LearnerState state() {
    Map<String, LearnerState.Array> arrays = new LinkedHashMap<>();
    parameters()
        .forEach(
            (name, parameter) ->
                arrays.put(
                    name,
                    new LearnerState.Array(
                        parameter.shape,
                        parameter.live.toDoubles(),
                        network.precision(),
                        parameter.training)));
    return new LearnerState(arrays);
  }

  @Override
  public void restore(LearnerState state) {
    parameters()
        .forEach(
            (name, parameter) -> {
              LearnerState.Array found = state.arrays().get(name);
              if (found != null) {
                parameter.live.write(0, found.values(), 0, found.values().length);
              }
            });
  }

  @Override
  public void close() {
    trainer.close();
    network.close();
  }
}
