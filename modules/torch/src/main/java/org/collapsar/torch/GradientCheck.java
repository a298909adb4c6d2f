package org.collapsar.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.collapsar.FailedException;
import org.collapsar.data.Dataset;
import org.collapsar.data.ImageShape;
import org.collapsar.lab.convolution.Architecture;
import org.collapsar.lab.convolution.HeadLayer;
import org.collapsar.lab.convolution.ResNet;
import org.collapsar.lab.learner.ConvolutionPlan;
import org.collapsar.lab.learner.Execution;
import org.collapsar.linalg.Precision;
import org.collapsar.model.ModelDevice;
import org.collapsar.net.Initialisation;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;
import org.jspecify.annotations.Nullable;

/**
 * Whether libtorch's float32 gradients can be trusted on this machine.
 *
 * <p>On processors of AMD's family 26 (EPYC 9005, Ryzen 9000) libtorch 2.7.1 has given gradients of
 * convolutional networks that were not finite, or other numbers in each run, while outputs and
 * float64 were right; whichever instruction sets it was allowed, on one thread, too. Where malloc
 * fills what it hands out (MALLOC_PERTURB_) they were right: some product there seems to read
 * memory that nobody has written, times 0. The same runs are right on other processors, even where
 * all of malloc's memory is filled with NaN before it is handed out and after it is freed.
 *
 * <p>So a small network's gradient is compared with the one in float64 before the first network is
 * trained in float32, some times over, each time after blocks of NaN have been given back to malloc
 * for libtorch to find. A training run that would be wrong ends with a line instead.
 */
final class GradientCheck {
  /** How often the gradient is taken. */
  private static final int ROUNDS = 6;

  /**
   * Of the largest number of the gradient: float32 is within 1e-5 of float64 here, what was seen to
   * be wrong was wrong in its first digit.
   */
  private static final double TOLERANCE = 1e-3;

  private static final int SAMPLES = 100;
  private static final int BATCH = 25;
  private static final ImageShape IMAGE = new ImageShape(1, 8, 8);
  private static final int CLASSES = 10;

  private static @Nullable String found;

  private GradientCheck() {}

  /**
   * Checks this machine, once in a process.
   *
   * @throws FailedException where a gradient is wrong
   */
  static synchronized void require() {
    String known = found;
    if (known == null) {
      known = examine();
      found = known;
    }
    if (!known.isEmpty()) {
      throw new FailedException(known);
    }
  }

  private static String examine() {
    try (PtNDManager manager = Libtorch.manager(ModelDevice.CPU)) {
      double[] expected = gradient(Precision.FLOAT64);
      for (int round = 0; round < ROUNDS; round++) {
        leaveNaN(manager);
        String wrong = compare(gradient(Precision.FLOAT32), expected);
        if (!wrong.isEmpty()) {
          return wrong;
        }
      }
      return "";
    }
  }

  /**
   * {@return empty, or what is wrong with a gradient}
   *
   * @param gradient in float32
   * @param expected in float64
   */
  static String compare(double[] gradient, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < expected.length; i++) {
      // Not >, which NaN passes.
      if (!(Math.abs(gradient[i] - expected[i]) <= TOLERANCE * largest)) {
        return ("libtorch on this machine: expected the float32 gradient of a small network as in"
                + " float64, %.6g at number %d, found %s: training would be wrong. Known of AMD's"
                + " family 26; with MALLOC_PERTURB_=255 in the environment it has been right there,"
                + " as has `precision: float64`")
            .formatted(expected[i], i + 1, gradient[i]);
      }
    }
    return "";
  }

  private static double[] gradient(Precision precision) {
    var trunk = new ResNet(List.of(1, 1), List.of(4, 8), ResNet.Shortcut.B, true);
    var head =
        List.of(new HeadLayer(6, true), new HeadLayer(5, false), new HeadLayer(CLASSES, false));
    var plan =
        new ConvolutionPlan(
            new Architecture(IMAGE, trunk.stages(), head, true, false),
            0,
            true,
            true,
            Initialisation.HE,
            Initialisation.LECUN);
    var execution = new Execution(1, ModelDevice.CPU, true);
    try (Samples samples = Samples.of(new Noise(), precision);
        TorchNetwork network = new TorchNetwork(plan, precision, execution, BATCH, Seed.of(1));
        TorchSweep sweep = new TorchSweep(network, Loss.SQUARED, false)) {
      return sweep.gradientVector(samples);
    }
  }

  /** Gives blocks of all sizes that such a network asks for back to malloc, full of NaN. */
  private static void leaveNaN(PtNDManager manager) {
    List<NDArray> blocks = new ArrayList<>();
    for (long numbers = 16; numbers <= 1 << 16; numbers *= 2) {
      for (int copies = 0; copies < 8; copies++) {
        blocks.add(manager.full(new Shape(numbers + 16L * copies), Float.NaN));
      }
    }
    blocks.forEach(NDArray::close);
  }

  /** Images of noise about a mean of each class. */
  private static final class Noise implements Dataset {
    private final double[][] x = new double[SAMPLES][IMAGE.dimension()];

    Noise() {
      var random = new SplittableRandom(4);
      for (int i = 0; i < SAMPLES; i++) {
        for (int j = 0; j < x[i].length; j++) {
          x[i][j] = random.nextDouble() + (j % CLASSES == label(i) ? 1 : 0);
        }
      }
    }

    @Override
    public int size() {
      return SAMPLES;
    }

    @Override
    public int dimension() {
      return IMAGE.dimension();
    }

    @Override
    public Optional<ImageShape> image() {
      return Optional.of(IMAGE);
    }

    @Override
    public int classes() {
      return CLASSES;
    }

    @Override
    public int label(int i) {
      return i % CLASSES;
    }

    @Override
    public void copyRow(int i, double[] target, int offset) {
      System.arraycopy(x[i], 0, target, offset, x[i].length);
    }
  }
}
