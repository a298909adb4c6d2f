package org.collapsar.probe;

import java.util.List;

/** List of the families of metrics of this package. */
public final class NetworkFamilies {
  /** In the order in which they are measured and shown; a family is one line. */
  public static final MetricFamilies ALL =
      MetricFamilies.of(
          new LossMetrics(),
          new GradientMetrics(),
          new FeatureMetrics(),
          new WeightMetrics(),
          new TrainAccuracy(),
          new TestAccuracy(),
          new LayerMetrics(),
          new SeparationMetrics(),
          new BalanceLaw(),
          new DescentMetrics(),
          new CurvatureMetrics(),
          new StationaryMetrics(),
          new ParticleMetrics(),
          new ParticleLaw());

  /** What is measured unless said otherwise, in this order. */
  public static final List<String> USUAL =
      List.of(
          "loss",
          "loss.regularised",
          "gradient.norm",
          "nc1.total",
          "balancedness.normalised",
          "accuracy.train",
          "accuracy.test");

  private NetworkFamilies() {}
}
