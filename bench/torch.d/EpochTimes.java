package org.collapsar.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.collapsar.data.Dataset;
import org.collapsar.data.ImageShape;
import org.collapsar.lab.convolution.Architecture;
import org.collapsar.lab.convolution.HeadLayer;
import org.collapsar.lab.convolution.ResNet;
import org.collapsar.lab.learner.ConvolutionPlan;
import org.collapsar.lab.learner.Execution;
import org.collapsar.lab.learner.LearnerSetup;
import org.collapsar.linalg.Precision;
import org.collapsar.model.ModelDevice;
import org.collapsar.net.DescentRule;
import org.collapsar.net.Initialisation;
import org.collapsar.net.Samples;
import org.collapsar.probe.EpochProbe;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;
import org.collapsar.train.StepSchedule;
import org.collapsar.train.TrainConfig;

/**
 * A training epoch of ResNet20 with figure 1's head beside a bare loop of the same operations of
 * libtorch, and measuring every layer of the head beside a bare forward pass, in turns; then memory
 * over epochs. Arguments: images, rounds, threads, epochs of the look at memory.
 */
public final class EpochTimes {
  private static final int BATCH = 64;
  private static final double STEP = 0.002;
  private static final double MOMENTUM = 0.9;
  private static final double DECAY = 0.005;

  private EpochTimes() {}

  public static void main(String[] arguments) throws Exception {
    int n = Integer.parseInt(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    int threads = Integer.parseInt(arguments[2]);
    int epochs = Integer.parseInt(arguments[3]);
    Random random = new Random(1);
    float[] pixels = new float[n * 3072];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    List<HeadLayer> head = new ArrayList<>();
    for (int l = 0; l < 5; l++) {
      head.add(new HeadLayer(64, l < 3));
    }
    head.add(new HeadLayer(10, false));
    Architecture architecture =
        new Architecture(
            new ImageShape(3, 32, 32),
            new ResNet(List.of(3, 3, 3), List.of(16, 32, 64), ResNet.Shortcut.A, true).stages(),
            head,
            false,
            false);
    TrainConfig config =
        new TrainConfig(
            1_000_000,
            BATCH,
            StepSchedule.constant(STEP),
            threads,
            Loss.SQUARED,
            new DescentRule(MOMENTUM, false, false),
            1);
    try (Samples samples = samples(pixels, n);
        TorchLearner learner =
            new TorchLearner(
                new ConvolutionPlan(
                    architecture, DECAY, true, true, Initialisation.HE, Initialisation.LECUN),
                new LearnerSetup(
                    samples,
                    config,
                    Precision.FLOAT32,
                    Seed.of(1),
                    Seed.of(2),
                    new Execution(threads, ModelDevice.CPU, false)));
        EpochProbe probe =
            EpochProbe.of(learner.network(), samples)
                .trainedBy(config)
                .threads(threads)
                .metrics("loss", "loss.regularised", "accuracy.train")
                .layers(
                    "nc1.quotient",
                    "nc1.total",
                    "nc1.pinv",
                    "nc2.kappa",
                    "nc2.etf_error.means",
                    "nc3.cosine",
                    "nc3.cosine.means",
                    "balancedness",
                    "negativity")
                .matrices("gram")
                .open()) {
      Bare bare = new Bare(pixels, n);
      int[] epoch = {0};
      List<Double> training = new ArrayList<>();
      List<Double> measuring = new ArrayList<>();
      for (int round = 0; round <= rounds; round++) {
        boolean first = round % 2 == 0;
        double ours = 0;
        double theirs = 0;
        double measured = 0;
        double forward = 0;
        for (int turn = 0; turn < 2; turn++) {
          if (first == (turn == 0)) {
            ours = seconds(() -> learner.epoch(++epoch[0], e -> true));
            measured = seconds(() -> probe.measure());
          } else {
            theirs = seconds(() -> bare.epoch());
            forward = seconds(() -> bare.forwardAll());
          }
        }
        if (round > 0) {
          training.add(ours / theirs);
          measuring.add(measured / forward - 1);
          System.out.printf(
              Locale.ROOT,
              "round %d: epoch %.2f s, bare loop %.2f s: %.3f; measuring %.2f s, bare pass %.2f s:"
                  + " %.3f beyond it%n",
              round,
              ours,
              theirs,
              ours / theirs,
              measured,
              forward,
              measured / forward - 1);
        }
      }
      System.out.printf(
          Locale.ROOT,
          "median: training %.3f, measuring beyond the pass %.3f (%d images, batches of %d, %d"
              + " threads)%n",
          median(training),
          median(measuring),
          n,
          BATCH,
          threads);
      double tenth = 0;
      for (int e = 1; e <= epochs; e++) {
        learner.epoch(++epoch[0], x -> true);
        probe.measure();
        if (e == 10) {
          tenth = resident();
        }
      }
      if (epochs > 10) {
        System.out.printf(
            Locale.ROOT,
            "memory: %.0f MB after the tenth epoch, %.0f MB after %d: %.3f%n",
            tenth,
            resident(),
            epochs,
            resident() / tenth);
      }
    }
  }

  private static double resident() throws Exception {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
            .sum()
        / 1024;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(x -> x).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static Samples samples(float[] pixels, int n) {
    return Samples.of(
        new Dataset() {
          @Override
          public int size() {
            return n;
          }

          @Override
          public int dimension() {
            return 3072;
          }

          @Override
          public Optional<ImageShape> image() {
            return Optional.of(new ImageShape(3, 32, 32));
          }

          @Override
          public int classes() {
            return 10;
          }

          @Override
          public int label(int i) {
            return i % 10;
          }

          @Override
          public void copyRow(int i, double[] target, int offset) {
            for (int j = 0; j < 3072; j++) {
              target[offset + j] = pixels[i * 3072 + j];
            }
          }
        },
        Precision.FLOAT32);
  }

  /** The operations themselves, with libtorch's own step. */
  private static final class Bare {
    private final PtNDManager manager = Libtorch.manager(ModelDevice.CPU);
    private final List<PtNDArray> parameters = new ArrayList<>();
    private final List<PtNDArray> velocities = new ArrayList<>();
    private final List<PtNDArray> moments = new ArrayList<>();
    private final List<PtNDArray> inputs = new ArrayList<>();
    private final List<PtNDArray> targets = new ArrayList<>();
    private final int n;
    private int next;
    private int nextMoment;

    Bare(float[] pixels, int n) {
      this.n = n;
      for (int from = 0; from < n; from += BATCH) {
        int count = Math.min(BATCH, n - from);
        inputs.add(
            (PtNDArray)
                manager.create(
                    FloatBuffer.wrap(
                        Arrays.copyOfRange(pixels, from * 3072, (from + count) * 3072)),
                    new Shape(count, 3, 32, 32)));
        float[] y = new float[count * 10];
        for (int i = 0; i < count; i++) {
          y[i * 10 + (from + i) % 10] = 1;
        }
        targets.add((PtNDArray) manager.create(y, new Shape(count, 10)));
      }
      norm(conv(16, 3), 16);
      int channels = 16;
      for (int width : new int[] {16, 32, 64}) {
        for (int b = 0; b < 3; b++) {
          norm(conv(width, channels), width);
          norm(conv(width, width), width);
          channels = width;
        }
      }
      for (int l = 0; l < 6; l++) {
        add(drawn(new Shape(l < 5 ? 64 : 10, 64), 64));
      }
    }

    private int conv(int out, int in) {
      add(drawn(new Shape(out, in, 3, 3), 9 * in));
      return out;
    }

    private void norm(int ignored, int channels) {
      add((PtNDArray) manager.ones(new Shape(channels)));
      add((PtNDArray) manager.zeros(new Shape(channels)));
      moments.add((PtNDArray) manager.zeros(new Shape(channels)));
      moments.add((PtNDArray) manager.ones(new Shape(channels)));
    }

    private PtNDArray drawn(Shape shape, int inputs) {
      return (PtNDArray)
          manager.randomNormal(0, (float) Math.sqrt(2.0 / inputs), shape, DataType.FLOAT32);
    }

    private void add(PtNDArray parameter) {
      parameter.setRequiresGradient(true);
      parameters.add(parameter);
      velocities.add((PtNDArray) manager.zeros(parameter.getShape()));
    }

    private PtNDArray convolved(PtNDArray x, int stride) {
      return JniUtils.convolution(
          x,
          parameters.get(next++),
          null,
          new Shape(stride, stride),
          new Shape(1, 1),
          new Shape(1, 1),
          1);
    }

    private PtNDArray normed(PtNDArray x, boolean training) {
      PtNDArray gamma = parameters.get(next++);
      PtNDArray beta = parameters.get(next++);
      PtNDArray mean = moments.get(nextMoment++);
      PtNDArray variance = moments.get(nextMoment++);
      return (PtNDArray)
          x.getNDArrayInternal()
              .batchNorm(x, mean, variance, gamma, beta, 1, 0.9f, 1e-5f, training)
              .singletonOrThrow();
    }

    private PtNDArray forward(PtNDArray x, boolean training) {
      next = 0;
      nextMoment = 0;
      x = JniUtils.relu(normed(convolved(x, 1), training));
      int channels = 16;
      for (int width : new int[] {16, 32, 64}) {
        for (int b = 0; b < 3; b++) {
          int stride = width != channels ? 2 : 1;
          NDArray shortcut = x;
          if (stride == 2) {
            NDArray pixels = x.get(new NDIndex(":, :, ::2, ::2"));
            Shape s = pixels.getShape();
            NDArray zeros =
                x.getManager().zeros(new Shape(s.get(0), channels / 2, s.get(2), s.get(3)));
            shortcut = NDArrays.concat(new NDList(zeros, pixels, zeros), 1);
          }
          PtNDArray branch = JniUtils.relu(normed(convolved(x, stride), training));
          branch = normed(convolved(branch, 1), training);
          x = JniUtils.relu((PtNDArray) branch.addi(shortcut));
          channels = width;
        }
      }
      PtNDArray z = (PtNDArray) ai.djl.nn.pooling.Pool.globalAvgPool2d(x);
      for (int l = 0; l < 6; l++) {
        z = JniUtils.linear(z, parameters.get(next++), null);
        if (l < 3) {
          z = JniUtils.relu(z);
        }
      }
      return z;
    }

    void epoch() {
      for (int b = 0; b < inputs.size(); b++) {
        try (PtNDManager step = (PtNDManager) manager.newSubManager()) {
          PtNDArray x = inputs.get(b);
          PtNDArray y = targets.get(b);
          x.tempAttach(step);
          y.tempAttach(step);
          JniUtils.setGradMode(true);
          NDArray loss = forward(x, true).sub(y).square().sum().div(2.0 * y.getShape().get(0));
          JniUtils.backward((PtNDArray) loss, (PtNDArray) step.ones(new Shape()), false, false);
          JniUtils.setGradMode(false);
          for (int p = 0; p < parameters.size(); p++) {
            PtNDArray w = parameters.get(p);
            try (PtNDArray g = w.getGradient()) {
              JniUtils.sgdUpdate(
                  w, g, velocities.get(p), (float) STEP, (float) DECAY, 1, 0, (float) MOMENTUM);
            }
            JniUtils.zeroGrad(w);
          }
        }
      }
    }

    /** In batches, as measuring is done. */
    void forwardAll() {
      for (PtNDArray x : inputs) {
        try (PtNDManager step = (PtNDManager) manager.newSubManager()) {
          x.tempAttach(step);
          forward(x, false).toByteBuffer();
        }
      }
    }
  }
}
