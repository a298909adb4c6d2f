package org.collapsar.lab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.collapsar.data.ImageShape;
import org.collapsar.lab.convolution.Architecture;
import org.collapsar.lab.convolution.DenseNet;
import org.collapsar.lab.convolution.Extent;
import org.collapsar.lab.convolution.HeadLayer;
import org.collapsar.lab.convolution.LayerStack;
import org.collapsar.lab.convolution.Part;
import org.collapsar.lab.convolution.Stage;
import org.collapsar.lab.convolution.Trunk;
import org.collapsar.lab.learner.ConvolutionPlan;
import org.collapsar.lab.learner.DataShape;
import org.collapsar.lab.learner.NetworkPlan;
import org.collapsar.modules.ModuleInfo;
import org.collapsar.modules.Modules;
import org.collapsar.net.Activation;
import org.collapsar.net.Initialisation;

/**
 * Configuration of a backbone on images with layers behind it, trained by a library.
 *
 * @param <T> the backbone
 */
public sealed interface ConvolutionalConfig<T extends Trunk> extends NetworkConfig {

  /** {@return the backbone} */
  T trunk();

  /** {@return the settings that all kinds have} */
  Common common();

  /**
   * Settings that all kinds have.
   *
   * @param head the layers behind the backbone, the last with a width of 0, a neuron a class
   * @param bias whether the head has biases
   * @param weightDecay of every parameter, but for those that the next two exclude
   * @param decayBatchNorm whether scale and shift of batch norm decay
   * @param decayBias whether biases decay
   * @param initialisation of kernels, and of the head's layers with ReLU
   * @param headInitialisation of the head's linear layers
   * @param stagesAsLayers whether the stages of the backbone are measured as layers
   */
  record Common(
      List<HeadLayer> head,
      boolean bias,
      double weightDecay,
      boolean decayBatchNorm,
      boolean decayBias,
      Initialisation initialisation,
      Initialisation headInitialisation,
      boolean stagesAsLayers) {
    /**
     * Keeps a copy of the head.
     *
     * @param head the layers behind the backbone, the last with a width of 0, a neuron a class
     * @param bias whether the head has biases
     * @param weightDecay of every parameter, but for those that the next two exclude
     * @param decayBatchNorm whether scale and shift of batch norm decay
     * @param decayBias whether biases decay
     * @param initialisation of kernels, and of the head's layers with ReLU
     * @param headInitialisation of the head's linear layers
     * @param stagesAsLayers whether the stages of the backbone are measured as layers
     */
    public Common {
      head = List.copyOf(head);
    }
  }

  @Override
  default NetworkPlan plan(DataShape data, Places places) {
    List<HeadLayer> head = new ArrayList<>();
    for (HeadLayer layer : common().head()) {
      head.add(layer.width() == 0 ? new HeadLayer(data.classes(), layer.relu()) : layer);
    }
    List<Stage> stages = trunk().stages();
    ImageShape image = data.image().orElse(null);
    if (image == null) {
      if (!(trunk() instanceof LayerStack stack)
          || !stack.parts().stream()
              .allMatch(
                  p ->
                      p instanceof Part.Flatten
                          || p instanceof Part.Linear
                          || p instanceof Part.Relu)) {
        throw places.bad("network.kind", "data that are images (" + data.name() + ")", "vectors");
      }
      image = new ImageShape(1, 1, data.dimension());
    }
    if (common().stagesAsLayers() && stages.size() < 2) {
      throw places.bad("network.stages", "false, because there is one stage alone", true);
    }
    Architecture architecture =
        new Architecture(image, stages, head, common().bias(), common().stagesAsLayers());
    check(architecture, data, places);
    return new ConvolutionPlan(
        architecture,
        common().weightDecay(),
        common().decayBatchNorm(),
        common().decayBias(),
        common().initialisation(),
        common().headInitialisation());
  }

  private static void check(Architecture architecture, DataShape data, Places places) {
    Extent at = Extent.of(architecture.image());
    for (Stage stage : architecture.stages()) {
      try {
        at = Part.after(stage.parts(), at);
      } catch (Part.Unfitting e) {
        throw places.bad(
            "network",
            "a backbone for images of " + architecture.image() + " (" + data.name() + ")",
            e.getMessage()
                + " in "
                + stage.name()
                + "; larger images (data.resize) or fewer stages fit");
      }
    }
    if (!at.vector()) {
      throw places.bad(
          "network.layers", "flatten or global-average before the head", "an image of " + at);
    }
  }

  @Override
  default Activation lastActivation() {
    return Activation.IDENTITY;
  }

  @Override
  default Optional<ModuleInfo> module() {
    return Optional.of(Modules.TORCH);
  }

  /**
   * Configuration of a residual network.
   *
   * @param trunk the backbone
   * @param common the settings that all kinds have
   */
  record ResNet(org.collapsar.lab.convolution.ResNet trunk, Common common)
      implements ConvolutionalConfig<org.collapsar.lab.convolution.ResNet> {}

  /**
   * Configuration of a plain network of 3 x 3 convolutions.
   *
   * @param trunk the backbone
   * @param common the settings that all kinds have
   */
  record Vgg(org.collapsar.lab.convolution.Vgg trunk, Common common)
      implements ConvolutionalConfig<org.collapsar.lab.convolution.Vgg> {}

  /**
   * Configuration of a network that concatenates.
   *
   * @param trunk the backbone
   * @param common the settings that all kinds have
   */
  record Dense(DenseNet trunk, Common common) implements ConvolutionalConfig<DenseNet> {}

  /**
   * Configuration of a network of parts, one after the other.
   *
   * @param trunk the backbone
   * @param common the settings that all kinds have
   */
  record OfLayers(LayerStack trunk, Common common) implements ConvolutionalConfig<LayerStack> {}
}
