package org.collapsar.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.DataSets;
import org.collapsar.data.Dataset;
import org.collapsar.data.FetchListener;
import org.collapsar.data.Scaling;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Spectral;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.Activation;
import org.collapsar.net.DescentRule;
import org.collapsar.net.Initialisation;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.ReferenceNetwork;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.collapsar.theory.InitialQuantities;
import org.collapsar.theory.TheoremCatalogue;
import org.collapsar.train.Loss;
import org.collapsar.train.StepSchedule;
import org.collapsar.train.TrainConfig;
import org.collapsar.train.Trainer;
import org.junit.jupiter.api.Test;

/** Phase 1 of Theorem 4.4 and the law of balancedness, beside networks that are trained. */
class DescentPredictionTest {
  private static final Activation SMOOTH = Activation.smoothLeakyRelu(0.5, 0.3);

  private static LayerSpec layer(
      int width, Activation f, double decay, Initialisation initialisation, double scale) {
    return LayerSpec.dense(width, f).decay(decay).drawn(initialisation).drawnTimes(scale);
  }

  /** The network of the preset jacot2025-provable. */
  private static NetworkSpec provable(double decay) {
    return new NetworkSpec(
        64,
        List.of(
            layer(256, SMOOTH, decay, Initialisation.GAUSSIAN, 20),
            layer(16, Activation.IDENTITY, decay, Initialisation.ORTHONORMAL, 0.001),
            layer(3, Activation.IDENTITY, decay, Initialisation.ORTHONORMAL, 4)));
  }

  private static Dataset images() {
    return DataSets.load("digits", null, DataDirectory.resolve(null), FetchListener.NONE)
        .ofClasses(List.of(0, 1, 2))
        .subsample(7, Seed.of(1))
        .scaled(Scaling.UNIT_SAMPLES)
        .train();
  }

  private static TrainConfig config(double step, int fullSteps) {
    return new TrainConfig(
        3, 0, StepSchedule.constant(step), 1, Loss.SQUARED, DescentRule.PLAIN, fullSteps);
  }

  /** A run that measures one of the predictions knows what Theorem 4.4 takes. */
  @Test
  void theTheoremNamesThePredictions() {
    for (String id : List.of("", ".pl", ".rate", ".distance")) {
      assertThat(TheoremCatalogue.ALL.info("jacot2025.theorem4.4" + id).orElseThrow().metrics())
          .isEqualTo(DescentPrediction.IDS);
    }
  }

  @Test
  void theStartIsMeasuredAsTheTheoremCountsIt() {
    double decay = 1e-9 / 21;
    Dataset data = images();
    try (Network network =
            Network.initialise(provable(decay), Precision.FLOAT64, Seed.of(1).split("weights"));
        Samples train = Samples.of(data, Precision.FLOAT64)) {
      InitialQuantities q = DescentStart.of(network, train, config(21 * 6e-8, 1));
      assertThat(q.samples()).isEqualTo(21);
      assertThat(q.widths()).containsExactly(256, 16, 3);
      assertThat(q.nonlinearLayers()).isEqualTo(1);
      assertThat(q.step()).isCloseTo(6e-8, within(1e-20));
      assertThat(q.decay()).isCloseTo(1e-9, within(1e-22));
      assertThat(q.smallest().get(2)).isCloseTo(4, within(1e-12));
      assertThat(q.norms().get(1)).isCloseTo(0.001, within(1e-15));
      assertThat(q.largestSample()).isCloseTo(1, within(1e-12));
      ReferenceNetwork reference = new ReferenceNetwork(network);
      Matrix features = new Matrix(21, 256);
      double loss = 0;
      for (int i = 0; i < 21; i++) {
        double[][] a = reference.activations(ReferenceNetwork.row(data, i));
        System.arraycopy(a[1], 0, features.data(), i * 256, 256);
        for (int k = 0; k < 3; k++) {
          loss += Math.pow(a[3][k] - (k == data.label(i) ? 1 : 0), 2) / 2;
        }
      }
      double[] values = Spectral.singularValues(features);
      assertThat(q.featuresSmallest()).isCloseTo(values[values.length - 1], within(1e-8));
      assertThat(q.loss()).isCloseTo(loss, within(1e-10));
    }
  }

  /** Every inequality of phase 1 along a run that meets the assumptions. */
  @Test
  void aRunInsideTheAssumptionsKeepsToThePredictions() {
    double decay = 1e-9 / 21;
    TrainConfig config = config(21 * 6e-8, 100);
    List<String> ids =
        List.of("loss.regularised", "residual.norm", "distance.start", "gradient.pl_ratio", "loss");
    try (Network network =
            Network.initialise(provable(decay), Precision.FLOAT64, Seed.of(1).split("weights"));
        Samples train = Samples.of(images(), Precision.FLOAT64);
        EpochProbe probe = EpochProbe.of(network, train).metrics(ids).open();
        Trainer trainer = new Trainer(network, train, config, Seed.of(2))) {
      DescentPrediction prediction = new DescentPrediction(network, train, config);
      assertThat(DescentPrediction.hypotheses(prediction.start(), true))
          .allMatch(h -> h.verdict().allows());
      assertThat(DescentPrediction.hypotheses(prediction.start(), false))
          .allMatch(h -> h.verdict().allows());
      List<Double> losses = new ArrayList<>();
      trainer.run(
          0,
          epoch -> {
            Map<String, MetricValue> now = probe.measure().values();
            double steps = 100.0 * epoch;
            double predicted = prediction.value("phase1.loss", steps, now).orNaN();
            double radius = prediction.value("phase1.radius", steps, now).orNaN();
            assertThat(now.get("loss.regularised").orNaN())
                .isLessThanOrEqualTo(predicted * (1 + 1e-9));
            assertThat(now.get("distance.start").orNaN()).isLessThan(radius);
            assertThat(prediction.value("phase1.pl_ratio", steps, now).orNaN())
                .isPositive()
                .isLessThan(now.get("gradient.pl_ratio").orNaN());
            assertThat(now.get("residual.norm").orNaN())
                .isCloseTo(Math.sqrt(42 * now.get("loss").orNaN()), within(1e-12));
            losses.add(now.get("loss").orNaN());
            return true;
          });
      assertThat(losses).hasSize(4);
      assertThat(losses.get(3)).isLessThan(losses.get(0) / 50);
      assertThat(prediction.value("phase1.condition8", 0, Map.of()).orNaN()).isGreaterThan(1);
      assertThat(prediction.value("phase1.condition8.printed", 0, Map.of()).orNaN())
          .isGreaterThan(prediction.value("phase1.condition8", 0, Map.of()).orNaN());
      assertThat(prediction.value("phase1.pl_ratio", 0, Map.of()))
          .isEqualTo(MetricValue.undefined("because distance.start is not measured"));
      assertThat(
              prediction.value("phase1.pl_ratio", 0, Map.of("distance.start", MetricValue.of(9))))
          .isEqualTo(MetricValue.undefined("because the distance from the start is above r_0"));
    }
  }

  @Test
  void withoutTheAssumptionsThereIsNoPrediction() {
    NetworkSpec he =
        new NetworkSpec(
            64,
            List.of(
                layer(30, SMOOTH, 1e-3, Initialisation.HE, 1),
                layer(3, Activation.IDENTITY, 1e-3, Initialisation.HE, 1)));
    try (Samples train = Samples.of(images(), Precision.FLOAT64);
        Network network = Network.initialise(he, Precision.FLOAT64, Seed.of(3))) {
      DescentPrediction prediction = new DescentPrediction(network, train, config(0.1, 1));
      MetricValue radius = prediction.value("phase1.radius", 0, Map.of());
      assertThat(((MetricValue.Undefined) radius).reason())
          .startsWith("because a hypothesis fails (4.3, corrected (8)");
      assertThat(prediction.value("phase1.condition8", 0, Map.of()).orNaN()).isLessThan(1);
      DescentPrediction batches =
          new DescentPrediction(
              network, train, new TrainConfig(1, 7, StepSchedule.constant(0.1), 1));
      assertThat(batches.start()).isNull();
      assertThat(batches.value("phase1.radius", 0, Map.of()))
          .isEqualTo(
              MetricValue.undefined(
                  "because the theorem is of gradient descent with the full batch"));
    }
  }

  /**
   * The imbalance of two linear layers falls by the law; a test of the exact recursion is another.
   */
  @Test
  void theLawIsWhatWeightDecayLeaves() {
    NetworkSpec spec =
        new NetworkSpec(
            64,
            List.of(
                layer(40, SMOOTH, 0.02, Initialisation.HE, 1),
                layer(12, Activation.IDENTITY, 0.02, Initialisation.LECUN, 1),
                layer(3, Activation.IDENTITY, 0.02, Initialisation.LECUN, 1)));
    TrainConfig config =
        new TrainConfig(
            4,
            0,
            new StepSchedule(
                List.of(new StepSchedule.Piece(0, 0.01), new StepSchedule.Piece(0.5, 0.002))),
            1,
            Loss.SQUARED,
            DescentRule.PLAIN,
            25);
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(4));
        Samples train = Samples.of(images(), Precision.FLOAT64);
        EpochProbe probe =
            EpochProbe.of(network, train)
                .threads(2)
                .metrics("loss")
                .layers("balancedness.absolute")
                .open();
        Trainer trainer = new Trainer(network, train, config, Seed.of(2))) {
      List<Double> imbalance = new ArrayList<>();
      trainer.run(
          0,
          epoch -> {
            imbalance.add(
                probe.measure().layers().values().get("balancedness.absolute").get(1).orNaN());
            Matrix next = network.matrix(2);
            Matrix difference = next.transposed().gram().combine(1, -1, network.matrix(1).gram());
            assertThat(imbalance.get(epoch))
                .isCloseTo(Spectral.singularValues(difference)[0], within(1e-10));
            return true;
          });
      double law = BalanceLaw.after(4, 25, spec, config).orNaN();
      assertThat(law)
          .isCloseTo(
              Math.pow(1 - 0.01 * 0.02, 100) * Math.pow(1 - 0.002 * 0.02, 100), within(1e-12));
      assertThat(BalanceLaw.after(0, 25, spec, config)).isEqualTo(MetricValue.of(1));
      assertThat(imbalance.get(4) / imbalance.get(0)).isCloseTo(law, within(1e-3 * law));
      TrainConfig momentum =
          new TrainConfig(
              1,
              0,
              StepSchedule.constant(0.1),
              1,
              Loss.SQUARED,
              new DescentRule(0.9, false, false));
      assertThat(BalanceLaw.after(1, 1, spec, momentum))
          .isEqualTo(
              MetricValue.undefined("because the law holds only for descent without momentum"));
      assertThat(
              BalanceLaw.after(
                  1,
                  1,
                  new NetworkSpec(
                      64,
                      List.of(
                          spec.layers().get(0),
                          layer(3, Activation.IDENTITY, 0.1, Initialisation.HE, 1))),
                  config))
          .isEqualTo(
              MetricValue.undefined(
                  "because the law holds only for layers that follow one law, without scales and"
                      + " noise"));
    }
  }
}
