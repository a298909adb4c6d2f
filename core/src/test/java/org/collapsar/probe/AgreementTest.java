package org.collapsar.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.NeuralCollapse;
import org.collapsar.metrics.SampleCosines;
import org.collapsar.metrics.Taken;
import org.collapsar.moments.ClassMoments;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.collapsar.train.FullPass;
import org.collapsar.train.StepSchedule;
import org.collapsar.train.TrainConfig;
import org.collapsar.train.Trainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Training and {@code measure} agree on every metric that both offer: the features that a network
 * has while it is measured are measured again as a table. From class moments of the same pieces
 * they agree bit for bit. A table is cut into other pieces than a pass, and sums of other pieces
 * are rounded otherwise: then all but the last digits agree, and so does whether there is a value,
 * with the reason.
 */
class AgreementTest {
  private static final int N = 1100;
  private static final int K = 3;

  private enum Case {
    /** After some steps. */
    ORDINARY,
    /** Features whose squares underflow. */
    TINY,
    /** All samples of a class are one point, to the last bit. */
    COLLAPSED,
    /** Features that are all 0. */
    ZERO
  }

  private static LayerSpec layer(int width, Activation activation, double scale) {
    return LayerSpec.dense(width, activation).outputScale(scale).decay(1e-3);
  }

  private static final NetworkSpec SPEC =
      new NetworkSpec(
          6,
          List.of(
              layer(12, Activation.RELU, 1),
              layer(K, Activation.IDENTITY, 1),
              layer(7, Activation.TANH, 1),
              layer(K, Activation.IDENTITY, 1.5)));

  /** What both offer, by the list. */
  private static List<String> common(List<MetricInfo> offered) {
    return offered.stream()
        .filter(info -> info.taken().contains(Taken.OF_FEATURES))
        .filter(info -> !info.needs().contains(Need.TEST))
        .map(MetricInfo::id)
        .toList();
  }

  static void prepare(Network network, Samples train, Case which) {
    TrainConfig config = new TrainConfig(3, 50, StepSchedule.constant(0.1), 1);
    try (Trainer trainer = new Trainer(network, train, config, Seed.of(2))) {
      trainer.run(0, epoch -> true);
    }
    if (which == Case.ORDINARY) {
      return;
    }
    double factor = network.precision() == Precision.FLOAT64 ? 1e-170 : 1e-30;
    double[] w = network.weights(0);
    for (int i = 0; i < w.length; i++) {
      w[i] *= which == Case.TINY ? factor : 0;
    }
    network.setWeights(0, w);
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT64,ORDINARY",
    "FLOAT32,ORDINARY",
    "FLOAT64,TINY",
    "FLOAT32,TINY",
    "FLOAT64,COLLAPSED",
    "FLOAT32,COLLAPSED",
    "FLOAT64,ZERO"
  })
  void trainingAndMeasureAgree(Precision precision, Case which) {
    List<String> ids = common(NetworkFamilies.ALL.offers());
    List<String> layerIds = common(NetworkFamilies.ALL.ofLayers());
    assertThat(ids).hasSizeGreaterThan(60).contains("nc1.total", "nc3.cosine", "nc1.vci");
    assertThat(layerIds).hasSizeGreaterThan(60);
    // Samples of a class that are equal stay so through every layer.
    Dataset data = which == Case.COLLAPSED ? new OneHot(N, 6, K) : Cases.gaussian(N, 6, K, 4);
    try (Network network = Network.initialise(SPEC, precision, Seed.of(5));
        Samples train = Samples.of(data, precision)) {
      if (which == Case.COLLAPSED) {
        prepare(network, train, Case.ORDINARY);
      } else {
        prepare(network, train, which);
      }
      List<String> all = Stream.concat(Stream.of("loss"), ids.stream()).toList();
      try (EpochProbe probe =
              EpochProbe.of(network, train).threads(2).metrics(all).layers(layerIds).open();
          LayerFeatures features = new LayerFeatures(new DenseNetwork(network), train, 1)) {
        EpochMeasurement found = probe.measure();
        List<String> different = new ArrayList<>();
        Map<String, MetricValue> expected =
            compare("", found.values(), table(network, train, features, 2), ids, different);
        for (int l = 0; l < SPEC.depth(); l++) {
          boolean head = l + 1 < SPEC.depth() && SPEC.layers().get(l + 1).width() == K;
          List<String> here =
              NetworkFamilies.ALL.ofLayers().stream()
                  .filter(info -> layerIds.contains(info.id()))
                  .filter(info -> head || !info.needs().contains(Need.WEIGHTS))
                  .map(MetricInfo::id)
                  .toList();
          int layer = l;
          Map<String, MetricValue> ofLayer = new HashMap<>();
          here.forEach(id -> ofLayer.put(id, found.layers().values().get(id).get(layer)));
          compare("@" + (l + 1), ofLayer, table(network, train, features, l), here, different);
        }
        assertThat(different).isEmpty();
        checkCase(which, expected);
      }
    }
  }

  /** The outputs of a network are the logits of its last features, W and b. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void accuraciesAgree(Precision precision) {
    try (Network network = Network.initialise(SPEC, precision, Seed.of(5));
        Samples train = Samples.of(Cases.gaussian(N, 6, K, 4), precision);
        Samples test = Samples.of(Cases.gaussian(300, 6, K, 9), precision)) {
      prepare(network, train, Case.ORDINARY);
      try (EpochProbe probe =
              EpochProbe.of(network, train)
                  .test(test)
                  .metrics("loss", "accuracy.train", "accuracy.test", "accuracy")
                  .open();
          LayerFeatures features = new LayerFeatures(new DenseNetwork(network), train, 1);
          LayerFeatures ofTest = new LayerFeatures(new DenseNetwork(network), test, 1)) {
        Map<String, MetricValue> found = probe.measure().values();
        Map<String, MetricValue> table =
            table(network, train, features, 2)
                .alone
                .test(ofTest.of(2), test.labels())
                .measure(List.of("accuracy", "accuracy.test"))
                .values();
        assertThat(found.get("accuracy").orNaN()).isBetween(0.3, 1.0);
        assertThat(found.get("accuracy")).isEqualTo(table.get("accuracy"));
        assertThat(found.get("accuracy.train").orNaN()).isEqualTo(table.get("accuracy").orNaN());
        assertThat(found.get("accuracy.test").orNaN())
            .isEqualTo(table.get("accuracy.test").orNaN());
      }
    }
  }

  /** That the case is the one that it is called. */
  private static void checkCase(Case which, Map<String, MetricValue> values) {
    MetricValue total = values.get("nc1.total");
    switch (which) {
      case ORDINARY -> assertThat(total.orNaN()).isBetween(0.01, 1.0);
      case TINY -> {
        if (total instanceof MetricValue.Undefined u) {
          assertThat(u.reason()).startsWith("because the features are too small");
        } else {
          assertThat(values.get("variance.within").orNaN()).isBetween(1e-70, 1e-50);
        }
      }
      case COLLAPSED -> assertThat(total.orNaN()).isLessThan(1e-25);
      case ZERO ->
          assertThat(((MetricValue.Undefined) total).reason())
              .isEqualTo("because all features are equal: the total variance is 0");
    }
  }

  /**
   * The features of a layer.
   *
   * @param alone measured as a table
   * @param pieces the same with sums that were taken in the pieces of a pass
   */
  private record Table(NeuralCollapse alone, NeuralCollapse pieces) {}

  private static Table table(Network network, Samples train, LayerFeatures features, int layer) {
    Rows rows = features.of(layer);
    int width = rows.columns();
    boolean head = layer + 1 < SPEC.depth() && SPEC.layers().get(layer + 1).width() == K;
    NeuralCollapse alone = NeuralCollapse.of(rows, train.labels(), K).threads(1);
    Matrix w = new Matrix(K, width);
    if (head) {
      w = network.matrix(layer + 1).scaled(SPEC.layers().get(layer + 1).outputScale());
      alone = alone.weights(w);
    }
    ClassMoments moments = ClassMoments.create(width, K);
    SampleCosines cosines = SampleCosines.create(w);
    double[] block = new double[FullPass.PIECE * width];
    for (int start = 0; start < N; start += FullPass.PIECE) {
      int count = Math.min(FullPass.PIECE, N - start);
      rows.read(start, count, block);
      moments.accept(block, count, train.labels(), start);
      cosines.accept(block, count, train.labels(), start);
    }
    NeuralCollapse pieces = alone.moments(moments);
    return new Table(alone, head ? pieces.cosines(cosines) : pieces);
  }

  /** Adds what differs to {@code different}; returns what the table says. */
  private static Map<String, MetricValue> compare(
      String where,
      Map<String, MetricValue> found,
      Table table,
      List<String> ids,
      List<String> different) {
    Map<String, MetricValue> same = table.pieces.measure(ids).values();
    Map<String, MetricValue> alone = table.alone.measure(ids).values();
    for (String id : ids) {
      MetricValue value = Objects.requireNonNull(found.get(id));
      if (!value.equals(same.get(id))) {
        different.add(id + where + ": training " + value + ", measure " + same.get(id));
      }
      MetricValue other = Objects.requireNonNull(alone.get(id));
      boolean near =
          (value instanceof MetricValue.Defined d && other instanceof MetricValue.Defined o)
              ? Math.abs(d.value() - o.value())
                  <= tolerance(id, o.value()) * (1e-3 + Math.abs(o.value()))
              : value.equals(other);
      if (!near) {
        different.add(id + where + ": training " + value + ", a table alone " + other);
      }
    }
    return alone;
  }

  /**
   * What inverts the covariance within classes loses as many digits as its directions are unlike:
   * seven of a layer in float32 whose features are of rank 3 but for their rounding. A condition
   * number has its smallest singular value to within rounding of the largest: as many digits less
   * as it has itself.
   */
  private static double tolerance(String id, double value) {
    if (id.startsWith("mse.") || id.startsWith("nc1.vci")) {
      return 1e-8;
    }
    return id.startsWith("nc2.kappa") ? 1e-12 + 4 * Math.ulp(1.0) * Math.abs(value) : 1e-12;
  }
}
