package org.collapsar.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.collapsar.BadInputException;
import org.collapsar.lab.convolution.LayerStack;
import org.collapsar.lab.convolution.Part;
import org.collapsar.lab.convolution.ResNet;
import org.collapsar.lab.learner.LearnerState;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.DescentRule;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.probe.NetworkSweep;
import org.collapsar.random.Seed;
import org.collapsar.train.DivergedException;
import org.collapsar.train.FullPass;
import org.collapsar.train.Loss;
import org.collapsar.train.TrainConfig;
import org.collapsar.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Training against formulas, our own engine, and itself. */
@NeedsGradients
class TorchTrainingTest {
  private static final ResNet RESNET =
      new ResNet(List.of(1, 1), List.of(3, 4), ResNet.Shortcut.A, true);

  private static TorchLearner learner(
      Samples samples, TrainConfig config, Precision precision, double decay) {
    return new TorchLearner(
        Small.plan(RESNET, decay), Small.setup(samples, config, precision, false));
  }

  private static Map<String, double[]> values(TorchLearner learner) {
    Map<String, double[]> values = new LinkedHashMap<>();
    learner.state().arrays().forEach((name, array) -> values.put(name, array.values()));
    return values;
  }

  /** v = mu v + g + lambda w, w = w - eta v, by the gradient that measuring by the batch finds. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void aStepIsTheOneThatIsWrittenDown(Precision precision) {
    double eta = 0.03;
    double mu = 0.9;
    try (Samples samples = Small.samples(12, precision);
        ThreadTeam team = new ThreadTeam(1);
        TorchLearner learner =
            new TorchLearner(
                Small.plan(RESNET, 0.2),
                Small.setup(
                    samples,
                    Small.config(2, 0, eta, new DescentRule(mu, false, false)),
                    precision,
                    true))) {
      Map<String, double[]> w = values(learner);
      Map<String, double[]> v = new LinkedHashMap<>();
      for (int step = 1; step <= 2; step++) {
        try (NetworkSweep sweep = learner.network().sweep(team, Loss.SQUARED, false)) {
          sweep.differentiate(samples, (start, count, pass) -> {});
          List<TorchNetwork.Group> groups =
              learner.network().parameters().stream().map(g -> (TorchNetwork.Group) g).toList();
          for (int g = 0; g < groups.size(); g++) {
            move(w, v, groups.get(g).name(), sweep.gradient().weights(g).toDoubles(), eta, mu);
            if (groups.get(g).biasTensor() != null) {
              move(w, v, groups.get(g).biasName(), sweep.gradient().bias(g).toDoubles(), eta, mu);
            }
          }
        }
        learner.epoch(step, epoch -> true);
        double relative = precision == Precision.FLOAT64 ? 1e-12 : 2e-5;
        Map<String, double[]> found = values(learner);
        v.forEach(
            (name, velocity) -> {
              assertClose(found.get(name), w.get(name), relative);
              assertClose(found.get(name + ".velocity"), velocity, relative);
            });
      }
    }
  }

  private static void move(
      Map<String, double[]> all,
      Map<String, double[]> velocities,
      String name,
      double[] gradient,
      double eta,
      double mu) {
    double[] w = all.get(name);
    double[] v = velocities.computeIfAbsent(name, n -> new double[w.length]);
    for (int i = 0; i < w.length; i++) {
      v[i] = mu * v[i] + gradient[i];
      w[i] -= eta * v[i];
    }
  }

  private static void assertClose(double[] found, double[] expected, double relative) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    assertThat(found).containsExactly(expected, within(relative * (1e-3 + largest)));
  }

  /** Without batch norm's parameters, and with them: what decays and what does not. */
  @Test
  void decayIsOfWhatIsSaid() {
    for (boolean batchNorm : new boolean[] {true, false}) {
      try (Samples samples = Small.samples(12, Precision.FLOAT64);
          TorchLearner learner =
              new TorchLearner(
                  Small.plan(RESNET, Small.HEAD, 0.5, batchNorm, true),
                  Small.setup(
                      samples,
                      Small.config(1, 4, 0.01, DescentRule.PLAIN),
                      Precision.FLOAT64,
                      false))) {
        Map<String, Double> decays = new LinkedHashMap<>();
        for (var group : learner.network().parameters()) {
          decays.put(((TorchNetwork.Group) group).name(), group.decay());
        }
        assertThat(decays.get("conv1.weight")).isEqualTo(0.5);
        assertThat(decays.get("bn1.weight")).isEqualTo(batchNorm ? 0.5 : 0);
        assertThat(decays.get("bn1.bias")).isEqualTo(batchNorm ? 0.5 : 0);
        assertThat(decays.get("head.0.weight")).isEqualTo(0.5);
      }
    }
  }

  /**
   * (x - mean)/sqrt(var + 1e-5) gamma + beta with the batch's biased variance, and running moments
   * of 0.9 of the old and 0.1 of the batch's, whose variance is unbiased; then by the running ones.
   * DJL hands both constants on as floats, 0.9f and 1e-5f, in float64, too.
   */
  @Test
  void batchNormIsItsFormulas() {
    LayerStack stack = new LayerStack(List.of(new Part.BatchNorm("bn"), new Part.Flatten()));
    int n = 6;
    try (Samples samples = Small.samples(n, Precision.FLOAT64);
        ThreadTeam team = new ThreadTeam(1);
        TorchLearner learner =
            new TorchLearner(
                Small.plan(stack, 0),
                Small.setup(
                    samples,
                    Small.config(1, n, 1e-9, DescentRule.PLAIN),
                    Precision.FLOAT64,
                    false))) {
      int pixels = Small.IMAGE.height() * Small.IMAGE.width();
      double[] x = samples.matrix().data();
      learner.epoch(1, epoch -> true);
      Map<String, double[]> state = values(learner);
      for (int c = 0; c < Small.IMAGE.channels(); c++) {
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
          for (int p = 0; p < pixels; p++) {
            mean += x[(i * Small.IMAGE.channels() + c) * pixels + p] / (n * pixels);
          }
        }
        for (int i = 0; i < n; i++) {
          for (int p = 0; p < pixels; p++) {
            squares += Math.pow(x[(i * Small.IMAGE.channels() + c) * pixels + p] - mean, 2);
          }
        }
        assertThat(state.get("bn.running_mean")[c]).isCloseTo(0.1 * mean, within(1e-7));
        double unbiased = squares / (n * pixels - 1);
        assertThat(state.get("bn.running_var")[c]).isCloseTo(0.9 + 0.1 * unbiased, within(1e-7));
      }
      try (NetworkSweep sweep = learner.network().sweep(team, Loss.SQUARED, false)) {
        double[] z = sweep.forward(samples, 0, n).inputs().toDoubles();
        for (int i = 0; i < z.length && i < x.length; i += 17) {
          int c = i / pixels % Small.IMAGE.channels();
          double expected =
              (x[i] - state.get("bn.running_mean")[c])
                      / Math.sqrt(state.get("bn.running_var")[c] + Part.BatchNorm.EPSILON)
                      * state.get("bn.weight")[c]
                  + state.get("bn.bias")[c];
          assertThat(z[i]).isCloseTo(expected, within(1e-7));
        }
      }
    }
  }

  /** A dense stack, by libtorch and by our own engine from the same weights: the same losses. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void aDenseStackGoesTheSameWayAsOurs(Precision precision) {
    DescentRule rule = new DescentRule(0.9, true, false);
    double lambda = 0.01;
    int n = 24;
    TrainConfig config = Small.config(25, 6, 0.005, rule);
    try (Samples samples = Small.samples(n, precision);
        ThreadTeam team = new ThreadTeam(1);
        TorchLearner learner =
            new TorchLearner(
                Small.plan(
                    new LayerStack(List.of(new Part.Flatten())), Small.HEAD, lambda, true, false),
                Small.setup(samples, config, precision, false))) {
      LayerSpec five = LayerSpec.dense(5, org.collapsar.net.Activation.RELU).decay(lambda);
      LayerSpec four = LayerSpec.dense(4, org.collapsar.net.Activation.IDENTITY).decay(lambda);
      LayerSpec three = LayerSpec.dense(3, org.collapsar.net.Activation.IDENTITY).decay(lambda);
      NetworkSpec spec = new NetworkSpec(Small.IMAGE.dimension(), List.of(five, four, three));
      try (Network ours = Network.initialise(spec, precision, Seed.of(9))) {
        Map<String, double[]> start = values(learner);
        for (int l = 0; l < 3; l++) {
          ours.setWeights(l, start.get("head." + l + ".weight"));
        }
        List<Double> expected = new ArrayList<>();
        List<Double> found = new ArrayList<>();
        try (Trainer trainer = new Trainer(ours, samples, config, Seed.of(2));
            FullPass pass = new FullPass(ours, team, Loss.SQUARED, false);
            NetworkSweep sweep = learner.network().sweep(team, Loss.SQUARED, false)) {
          for (int epoch = 1; epoch <= config.epochs(); epoch++) {
            trainer.epoch(epoch, e -> true);
            learner.epoch(epoch, e -> true);
            expected.add(pass.evaluate(samples, (from, count, p) -> {}));
            found.add(sweep.evaluate(samples, (from, count, p) -> {}));
          }
        }
        assertThat(expected.get(24)).isLessThan(0.5 * expected.get(0));
        double rounding = precision == Precision.FLOAT64 ? 1e-11 : 1e-4;
        for (int i = 0; i < expected.size(); i++) {
          assertThat(found.get(i)).isCloseTo(expected.get(i), within(rounding * expected.get(i)));
        }
      }
    }
  }

  /** Cut after an epoch, and gone on with in another learner: the same bits. */
  @Test
  void goesOnToTheSameBits() {
    TrainConfig config = Small.config(4, 5, 0.01, new DescentRule(0.9, false, false));
    try (Samples samples = Small.samples(18, Precision.FLOAT32);
        TorchLearner whole = learner(samples, config, Precision.FLOAT32, 0.01);
        TorchLearner first = learner(samples, config, Precision.FLOAT32, 0.01);
        TorchLearner second = learner(samples, config, Precision.FLOAT32, 0.01)) {
      whole.train(0, 4, epoch -> true);
      first.train(0, 2, epoch -> true);
      LearnerState state = first.state();
      second.restore(state);
      second.train(2, 4, epoch -> true);
      assertSame(second, whole);
    }
  }

  private static void assertSame(TorchLearner found, TorchLearner expected) {
    Map<String, double[]> other = values(expected);
    assertThat(other).isNotEmpty();
    values(found).forEach((name, numbers) -> assertThat(numbers).isEqualTo(other.get(name)));
  }

  /** Beside another in the same process: DJL's own collector would refuse. */
  @Test
  void networksAreTrainedBesideEachOther() throws Exception {
    TrainConfig config = Small.config(3, 5, 0.01, DescentRule.PLAIN);
    Callable<double[]> run =
        () -> {
          try (Samples samples = Small.samples(18, Precision.FLOAT32);
              TorchLearner learner = learner(samples, config, Precision.FLOAT32, 0.01)) {
            learner.train(0, 3, epoch -> true);
            return values(learner).values().stream().flatMapToDouble(Arrays::stream).toArray();
          }
        };
    double[] alone = run.call();
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      for (Future<double[]> one : pool.invokeAll(List.of(run, run, run))) {
        assertThat(one.get()).isEqualTo(alone);
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void divergesWithAMessage() {
    TrainConfig config = Small.config(50, 6, 1e6, DescentRule.PLAIN);
    try (Samples samples = Small.samples(18, Precision.FLOAT32);
        TorchLearner learner = learner(samples, config, Precision.FLOAT32, 0)) {
      assertThatThrownBy(() -> learner.train(0, 50, epoch -> true))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("lower train.steps");
    }
  }

  /** A batch of one sample has no variance. */
  @Test
  void refusesABatchThatLeavesOneSample() {
    try (Samples samples = Small.samples(13, Precision.FLOAT32)) {
      assertThatThrownBy(
              () ->
                  learner(
                      samples, Small.config(1, 6, 0.1, DescentRule.PLAIN), Precision.FLOAT32, 0))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("expected batches of at least 2 samples");
    }
  }

  /** A listener that ends an epoch, as Ctrl-C does. */
  @Test
  void endsWhereItIsTold() {
    try (Samples samples = Small.samples(18, Precision.FLOAT32);
        TorchLearner learner =
            learner(samples, Small.config(1, 6, 0.1, DescentRule.PLAIN), Precision.FLOAT32, 0)) {
      boolean whole =
          learner.epoch(
              1,
              new org.collapsar.train.TrainListener() {
                @Override
                public boolean epochEnded(int epoch) {
                  return true;
                }

                @Override
                public boolean stepEnded(int epoch, long step, long steps) {
                  assertThat(steps).isEqualTo(3);
                  return step < 2;
                }
              });
      assertThat(whole).isFalse();
    }
  }
}
