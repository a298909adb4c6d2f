package org.collapsar.hdf5;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.collapsar.data.ImageShape;
import org.collapsar.lab.config.NetworkKind;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.experiment.NetworkConfig;
import org.collapsar.lab.experiment.Places;
import org.collapsar.lab.learner.DataShape;
import org.collapsar.lab.learner.Learner;
import org.collapsar.lab.learner.LearnerSetup;
import org.collapsar.lab.learner.LearnerState;
import org.collapsar.lab.learner.NetworkPlan;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Activation;
import org.collapsar.net.SampleSource;
import org.collapsar.net.Samples;
import org.collapsar.probe.Activations;
import org.collapsar.probe.Gradient;
import org.collapsar.probe.LayerView;
import org.collapsar.probe.NetworkSweep;
import org.collapsar.probe.ObservedNetwork;
import org.collapsar.probe.ParameterGroup;
import org.collapsar.probe.PassVisitor;
import org.collapsar.random.Seed;
import org.collapsar.train.DivergedException;
import org.collapsar.train.Loss;
import org.collapsar.train.TrainListener;
import org.jspecify.annotations.Nullable;

/**
 * A network made for a test, with all that the program asks of one: a convolution of 3 x 3, ReLU
 * and the average over the image as the backbone, two linear layers behind it, trained by SGD with
 * momentum in plain loops. It stands in the package of a module, as a network that a module brings.
 */
public final class SmallConvolution implements NetworkKind<SmallConvolution.Config> {
  private static final int SIDE = 3;

  @Override
  public String name() {
    return "small-convolution";
  }

  @Override
  public Class<Config> type() {
    return Config.class;
  }

  @Override
  public List<String> keys() {
    return List.of("channels", "width", "weightDecay");
  }

  @Override
  public Config read(Section s) {
    return new Config(s.whole("channels", 1), s.whole("width", 1), s.notNegative("weightDecay", 0));
  }

  @Override
  public void write(Config c, ObjectNode json) {
    json.put("channels", c.channels).put("width", c.width).put("weightDecay", c.decay);
  }

  /** What the section says. */
  public record Config(int channels, int width, double decay) implements NetworkConfig {
    @Override
    public NetworkPlan plan(DataShape data, Places places) {
      ImageShape image =
          data.image()
              .filter(i -> i.height() >= SIDE && i.width() >= SIDE)
              .orElseThrow(
                  () ->
                      places.bad(
                          "network.kind",
                          "data that are images of at least 3 x 3 (" + data.name() + ")",
                          "small-convolution"));
      return new Plan(this, image, data.classes());
    }

    @Override
    public Activation lastActivation() {
      return Activation.IDENTITY;
    }
  }

  private record Plan(Config config, ImageShape image, int classes) implements NetworkPlan {
    @Override
    public List<Layer> layers() {
      return List.of(
          new Layer(config.width, LayerView.IDENTITY), new Layer(classes, LayerView.IDENTITY));
    }

    int[] sizes() {
      return new int[] {
        config.channels * image.channels() * SIDE * SIDE,
        config.width * config.channels,
        classes * config.width
      };
    }

    int positions() {
      return (image.height() - SIDE + 1) * (image.width() - SIDE + 1);
    }

    @Override
    public long parameters() {
      return IntStream.of(sizes()).sum();
    }

    @Override
    public double flopsPerSample() {
      return 6.0 * (sizes()[0] * (double) positions() + sizes()[1] + sizes()[2]);
    }

    @Override
    public Object cost() {
      return List.of(config.channels, config.width, image);
    }

    @Override
    public @Nullable String refusal(Loss loss) {
      return loss == Loss.SQUARED ? null : "a convolution with another loss";
    }

    @Override
    public Learner learner(LearnerSetup setup) {
      return new Trained(this, setup);
    }
  }

  /** Forward and backward of a sample; the parameters are a copy in double. */
  private static final class Model {
    final Plan plan;
    final double[][] w;
    final double[][] gradient = new double[3][];
    final double[] z0;
    final double[] z1;
    final double[] z2;

    Model(Plan plan, double[][] w) {
      this.plan = plan;
      this.w = w;
      for (int g = 0; g < 3; g++) {
        gradient[g] = new double[w[g].length];
      }
      z0 = new double[plan.config.channels];
      z1 = new double[plan.config.width];
      z2 = new double[plan.classes];
    }

    /** Calls {@code at} for each number of the patch at a position: of the kernel, of the image. */
    private interface Place {
      void at(int inKernel, int inImage);
    }

    private void patch(int position, Place place) {
      ImageShape image = plan.image;
      int across = image.width() - SIDE + 1;
      int corner = position / across * image.width() + position % across;
      for (int i = 0, k = 0; i < image.channels(); i++) {
        for (int y = 0; y < SIDE; y++) {
          for (int x = 0; x < SIDE; x++, k++) {
            place.at(k, (i * image.height() + y) * image.width() + x + corner);
          }
        }
      }
    }

    private double before(int channel, int position, double[] x) {
      int kernel = channel * (w[0].length / z0.length);
      double[] sum = {0};
      patch(position, (k, i) -> sum[0] += w[0][kernel + k] * x[i]);
      return sum[0];
    }

    /** Returns ||f(x) - y||^2 / 2. */
    double forward(double[] x, int label) {
      for (int c = 0; c < z0.length; c++) {
        z0[c] = 0;
        for (int p = 0; p < plan.positions(); p++) {
          z0[c] += Math.max(0, before(c, p, x)) / plan.positions();
        }
      }
      times(w[1], z0, z1);
      times(w[2], z1, z2);
      double loss = 0;
      for (int k = 0; k < z2.length; k++) {
        loss += Math.pow(z2[k] - (k == label ? 1 : 0), 2) / 2;
      }
      return loss;
    }

    /** Adds the gradient of the sample that {@link #forward} has seen last, times {@code share}. */
    void backward(double[] x, int label, double share) {
      double[] d2 = z2.clone();
      d2[label]--;
      double[] d1 = back(w[2], d2, z1, gradient[2], share);
      double[] d0 = back(w[1], d1, z0, gradient[1], share);
      int size = w[0].length / z0.length;
      for (int c = 0; c < z0.length; c++) {
        for (int p = 0; p < plan.positions(); p++) {
          if (before(c, p, x) > 0) {
            double d = share * d0[c] / plan.positions();
            int kernel = c * size;
            patch(p, (k, i) -> gradient[0][kernel + k] += d * x[i]);
          }
        }
      }
    }

    private static void times(double[] w, double[] x, double[] y) {
      for (int i = 0; i < y.length; i++) {
        y[i] = 0;
        for (int j = 0; j < x.length; j++) {
          y[i] += w[i * x.length + j] * x[j];
        }
      }
    }

    private static double[] back(double[] w, double[] d, double[] x, double[] g, double share) {
      double[] back = new double[x.length];
      for (int i = 0; i < d.length; i++) {
        for (int j = 0; j < x.length; j++) {
          g[i * x.length + j] += share * d[i] * x[j];
          back[j] += w[i * x.length + j] * d[i];
        }
      }
      return back;
    }
  }

  /** The network with what trains it. */
  private static final class Trained implements Learner, ObservedNetwork {
    private static final List<String> NAMES = List.of("kernel", "first", "last");

    private final Plan plan;
    private final LearnerSetup setup;
    private final NativeArray[] w = new NativeArray[3];
    private final double[][] velocities = new double[3][];

    Trained(Plan plan, LearnerSetup setup) {
      this.plan = plan;
      this.setup = setup;
      int[] inputs = {plan.image.channels() * SIDE * SIDE, plan.config.channels, plan.config.width};
      for (int g = 0; g < 3; g++) {
        w[g] = NativeArray.allocate(Precision.FLOAT64, plan.sizes()[g]);
        velocities[g] = new double[w[g].length()];
        var random = setup.weights().split(g).generator();
        for (int i = 0; i < w[g].length(); i++) {
          w[g].set(i, (2 * random.nextDouble() - 1) * Math.sqrt(6.0 / inputs[g]));
        }
      }
    }

    private Model model() {
      return new Model(plan, new double[][] {w[0].toDoubles(), w[1].toDoubles(), w[2].toDoubles()});
    }

    @Override
    public ObservedNetwork network() {
      return this;
    }

    @Override
    public boolean epoch(int epoch, TrainListener listener) {
      Samples data = setup.train();
      int n = data.size();
      int batch = setup.config().batch() == 0 ? n : setup.config().batch();
      double eta = setup.config().steps().sizeAt(epoch - 1, setup.config().epochs());
      double mu = setup.config().rule().momentum();
      int[] order = order(n, setup.training().split(epoch));
      double[] x = new double[data.dimension()];
      long steps = (n + batch - 1L) / batch;
      for (int step = 1; step <= steps; step++) {
        int from = (step - 1) * batch;
        int to = Math.min(n, from + batch);
        Model model = model();
        double loss = 0;
        for (int i = from; i < to; i++) {
          data.inputs(order[i], 1).read(0, x, 0, x.length);
          loss += model.forward(x, data.label(order[i]));
          model.backward(x, data.label(order[i]), 1.0 / (to - from));
        }
        if (!Double.isFinite(loss)) {
          throw new DivergedException(epoch, step, eta);
        }
        for (int g = 0; g < 3; g++) {
          double[] v = velocities[g];
          for (int i = 0; i < v.length; i++) {
            v[i] = mu * v[i] + model.gradient[g][i] + plan.config.decay * model.w[g][i];
            w[g].set(i, model.w[g][i] - eta * v[i]);
          }
        }
        if (!listener.stepEnded(epoch, step, steps)) {
          return false;
        }
      }
      return true;
    }

    private static int[] order(int n, Seed seed) {
      int[] order = IntStream.range(0, n).toArray();
      var random = seed.generator();
      for (int i = n - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int kept = order[i];
        order[i] = order[j];
        order[j] = kept;
      }
      return order;
    }

    private List<Long> shape(int g) {
      return switch (g) {
        case 0 -> List.of((long) plan.config.channels, (long) plan.image.channels(), 3L, 3L);
        case 1 -> List.of((long) plan.config.width, (long) plan.config.channels);
        default -> List.of((long) plan.classes, (long) plan.config.width);
      };
    }

    @Override
    public LearnerState state() {
      Map<String, LearnerState.Array> all = new LinkedHashMap<>();
      for (int g = 0; g < 3; g++) {
        all.put(
            NAMES.get(g),
            new LearnerState.Array(shape(g), w[g].toDoubles(), Precision.FLOAT64, false));
        all.put(
            NAMES.get(g) + ".velocity",
            new LearnerState.Array(shape(g), velocities[g].clone(), Precision.FLOAT64, true));
      }
      return new LearnerState(all);
    }

    @Override
    public void restore(LearnerState state) {
      for (int g = 0; g < 3; g++) {
        w[g].write(0, state.arrays().get(NAMES.get(g)).values(), 0, w[g].length());
        LearnerState.Array velocity = state.arrays().get(NAMES.get(g) + ".velocity");
        if (velocity != null) {
          velocities[g] = velocity.values().clone();
        }
      }
    }

    @Override
    public void close() {
      for (NativeArray array : w) {
        array.close();
      }
    }

    @Override
    public int inputs() {
      return plan.config.channels;
    }

    @Override
    public boolean backbone() {
      return true;
    }

    @Override
    public List<? extends LayerView> layers() {
      return List.of(
          new Linear(w[1], plan.config.width, plan.config.channels),
          new Linear(w[2], plan.classes, plan.config.width));
    }

    @Override
    public List<? extends ParameterGroup> parameters() {
      return java.util.Arrays.stream(w).map(a -> new Group(a, plan.config.decay)).toList();
    }

    @Override
    public Precision precision() {
      return Precision.FLOAT64;
    }

    @Override
    public NetworkSweep sweep(ThreadTeam team, Loss loss, boolean before) {
      return new Sweep(this);
    }
  }

  private record Group(NativeArray weights, double decay) implements ParameterGroup {}

  private record Linear(NativeArray array, int width, int inputs) implements LayerView {
    @Override
    public String activation() {
      return IDENTITY;
    }

    @Override
    public boolean hasWeights() {
      return true;
    }

    @Override
    public Optional<Matrix> weights() {
      return Optional.of(new Matrix(width, inputs, array.toDoubles()));
    }
  }

  private static final class Sweep implements NetworkSweep, Activations, Gradient {
    private final Trained network;
    private final NativeArray[] z = new NativeArray[3];
    private final NativeArray[] gradient = new NativeArray[3];
    private final int[] widths;

    Sweep(Trained network) {
      this.network = network;
      Plan plan = network.plan;
      this.widths = new int[] {plan.config.channels, plan.config.width, plan.classes};
      for (int g = 0; g < 3; g++) {
        z[g] = NativeArray.allocate(Precision.FLOAT64, (long) ObservedNetwork.PIECE * widths[g]);
        gradient[g] = NativeArray.allocate(Precision.FLOAT64, plan.sizes()[g]);
      }
    }

    @Override
    public Activations forward(SampleSource data, int start, int count) {
      piece(network.model(), data, start, count, false);
      return this;
    }

    @Override
    public double evaluate(SampleSource data, PassVisitor visitor) {
      return sweep(network.model(), data, visitor, false);
    }

    @Override
    public double differentiate(SampleSource data, PassVisitor visitor) {
      Model model = network.model();
      double loss = sweep(model, data, visitor, true);
      for (int g = 0; g < 3; g++) {
        for (int i = 0; i < model.w[g].length; i++) {
          gradient[g].set(i, model.gradient[g][i] + network.plan.config.decay * model.w[g][i]);
        }
      }
      return loss;
    }

    private double sweep(Model model, SampleSource data, PassVisitor visitor, boolean backward) {
      double loss = 0;
      for (int start = 0; start < data.size(); start += ObservedNetwork.PIECE) {
        int count = Math.min(ObservedNetwork.PIECE, data.size() - start);
        loss += piece(model, data, start, count, backward);
        visitor.visit(start, count, this);
      }
      return loss / data.size();
    }

    private double piece(Model model, SampleSource data, int start, int count, boolean backward) {
      double[] x = new double[data.dimension()];
      double loss = 0;
      for (int i = 0; i < count; i++) {
        data.inputs(start + i, 1).read(0, x, 0, x.length);
        loss += model.forward(x, data.label(start + i));
        double[][] made = {model.z0, model.z1, model.z2};
        for (int l = 0; l < 3; l++) {
          z[l].write(i * widths[l], made[l], 0, widths[l]);
        }
        if (backward) {
          model.backward(x, data.label(start + i), 1.0 / data.size());
        }
      }
      return loss;
    }

    @Override
    public Gradient gradient() {
      return this;
    }

    @Override
    public NativeArray inputs() {
      return z[0];
    }

    @Override
    public NativeArray after(int l) {
      return z[l + 1];
    }

    @Override
    public NativeArray before(int l) {
      return after(l);
    }

    @Override
    public NativeArray weights(int group) {
      return gradient[group];
    }

    @Override
    public @Nullable NativeArray bias(int group) {
      return null;
    }

    @Override
    public void close() {
      for (int g = 0; g < 3; g++) {
        z[g].close();
        gradient[g].close();
      }
    }
  }
}
