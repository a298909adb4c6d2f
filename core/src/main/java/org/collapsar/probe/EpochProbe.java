package org.collapsar.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Spectral;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.Balancedness;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.NeuralCollapse;
import org.collapsar.metrics.NormalisedBalancedness;
import org.collapsar.metrics.VariabilityCollapse;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Pass;
import org.collapsar.net.Samples;
import org.collapsar.net.WeightArrays;
import org.collapsar.train.FullPass;
import org.collapsar.train.Loss;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of an epoch, from one pass over all training samples in the network's precision;
 * every reduction is in double and in a fixed order.
 */
public final class EpochProbe implements AutoCloseable {
  private final Network network;
  private final NetworkSpec spec;
  private final Samples train;
  private final @Nullable Samples test;
  private final ThreadTeam team;
  private final FullPass pass;
  private final Loss loss;
  private final List<String> ids;
  private final @Nullable FeatureTally features;
  private final @Nullable LayerProbe layers;
  private final @Nullable Start start;
  private final @Nullable ParticleMetrics particles;
  private int epoch;
  private int epochs = 1;

  /** What is measured unless said otherwise, in this order. */
  public static final List<String> DEFAULTS =
      List.of(
          "loss",
          "loss.regularised",
          "gradient.norm",
          "nc1.total",
          "balancedness.normalised",
          "accuracy.train",
          "accuracy.test");

  /** Of those, what knows of the network more than the last layer and its inputs. */
  private static final Set<String> OWN =
      Set.of(
          "loss",
          "loss.regularised",
          "gradient.norm",
          "nc1.total",
          "balancedness.normalised",
          "balancedness",
          "accuracy.train",
          "accuracy.test",
          "gradient.pl_ratio",
          "residual.norm",
          "distance.start",
          "smin.weights");

  /** Of what {@link MetricCatalogue} does not list, all that can be asked for. */
  public static final List<String> FURTHER =
      Stream.concat(
              Stream.of(
                  "gradient.pl_ratio",
                  "residual.norm",
                  "distance.start",
                  "smin.weights",
                  BalanceLaw.ID,
                  "ntk.norm",
                  "sharpness",
                  "sharpness.times_step"),
              Stream.of(DescentPrediction.IDS, ParticleMetrics.IDS, ParticleLaw.IDS)
                  .flatMap(List::stream))
          .toList();

  /** Measures {@link #DEFAULTS}. */
  public EpochProbe(Network network, Samples train, @Nullable Samples test, int threads) {
    this(network, train, test, threads, Loss.SQUARED, DEFAULTS);
  }

  /** Of the squared loss. */
  public EpochProbe(
      Network network, Samples train, @Nullable Samples test, int threads, List<String> ids) {
    this(network, train, test, threads, Loss.SQUARED, ids);
  }

  /**
   * @param train stays open and belongs to the caller, as do {@code test} and {@code network}
   * @param loss what {@code loss} and the metrics made of it are of
   * @param ids what to measure, in this order: any of {@link #DEFAULTS}, {@link #FURTHER}, {@code
   *     balancedness}, and of {@link MetricCatalogue} what needs features, labels and weights only.
   *     Metrics for which class moments are not enough keep a copy of all inputs of the last layer,
   *     n x D in double
   * @throws BadInputException if a metric is unknown, or needs what there is not in training
   */
  public EpochProbe(
      Network network,
      Samples train,
      @Nullable Samples test,
      int threads,
      Loss loss,
      List<String> ids) {
    this(network, train, test, threads, loss, ids, List.of(), false);
  }

  /**
   * @param layerIds what can be measured of each layer, in this order: {@code negativity}, {@code
   *     balancedness} of a layer and the next, and of {@link MetricCatalogue} what needs features,
   *     labels and weights only; the weights are those of the next layer, where it has a row a
   *     class
   * @param grams whether {@link LayerMeasurement#grams()} can be asked for
   * @throws BadInputException if a metric is unknown, or needs what there is not in training
   */
  public EpochProbe(
      Network network,
      Samples train,
      @Nullable Samples test,
      int threads,
      Loss loss,
      List<String> ids,
      List<String> layerIds,
      boolean grams) {
    this.network = network;
    this.spec = network.spec();
    this.loss = loss;
    this.train = train;
    this.test = test;
    this.ids = List.copyOf(new LinkedHashSet<>(ids));
    List<String> featureIds = featureIds(this.ids);
    LayerProbe.check(layerIds);
    int[] labels = new int[train.size()];
    Arrays.setAll(labels, train::label);
    this.features =
        featureIds.isEmpty() && !ids.contains("nc1.total")
            ? null
            : new FeatureTally(
                spec.inputsOf(spec.depth() - 1), labels, train.classes(), featureIds);
    this.team = new ThreadTeam(threads);
    this.layers =
        layerIds.isEmpty() && !grams
            ? null
            : new LayerProbe(
                network, train, labels, team, List.copyOf(new LinkedHashSet<>(layerIds)));
    this.start = this.ids.contains("distance.start") ? new Start(network) : null;
    List<String> ofParticles = this.ids.stream().filter(ParticleMetrics.IDS::contains).toList();
    this.particles =
        ofParticles.isEmpty() ? null : new ParticleMetrics(network, train.size(), ofParticles);
    this.pass = new FullPass(network, team, loss, layers != null && layers.needsBefore());
  }

  /**
   * What {@link #measure} leaves to {@link #measureCurvature}, to {@link BalanceLaw}, to {@link
   * ParticleLaw} and to {@link DescentPrediction}.
   */
  private static boolean fromElsewhere(String id) {
    return CurvatureMetrics.IDS.contains(id)
        || id.equals(BalanceLaw.ID)
        || ParticleLaw.IDS.contains(id)
        || DescentPrediction.IDS.contains(id);
  }

  private static List<String> featureIds(List<String> ids) {
    List<String> chosen = new ArrayList<>();
    for (String id : ids) {
      if (OWN.contains(id) || ParticleMetrics.IDS.contains(id) || fromElsewhere(id)) {
        continue;
      }
      Set<Need> needs = MetricCatalogue.find(id).needs();
      if (!Set.of(Need.WEIGHTS).containsAll(needs)) {
        throw new BadInputException(
            "metric "
                + id
                + ": expected one that can be measured in training, found one that needs "
                + String.join(", ", needs.stream().map(Need::phrase).sorted().toList()));
      }
      chosen.add(id);
    }
    return chosen;
  }

  /**
   * Says in which epoch of a run the weights to be measured have moved last, the first of one
   * unless told: layers that are frozen during it do not count in the norms of gradients.
   *
   * @param epoch from 0
   */
  public void during(int epoch, int epochs) {
    this.epoch = epoch;
    this.epochs = epochs;
  }

  /**
   * Measures:
   *
   * <ul>
   *   <li>{@code loss}: L_n as {@link Loss} defines it, without weight decay;
   *   <li>{@code loss.regularised}: L_n + sum_l weightDecay_l / (2 stepFactor_l) ||W_l||_F^2, (4)
   *       of Wu and Mondelli for their network, with ||b_l||^2 of the biases that decay;
   *   <li>{@code gradient.norm}: (sum_l ||Delta_l||_F^2 / stepFactor_l)^{1/2}, Delta_l the gradient
   *       with step factor and decay (coupled or not), biases among the numbers, frozen layers left
   *       out; for particles (E ||Delta||^2)^{1/2};
   *   <li>{@code nc1.total} of the inputs H of the last layer;
   *   <li>{@code balancedness.normalised} of the last two layers, where the one before last is
   *       linear;
   *   <li>{@code accuracy.train}: share of samples whose largest output is their class;
   *   <li>{@code accuracy.test}: the same on the test samples;
   *   <li>{@code balancedness} of the last two layers, under the same condition;
   *   <li>{@code gradient.pl_ratio}: ||grad C_0||^2 / C_0, C_0 = n L_n the loss as a sum and
   *       without decay, as (1/2) ||Z_L - Y||_F^2 of Jacot et al. (ICLR 2025); step factors and
   *       frozen layers as in gradient.norm;
   *   <li>{@code residual.norm}: ||Z_L - Y||_F = (2 n L_n)^{1/2}, of the squared loss;
   *   <li>{@code distance.start}: ||theta - theta_0||, theta all weights and biases, theta_0 those
   *       that the network had when this was made;
   *   <li>{@code smin.weights}: the smallest singular value of W_L, without its output scale;
   *       s_min(W) of Wu and Mondelli;
   *   <li>what {@link ParticleMetrics} lists, of their network alone;
   *   <li>metrics of {@link MetricCatalogue}, of the inputs of the last layer and of its matrix
   *       with its output scale, and biases where it has them, by {@link NeuralCollapse}.
   * </ul>
   *
   * @param withTest whether to measure the test accuracy; without, the key is absent
   * @return by metric id, in the order of the ids given
   */
  public Map<String, MetricValue> measure(boolean withTest) {
    return measure(withTest, false, false).values();
  }

  /**
   * Measures the network and, from the same pass, its layers.
   *
   * @param withTest as in {@link #measure(boolean)}
   * @param withLayers whether to measure the layers
   * @param withGrams whether to give the Gram matrices as well
   * @throws IllegalStateException if it was made to measure no layers and shall
   */
  public EpochMeasurement measure(boolean withTest, boolean withLayers, boolean withGrams) {
    return measure(withTest, withLayers, withGrams, (start, samples, passed) -> {});
  }

  /**
   * The same, with somebody else who sees every piece of the pass, such as a {@link HeadProbe}.
   *
   * @param also is told of the pieces after all else has been taken of them
   */
  public EpochMeasurement measure(
      boolean withTest, boolean withLayers, boolean withGrams, FullPass.Visitor also) {
    return measure(withTest, withLayers, withGrams, also, false);
  }

  /**
   * The same, with a gradient for somebody else as well.
   *
   * @param withGradient whether {@link #gradient()} is filled though no metric needs it
   */
  public EpochMeasurement measure(
      boolean withTest,
      boolean withLayers,
      boolean withGrams,
      FullPass.Visitor also,
      boolean withGradient) {
    boolean ofLayers = withLayers || withGrams;
    if (ofLayers && layers == null) {
      throw new IllegalStateException("the probe was made to measure no layers");
    }
    Tally tally = new Tally(train, features, ofLayers ? layers : null);
    boolean gradient =
        withGradient
            || ids.contains("gradient.norm")
            || ids.contains("gradient.pl_ratio")
            || (particles != null && particles.needsGradient());
    FullPass.Visitor both =
        (start, samples, passed) -> {
          tally.visit(start, samples, passed);
          if (particles != null) {
            particles.visit(start, samples, passed);
          }
          also.visit(start, samples, passed);
        };
    double loss = gradient ? pass.differentiate(train, both) : pass.evaluate(train, both);
    Map<String, MetricValue> values = values(loss, tally, withTest);
    LayerMeasurement measured = ofLayers && layers != null ? layers.measure(withGrams) : null;
    return new EpochMeasurement(values, measured);
  }

  /** The gradient of the last measurement that had one, as {@link FullPass#gradient()}. */
  public WeightArrays gradient() {
    return pass.gradient();
  }

  private Map<String, MetricValue> values(double loss, Tally tally, boolean withTest) {
    Map<String, MetricValue> ofFeatures =
        features == null ? Map.of() : features.measure(team.threads());
    Map<String, MetricValue> ofParticles =
        particles == null ? Map.of() : particles.measure(pass.gradient());
    Map<String, MetricValue> values = new LinkedHashMap<>();
    for (String id : ids) {
      if ((id.equals("accuracy.test") && !withTest) || fromElsewhere(id)) {
        continue;
      }
      MetricValue value =
          switch (id) {
            case "loss" -> finite(loss);
            case "loss.regularised" -> finite(loss + regulariser());
            case "gradient.norm" -> finite(gradientNorm());
            case "gradient.pl_ratio" -> slopeRatio(loss);
            case "residual.norm" -> residualNorm(loss);
            case "distance.start" -> finite(Objects.requireNonNull(start).distance());
            case "nc1.total" ->
                VariabilityCollapse.total(Objects.requireNonNull(features).moments());
            case "balancedness.normalised" -> balancedness(true);
            case "balancedness" -> balancedness(false);
            case "accuracy.train" -> MetricValue.of((double) tally.right / train.size());
            case "accuracy.test" -> testAccuracy();
            case "smin.weights" -> smallestOfWeights();
            default ->
                Objects.requireNonNull(
                    ParticleMetrics.IDS.contains(id) ? ofParticles.get(id) : ofFeatures.get(id));
          };
      values.put(id, value);
    }
    return values;
  }

  /**
   * Measures those of {@code ntk.norm}, {@code sharpness} and {@code sharpness.times_step} that
   * have been asked for, which {@link #measure} leaves out because they cost dozens of passes each:
   *
   * <ul>
   *   <li>{@code ntk.norm}: ||J P J^T||_op, J the derivative of the outputs of all samples by all
   *       parameters that move, no 1/n, P the step factors ({@link Curvature});
   *   <li>{@code sharpness}: the largest eigenvalue of P^{1/2} H P^{1/2}, H the Hessian of {@code
   *       loss.regularised};
   *   <li>{@code sharpness.times_step}: eta times it. Above 2 plain gradient descent is unstable;
   *       with momentum mu the edge is 2 (1 + mu), with Nesterov's 2 (1 + mu) / (1 + 2 mu).
   * </ul>
   *
   * @param step eta
   * @return by metric id, in the order of the ids given
   */
  public Map<String, MetricValue> measureCurvature(double step) {
    boolean waits =
        spec.layers().stream().anyMatch(l -> l.frozenDuring(epoch, epochs) && !l.frozen());
    return waits
        ? CurvatureMetrics.undefined(ids, "because a layer is frozen in this stage only")
        : CurvatureMetrics.measure(ids, network, train, team, loss, step);
  }

  /** n ||P^{1/2} grad L_n||^2 / L_n: what decay has added to the gradient is taken off again. */
  private MetricValue slopeRatio(double loss) {
    if (loss == 0) {
      return MetricValue.undefined("because the loss is 0");
    }
    double sum = 0;
    for (int l = 0; l < spec.depth(); l++) {
      LayerSpec layer = spec.layers().get(l);
      if (layer.frozenDuring(epoch, epochs)) {
        continue;
      }
      double decay = layer.weightDecay();
      double part = squaredNorm(pass.gradient().layer(l), decay, network.arrays().layer(l));
      NativeArray ofBias = pass.gradient().bias(l);
      NativeArray bias = network.arrays().bias(l);
      if (ofBias != null && bias != null) {
        part += squaredNorm(ofBias, layer.decayBias() ? decay : 0, bias);
      }
      sum += part / layer.stepFactor();
    }
    return finite(train.size() * sum / loss);
  }

  private MetricValue residualNorm(double loss) {
    return this.loss == Loss.SQUARED
        ? finite(Math.sqrt(2 * train.size() * loss))
        : MetricValue.undefined("because the loss is not the squared one");
  }

  private MetricValue smallestOfWeights() {
    Matrix w = network.matrix(spec.depth() - 1);
    for (double x : w.data()) {
      if (!Double.isFinite(x)) {
        return FeatureTally.DIVERGED;
      }
    }
    double[] values = Spectral.singularValues(w);
    return MetricValue.of(values[values.length - 1]);
  }

  private static MetricValue finite(double value) {
    return Double.isFinite(value) ? MetricValue.of(value) : FeatureTally.DIVERGED;
  }

  private MetricValue testAccuracy() {
    if (test == null || test.size() == 0) {
      return MetricValue.undefined("because there are no test samples");
    }
    Tally tally = new Tally(test, null, null);
    pass.evaluate(test, tally);
    return MetricValue.of((double) tally.right / test.size());
  }

  private double regulariser() {
    double sum = 0;
    for (int l = 0; l < spec.depth(); l++) {
      LayerSpec layer = spec.layers().get(l);
      double factor = layer.weightDecay() / (2 * layer.stepFactor());
      sum += factor * squaredNorm(network.arrays().layer(l));
      NativeArray bias = network.arrays().bias(l);
      if (bias != null && layer.decayBias()) {
        sum += factor * squaredNorm(bias);
      }
    }
    return sum;
  }

  private double gradientNorm() {
    double sum = 0;
    for (int l = 0; l < spec.depth(); l++) {
      LayerSpec layer = spec.layers().get(l);
      if (!layer.frozenDuring(epoch, epochs)) {
        sum += squaredNorm(pass.gradient().layer(l)) / layer.stepFactor();
        NativeArray bias = pass.gradient().bias(l);
        if (bias != null) {
          sum += squaredNorm(bias) / layer.stepFactor();
        }
      }
    }
    return Math.sqrt(sum);
  }

  private static double squaredNorm(NativeArray array) {
    return squaredNorm(array, 0, array);
  }

  /** ||array - factor other||^2. */
  private static double squaredNorm(NativeArray array, double factor, NativeArray other) {
    double[] piece = new double[Math.min(array.length(), 4096)];
    double[] less = new double[factor == 0 ? 0 : piece.length];
    double sum = 0;
    for (int start = 0; start < array.length(); start += piece.length) {
      int n = Math.min(piece.length, array.length() - start);
      array.read(start, piece, 0, n);
      if (factor != 0) {
        other.read(start, less, 0, n);
        for (int i = 0; i < n; i++) {
          piece[i] -= factor * less[i];
        }
      }
      double part = 0;
      for (int i = 0; i < n; i++) {
        part += piece[i] * piece[i];
      }
      sum += part;
    }
    return sum;
  }

  private MetricValue balancedness(boolean normalised) {
    int last = spec.depth() - 1;
    if (last < 1) {
      return MetricValue.undefined("because the network has one layer");
    }
    if (!spec.layers().get(last - 1).activation().isIdentity()) {
      return MetricValue.undefined("because the layer before the last is not linear");
    }
    Matrix a = network.matrix(last - 1);
    if (!normalised) {
      return Balancedness.of(network.matrix(last), a);
    }
    Matrix second = a.gram().combine(1.0 / a.columns(), 0, new Matrix(a.rows(), a.rows()));
    return NormalisedBalancedness.of(second, network.matrix(last).transposed().gram());
  }

  /** The weights of the last layer with its output scale. */
  private Matrix classifier() {
    int last = spec.depth() - 1;
    Matrix w = network.matrix(last);
    return w.combine(spec.layers().get(last).outputScale(), 0, w);
  }

  /** What a pass collects of its samples, and how many are classified right. */
  private final class Tally implements FullPass.Visitor {
    private final Samples data;
    private final @Nullable FeatureTally features;
    private final @Nullable LayerProbe layers;
    private final double[] block;
    private long right;

    Tally(Samples data, @Nullable FeatureTally features, @Nullable LayerProbe layers) {
      this.data = data;
      this.features = features;
      this.layers = layers;
      this.block =
          new double[features == null ? 0 : FullPass.PIECE * spec.inputsOf(spec.depth() - 1)];
      if (features != null) {
        features.begin(classifier(), network.biases(spec.depth() - 1));
      }
      if (layers != null) {
        layers.begin();
      }
    }

    @Override
    public void visit(int start, int samples, Pass pass) {
      countRight(start, samples, pass.activations(spec.depth() - 1));
      if (features != null) {
        int last = spec.depth() - 1;
        int dimension = spec.inputsOf(last);
        if (last > 0) {
          pass.activations(last - 1).read(0, block, 0, samples * dimension);
        } else {
          data.inputs().read(start * dimension, block, 0, samples * dimension);
        }
        features.accept(block, start, samples);
      }
      if (layers != null) {
        layers.visit(start, samples, pass);
      }
    }

    private void countRight(int start, int samples, NativeArray outputs) {
      int classes = spec.outputs();
      for (int i = 0; i < samples; i++) {
        int best = 0;
        for (int k = 1; k < classes; k++) {
          if (outputs.get(i * classes + k) > outputs.get(i * classes + best)) {
            best = k;
          }
        }
        if (best == data.label(start + i)) {
          right++;
        }
      }
    }
  }

  @Override
  public void close() {
    team.close();
    pass.close();
    if (particles != null) {
      particles.close();
    }
    if (layers != null) {
      layers.close();
    }
  }
}
