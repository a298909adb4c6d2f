package org.collapsar.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.collapsar.lab.convolution.DenseNet;
import org.collapsar.lab.convolution.LayerStack;
import org.collapsar.lab.convolution.Part;
import org.collapsar.lab.convolution.ResNet;
import org.collapsar.lab.convolution.Trunk;
import org.collapsar.lab.convolution.Vgg;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.DescentRule;
import org.collapsar.net.Samples;
import org.collapsar.probe.NetworkSweep;
import org.collapsar.probe.ObservedNetwork;
import org.collapsar.probe.ParameterGroup;
import org.collapsar.train.Loss;
import org.collapsar.train.TrainListener;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of small networks against central differences of the loss in float64. */
@NeedsGradients
class TorchGradientTest {
  private static final double LAMBDA = 0.3;
  private static final double STEP = 1e-6;

  static Stream<Trunk> trunks() {
    return Stream.of(
        new ResNet(List.of(1, 1), List.of(3, 4), ResNet.Shortcut.A, true),
        new ResNet(List.of(1, 1), List.of(2, 4), ResNet.Shortcut.B, true),
        new ResNet(List.of(1, 1), List.of(3, 4), ResNet.Shortcut.B, false),
        new Vgg(List.of(1, 1), List.of(3, 4), true),
        new Vgg(List.of(2), List.of(3), false),
        new DenseNet(List.of(2, 1), 2, 0.5, true),
        new LayerStack(
            List.of(
                new Part.Convolution("c", 3, 3, 2, 1, true, false),
                new Part.Pool(false, 2),
                new Part.Flatten(),
                new Part.Linear("l", 12, true),
                new Part.Relu())));
  }

  /** By running moments, and by those of batches of 7 that samples share. */
  @ParameterizedTest
  @MethodSource("trunks")
  void isThatOfTheLossWithItsDecay(Trunk trunk) {
    for (boolean batches : new boolean[] {false, true}) {
      for (Loss loss : Loss.values()) {
        check(trunk, batches, loss);
      }
    }
  }

  private static void check(Trunk trunk, boolean batches, Loss loss) {
    try (Samples samples = Small.samples(20, Precision.FLOAT64);
        ThreadTeam team = new ThreadTeam(1);
        TorchLearner learner =
            new TorchLearner(
                Small.plan(trunk, LAMBDA),
                Small.setup(
                    samples,
                    Small.config(2, 7, 0.01, DescentRule.PLAIN),
                    Precision.FLOAT64,
                    batches))) {
      // One epoch, so that running moments are not those of the start.
      learner.epoch(1, epoch -> true);
      ObservedNetwork network = learner.network();
      try (NetworkSweep sweep = network.sweep(team, loss, false)) {
        sweep.differentiate(samples, (start, count, pass) -> {});
        for (int g = 0; g < network.parameters().size(); g++) {
          ParameterGroup group = network.parameters().get(g);
          check(sweep, samples, group.weights(), sweep.gradient().weights(g), LAMBDA);
          NativeArray bias = group.bias();
          if (bias != null) {
            check(sweep, samples, bias, sweep.gradient().bias(g), LAMBDA);
          }
        }
      }
    }
  }

  private static void check(
      NetworkSweep sweep, Samples samples, NativeArray w, NativeArray gradient, double lambda) {
    double[] found = gradient.toDoubles();
    for (int i = 0; i < w.length(); i += Math.max(1, w.length() / 5)) {
      double kept = w.get(i);
      w.set(i, kept + STEP);
      double above = sweep.evaluate(samples, (start, count, pass) -> {});
      w.set(i, kept - STEP);
      double below = sweep.evaluate(samples, (start, count, pass) -> {});
      w.set(i, kept);
      double expected = (above - below) / (2 * STEP) + lambda * kept;
      assertThat(found[i]).isCloseTo(expected, within(1e-6 * (1 + Math.abs(expected))));
    }
  }

  /** What measuring leaves behind: the same parameters, moments and next epoch. */
  @ParameterizedTest
  @MethodSource("trunks")
  void lookingAtItChangesNothing(Trunk trunk) {
    List<double[]> ends = new ArrayList<>();
    for (boolean looks : new boolean[] {false, true}) {
      try (Samples samples = Small.samples(20, Precision.FLOAT32);
          ThreadTeam team = new ThreadTeam(1);
          TorchLearner learner =
              new TorchLearner(
                  Small.plan(trunk, 0.01),
                  Small.setup(
                      samples,
                      Small.config(2, 7, 0.01, new DescentRule(0.9, false, false)),
                      Precision.FLOAT32,
                      true))) {
        TrainListener silent = epoch -> true;
        learner.epoch(1, silent);
        if (looks) {
          try (NetworkSweep sweep = learner.network().sweep(team, Loss.SQUARED, true)) {
            sweep.differentiate(samples, (start, count, pass) -> {});
            sweep.evaluate(samples, (start, count, pass) -> {});
          }
        }
        learner.epoch(2, silent);
        ends.add(
            learner.state().arrays().values().stream()
                .flatMapToDouble(a -> java.util.Arrays.stream(a.values()))
                .toArray());
      }
    }
    assertThat(ends.get(1)).isEqualTo(ends.get(0));
  }
}
