package org.collapsar.lab.learner;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.lab.convolution.Architecture;
import org.collapsar.lab.convolution.HeadLayer;
import org.collapsar.modules.Modules;
import org.collapsar.net.Initialisation;
import org.collapsar.probe.LayerView;
import org.collapsar.train.Loss;
import org.jspecify.annotations.Nullable;

/**
 * A network on images, trained by a library that a module brings.
 *
 * @param decay lambda of every parameter that decays
 * @param decayBatchNorm whether scale and shift of batch norm do
 * @param decayBias whether biases do
 * @param initialisation how kernels, and the head's layers with ReLU, are drawn
 * @param headInitialisation how the head's linear layers are drawn
 */
public record ConvolutionPlan(
    Architecture architecture,
    double decay,
    boolean decayBatchNorm,
    boolean decayBias,
    Initialisation initialisation,
    Initialisation headInitialisation)
    implements NetworkPlan {
  /** The activation of a layer that is a stage of the backbone. */
  public static final String STAGE = "stage";

  private static final String RELU = "relu";

  @Override
  public List<Layer> layers() {
    List<Layer> layers = new ArrayList<>();
    if (architecture.stagesAsLayers()) {
      List<Integer> widths = architecture.stageWidths();
      widths.subList(1, widths.size()).forEach(width -> layers.add(new Layer(width, STAGE)));
    }
    for (HeadLayer layer : architecture.head()) {
      layers.add(new Layer(layer.width(), layer.relu() ? RELU : LayerView.IDENTITY));
    }
    return layers;
  }

  @Override
  public long parameters() {
    return architecture.parameters();
  }

  /** Forward, and both products of the backward pass. */
  @Override
  public double flopsPerSample() {
    return 6 * architecture.products();
  }

  @Override
  public Object cost() {
    return architecture;
  }

  @Override
  public @Nullable String refusal(Loss loss) {
    return architecture.head().get(architecture.head().size() - 1).relu()
        ? "the activation relu after the last layer"
        : null;
  }

  @Override
  public Learner learner(LearnerSetup setup) {
    Modules.require(Modules.TORCH, "a convolutional network");
    return Modules.services(ConvolutionEngine.class).get(0).learner(this, setup);
  }
}
