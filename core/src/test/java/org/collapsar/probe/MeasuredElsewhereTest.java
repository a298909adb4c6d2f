package org.collapsar.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.SampleSource;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.collapsar.theory.Certificate;
import org.collapsar.train.FullPass;
import org.collapsar.train.Loss;
import org.junit.jupiter.api.Test;

/**
 * A network that lives elsewhere and is only measured: it has a backbone, hands out copies of what
 * its layers make of the data, and knows neither gradient nor parameters. Behind it stands a stack
 * of ours, so that every number has to be that of the stack.
 */
class MeasuredElsewhereTest {
  private static final int N = 1100;
  private static final int CLASSES = 3;

  /** 6 -> 7 -> 5 are the backbone; the layers are 4 (relu), 4 (linear) and 3. */
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          6,
          List.of(
              LayerSpec.dense(7, Activation.TANH),
              LayerSpec.dense(5, Activation.RELU),
              LayerSpec.dense(4, Activation.RELU).bias(true),
              LayerSpec.dense(4, Activation.IDENTITY),
              LayerSpec.dense(CLASSES, Activation.IDENTITY)));

  private static final int BACKBONE = 2;

  /** The layers of a stack from {@link #BACKBONE} on. */
  private record Elsewhere(Network inside, boolean matrices) implements ObservedNetwork {
    @Override
    public int inputs() {
      return inside.spec().inputsOf(BACKBONE);
    }

    @Override
    public boolean backbone() {
      return true;
    }

    @Override
    public List<? extends LayerView> layers() {
      List<LayerView> all = new ArrayList<>();
      for (int l = BACKBONE; l < inside.spec().depth(); l++) {
        all.add(new DenseNetwork(inside).layer(l));
      }
      return matrices ? all : all.stream().map(Bare::new).toList();
    }

    @Override
    public List<? extends ParameterGroup> parameters() {
      return List.of();
    }

    @Override
    public Precision precision() {
      return inside.precision();
    }

    @Override
    public String withoutGradient() {
      return "a file has none";
    }

    @Override
    public NetworkSweep sweep(ThreadTeam team, Loss loss, boolean before) {
      return new Copies(new FullPass(inside, team, loss, before));
    }
  }

  /** A layer of which nothing but its width is known. */
  private record Bare(LayerView layer) implements LayerView {
    @Override
    public int width() {
      return layer.width();
    }

    @Override
    public String activation() {
      return "relu";
    }

    @Override
    public boolean givesBefore() {
      return false;
    }
  }

  private record Copies(FullPass full) implements NetworkSweep, Activations {
    @Override
    public Activations forward(SampleSource data, int start, int count) {
      full.forward(data, start, count);
      return this;
    }

    @Override
    public double evaluate(SampleSource data, PassVisitor visitor) {
      return full.evaluate(data, (start, samples, pass) -> visitor.visit(start, samples, this));
    }

    @Override
    public double differentiate(SampleSource data, PassVisitor visitor) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Gradient gradient() {
      throw new UnsupportedOperationException();
    }

    @Override
    public NativeArray inputs() {
      return full.pass().activations(BACKBONE - 1);
    }

    @Override
    public NativeArray after(int l) {
      return full.pass().activations(BACKBONE + l);
    }

    @Override
    public NativeArray before(int l) {
      return full.pass().before(BACKBONE + l);
    }

    @Override
    public void close() {
      full.close();
    }
  }

  private static final List<String> IDS =
      NetworkFamilies.ALL.offers().stream().map(MetricInfo::id).toList();

  private static final List<String> LAYERS =
      NetworkFamilies.ALL.ofLayers().stream().map(MetricInfo::id).toList();

  private static EpochMeasurement measure(ObservedNetwork network, SampleSource train) {
    try (EpochProbe probe =
        EpochProbe.of(network, train).test(train).metrics(IDS).layers(LAYERS).open()) {
      return probe.measure();
    }
  }

  private static Network network() {
    return Network.initialise(SPEC, Precision.FLOAT32, Seed.of(3));
  }

  private static Samples samples() {
    return Samples.of(Cases.gaussian(N, 6, CLASSES, 4), Precision.FLOAT32);
  }

  @Test
  void givesTheNumbersOfTheSameNetworkOfOurs() {
    try (Network network = network();
        Samples train = samples()) {
      EpochMeasurement ours = measure(new DenseNetwork(network), train);
      EpochMeasurement theirs = measure(new Elsewhere(network, true), train);
      int same = 0;
      for (String id : IDS) {
        MetricValue value = theirs.values().get(id);
        assertThat(value).as(id).isNotNull();
        if (value instanceof MetricValue.Defined && !id.startsWith("separation.")) {
          assertThat(value).as(id).isEqualTo(ours.values().get(id));
          same++;
        }
      }
      assertThat(same).as("metrics of features, weights and outputs").isGreaterThan(60);
      Map<String, List<MetricValue>> layers = theirs.layers().values();
      for (String id : LAYERS) {
        List<MetricValue> all = ours.layers().values().get(id);
        if (!id.equals("negativity")) {
          assertThat(defined(layers.get(id)))
              .as(id)
              .isEqualTo(defined(all.subList(BACKBONE, all.size())));
        }
      }
      for (String id : List.of("gradient.norm", "gradient.pl_ratio")) {
        assertThat(theirs.values().get(id)).hasToString(undefined("a file has none"));
      }
      for (String id : List.of("loss.regularised", "distance.start")) {
        assertThat(theirs.values().get(id))
            .hasToString(undefined("the parameters of the network are not known"));
      }
      for (String id : List.of("stationarity.d", "particles.square", "lemma4.5.max")) {
        assertThat(theirs.values().get(id)).hasToString(undefined(DenseNetwork.NONE));
      }
      assertThat(theirs.values().get("sharpness"))
          .hasToString(undefined("the network gives no second derivatives"));
    }
  }

  /** Reasons count layers. */
  private static List<MetricValue> defined(List<MetricValue> values) {
    return values.stream().filter(MetricValue.Defined.class::isInstance).toList();
  }

  private static String undefined(String why) {
    return MetricValue.undefined("because " + why).toString();
  }

  /** Samples of which no more than a piece is in memory. */
  private record Streamed(Samples all, NativeArray piece) implements SampleSource {
    @Override
    public int size() {
      return all.size();
    }

    @Override
    public int dimension() {
      return all.dimension();
    }

    @Override
    public int classes() {
      return all.classes();
    }

    @Override
    public int label(int i) {
      return all.label(i);
    }

    @Override
    public NativeArray inputs(int start, int count) {
      int d = all.dimension();
      for (int i = 0; i < piece.length(); i++) {
        piece.set(i, Double.NaN);
      }
      piece.copyFrom(0, all.inputs(), start * d, count * d);
      return piece;
    }
  }

  /** Every metric, those of networks of ours included, of data that are read on the way. */
  @Test
  void dataNeedNotLieInMemory() {
    try (Network network = network();
        Samples train = samples();
        NativeArray piece = NativeArray.allocate(train.inputs().precision(), N * 6L)) {
      Streamed streamed = new Streamed(train, piece);
      for (ObservedNetwork each :
          List.of(new DenseNetwork(network), new Elsewhere(network, true))) {
        EpochMeasurement expected = measure(each, train);
        EpochMeasurement found = measure(each, streamed);
        assertThat(found.values()).isEqualTo(expected.values());
        assertThat(found.layers()).isEqualTo(expected.layers());
      }
      HeadProbe expected = new HeadProbe(new DenseNetwork(network), train, Loss.SQUARED, true);
      HeadProbe found = new HeadProbe(new DenseNetwork(network), streamed, Loss.SQUARED, true);
      expected.pass(1);
      found.pass(1);
      assertThat(values(found.certificates(1))).isEqualTo(values(expected.certificates(1)));
      assertThat(found.facts()).isEqualTo(expected.facts());
    }
  }

  @Test
  void certifiesTheLinearLayers() {
    try (Network network = network();
        Samples train = samples();
        ThreadTeam team = new ThreadTeam(1)) {
      HeadProbe ours = new HeadProbe(new DenseNetwork(network), train, Loss.SQUARED, true);
      ours.pass(1);
      Elsewhere elsewhere = new Elsewhere(network, true);
      try (CertificateProbe theirs = CertificateProbe.of(elsewhere, train, Loss.SQUARED, true);
          NetworkSweep sweep = elsewhere.sweep(team, Loss.SQUARED, false)) {
        sweep.evaluate(train, theirs);
        List<Certificate> found = theirs.certificates(new EpochContext(null, Map.of(), null, 1));
        List<Certificate> expected = ours.certificates(1);
        assertThat(found).extracting(Certificate::value).isEqualTo(values(expected));
      }
    }
  }

  private static List<MetricValue> values(List<Certificate> certificates) {
    return certificates.stream().map(Certificate::value).toList();
  }

  @Test
  void saysWhatItLacksWithoutMatrices() {
    try (Network network = network();
        Samples train = samples()) {
      Elsewhere bare = new Elsewhere(network, false);
      EpochMeasurement found = measure(bare, train);
      String none = undefined("the last layer has no matrix of weights");
      assertThat(found.values().get("nc3.cosine")).hasToString(none);
      assertThat(found.values().get("smin.weights")).hasToString(none);
      assertThat(found.values().get("nc1.total")).isInstanceOf(MetricValue.Defined.class);
      assertThat(found.values().get("accuracy.train")).isInstanceOf(MetricValue.Defined.class);
      Map<String, List<MetricValue>> layers = found.layers().values();
      assertThat(layers.get("balancedness"))
          .allSatisfy(v -> assertThat(v).isInstanceOf(MetricValue.Undefined.class));
      assertThat(layers.get("negativity").get(0))
          .hasToString(undefined("the network does not give the layer before its activation"));
      assertThat(layers.get("nc3.cosine").get(1))
          .hasToString(undefined("layer 3 has no matrix of weights"));
      assertThatThrownBy(() -> CertificateProbe.of(bare, train, Loss.SQUARED, true))
          .hasMessage("the activation relu after the last layer");
    }
  }

  @Test
  void featuresOfLayersAreReadAPieceAtATime() {
    try (Network network = network();
        Samples train = samples();
        LayerFeatures ours = new LayerFeatures(new DenseNetwork(network), train, 1);
        LayerFeatures theirs = new LayerFeatures(new Elsewhere(network, true), train, 1)) {
      double[] expected = new double[700 * 4];
      double[] found = new double[700 * 4];
      ours.of(BACKBONE + 1).read(300, 700, expected);
      theirs.of(1).read(300, 700, found);
      assertThat(found).isEqualTo(expected);
      assertThat(new Matrix(700, 4, found).squaredNorm()).isPositive();
      assertThat(Optional.of(theirs.of(1).columns())).contains(4);
    }
  }
}
