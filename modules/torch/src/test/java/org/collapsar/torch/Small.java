package org.collapsar.torch;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.collapsar.data.Dataset;
import org.collapsar.data.ImageShape;
import org.collapsar.lab.convolution.Architecture;
import org.collapsar.lab.convolution.HeadLayer;
import org.collapsar.lab.convolution.Trunk;
import org.collapsar.lab.learner.ConvolutionPlan;
import org.collapsar.lab.learner.Execution;
import org.collapsar.lab.learner.LearnerSetup;
import org.collapsar.linalg.Precision;
import org.collapsar.net.DescentRule;
import org.collapsar.net.Initialisation;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;
import org.collapsar.train.StepSchedule;
import org.collapsar.train.TrainConfig;

/** Small networks and small images. */
final class Small {
  static final ImageShape IMAGE = new ImageShape(2, 6, 6);
  static final int CLASSES = 3;
  static final List<HeadLayer> HEAD =
      List.of(new HeadLayer(5, true), new HeadLayer(4, false), new HeadLayer(CLASSES, false));

  private Small() {}

  static ConvolutionPlan plan(Trunk trunk, double decay) {
    return plan(trunk, HEAD, decay, true, true);
  }

  static ConvolutionPlan plan(
      Trunk trunk, List<HeadLayer> head, double decay, boolean batchNorm, boolean bias) {
    return new ConvolutionPlan(
        new Architecture(IMAGE, trunk.stages(), head, bias, false),
        decay,
        batchNorm,
        true,
        Initialisation.HE,
        Initialisation.LECUN);
  }

  /** Normal pixels about a mean of each class. */
  static Samples samples(int n, Precision precision) {
    SplittableRandom random = new SplittableRandom(4);
    double[][] x = new double[n][IMAGE.dimension()];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < x[i].length; j++) {
        x[i][j] = random.nextGaussian() + (j % CLASSES == i % CLASSES ? 1 : 0);
      }
    }
    return Samples.of(
        new Dataset() {
          @Override
          public int size() {
            return n;
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
        },
        precision);
  }

  static TrainConfig config(int epochs, int batch, double step, DescentRule rule) {
    return new TrainConfig(epochs, batch, StepSchedule.constant(step), 1, Loss.SQUARED, rule, 1);
  }

  static LearnerSetup setup(
      Samples samples, TrainConfig config, Precision precision, boolean batchStatistics) {
    return new LearnerSetup(
        samples,
        config,
        precision,
        Seed.of(1),
        Seed.of(2),
        new Execution(config.threads(), Execution.USUAL.device(), batchStatistics));
  }
}
