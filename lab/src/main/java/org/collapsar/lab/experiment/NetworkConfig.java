package org.collapsar.lab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.collapsar.lab.learner.DataShape;
import org.collapsar.lab.learner.DensePlan;
import org.collapsar.lab.learner.NetworkPlan;
import org.collapsar.modules.ModuleInfo;
import org.collapsar.net.Activation;
import org.collapsar.net.Initialisation;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.NetworkSpec;
import org.collapsar.theory.HeadPoint;
import org.collapsar.theory.MeanFieldQuantities;

/**
 * Configuration of the network of an experiment, before the data say how many inputs and classes it
 * has.
 */
public interface NetworkConfig {

  /**
   * Plans the network for data of a shape.
   *
   * @param data number of inputs and classes, and the images
   * @param places where the keys were written, for messages
   * @return a network that is not made yet
   * @throws org.collapsar.BadInputException if it does not fit the data
   */
  NetworkPlan plan(DataShape data, Places places);

  /** {@return the activation of the last layer} */
  Activation lastActivation();

  /** {@return the same as the three-layer network of particles; empty where it is another} */
  default Optional<MeanField> meanField() {
    return Optional.empty();
  }

  /** {@return the module that trains it; empty where our own engine does} */
  default Optional<ModuleInfo> module() {
    return Optional.empty();
  }

  /** {@return whether a library trains it, so that its numbers depend on threads and device} */
  default boolean byLibrary() {
    return module().isPresent();
  }

  /** {@return what theorems take of such a network: the subject of theirs} */
  default Class<?> certified() {
    return HeadPoint.class;
  }

  /** Configuration of a stack of dense layers, trained by our own engine. */
  sealed interface Stack extends NetworkConfig {
    /**
     * Describes the stack for data.
     *
     * @param inputs d
     * @param classes K
     * @param dataset how messages call the data, for example {@code "data.name digits"}
     * @param places where the keys were written, for messages
     * @return a stack whose last layer has a neuron per class
     * @throws org.collapsar.BadInputException if it does not fit the data
     */
    NetworkSpec spec(int inputs, int classes, String dataset, Places places);

    @Override
    default NetworkPlan plan(DataShape data, Places places) {
      return new DensePlan(spec(data.dimension(), data.classes(), data.name(), places));
    }
  }

  /**
   * Configuration of the three-layer network of Wu and Mondelli, (2)-(3) with the dynamics [20].
   *
   * @param width particles N
   * @param features p, at least the number of classes
   * @param activation of the first layer
   * @param gamma output scale
   * @param freezeW whether W keeps its initial value
   * @param freezeWUntil fraction of the epochs during which W keeps it, the first stage of their
   *     Algorithm 1; 0 for one stage
   * @param decayW lambda_W
   * @param decayRho lambda_rho
   * @param noise temperature beta^{-1} of the particles
   * @param truncation R of tau_R, which the second layer a goes through entrywise; 0 for none
   * @param initialisationScale standard deviation of the particles at the start
   */
  record MeanField(
      int width,
      int features,
      Activation activation,
      double gamma,
      boolean freezeW,
      double freezeWUntil,
      double decayW,
      double decayRho,
      double noise,
      double truncation,
      double initialisationScale)
      implements Stack {

    /**
     * Makes the network in one stage, without truncation, from the standard normal law.
     *
     * @param width particles N
     * @param features p, at least the number of classes
     * @param activation of the first layer
     * @param gamma output scale
     * @param freezeW whether W keeps its initial value
     * @param decayW lambda_W
     * @param decayRho lambda_rho
     * @param noise temperature beta^{-1} of the particles
     */
    public MeanField(
        int width,
        int features,
        Activation activation,
        double gamma,
        boolean freezeW,
        double decayW,
        double decayRho,
        double noise) {
      this(width, features, activation, gamma, freezeW, 0, decayW, decayRho, noise, 0, 1);
    }

    @Override
    public Optional<MeanField> meanField() {
      return Optional.of(this);
    }

    @Override
    public Class<?> certified() {
      return MeanFieldQuantities.class;
    }

    @Override
    public NetworkSpec spec(int inputs, int classes, String dataset, Places places) {
      if (features < classes) {
        throw places.bad(
            "network.features",
            "at least the number of classes, " + classes + " (" + dataset + ")",
            features);
      }
      return NetworkSpec.meanField(
              inputs, width, features, classes, activation, gamma, decayW, decayRho, noise, freezeW)
          .with(0, layer -> layer.drawnTimes(initialisationScale))
          .with(1, layer -> layer.drawnTimes(initialisationScale).truncatedAt(truncation))
          .with(2, layer -> layer.frozenFor(freezeWUntil));
    }

    @Override
    public Activation lastActivation() {
      return Activation.IDENTITY;
    }
  }

  /**
   * Configuration of a stack of dense layers.
   *
   * @param layers first to last
   */
  record Dense(List<Layer> layers) implements Stack {
    /**
     * Keeps a copy of the layers.
     *
     * @param layers first to last
     */
    public Dense {
      layers = List.copyOf(layers);
    }

    @Override
    public NetworkSpec spec(int inputs, int classes, String dataset, Places places) {
      List<LayerSpec> specs = new ArrayList<>();
      for (Layer layer : layers) {
        specs.add(layer.spec(classes));
      }
      int last = specs.size() - 1;
      if (specs.get(last).width() != classes) {
        throw places.bad(
            "network.layers." + last + ".width",
            "the number of classes, " + classes + " (" + dataset + "), or the word classes",
            specs.get(last).width());
      }
      return new NetworkSpec(inputs, specs);
    }

    @Override
    public Activation lastActivation() {
      return layers.get(layers.size() - 1).parts().activation();
    }
  }

  /**
   * Configuration of the network (1) of Jacot, Sukenik, Wang and Mondelli (ICLR 2025): L_1 layers
   * with an activation, then L_2 linear ones, the last as wide as there are classes.
   *
   * @param widths widths of the L_1 + L_2 - 1 hidden layers
   * @param nonlinear L_1, at least 0
   * @param linear L_2, at least 1
   * @param activation of the first L_1 layers
   * @param weightDecay the same for every layer, on the mean loss
   * @param decayAtWidth the first layer's width at which weightDecay holds as it is; for another
   *     width n_1 it is weightDecay decayAtWidth / n_1. 0 for the same decay at every width
   * @param bias whether the layers have biases, which the paper's have not
   * @param decayBias whether biases decay
   * @param initialisation how the layers with an activation are drawn
   * @param headInitialisation how the linear layers are drawn
   * @param initialisationScales what the drawn weights of each layer are multiplied by; empty for 1
   */
  record DeepLinearHead(
      HiddenWidths widths,
      int nonlinear,
      int linear,
      Activation activation,
      double weightDecay,
      int decayAtWidth,
      boolean bias,
      boolean decayBias,
      Initialisation initialisation,
      Initialisation headInitialisation,
      List<Double> initialisationScales)
      implements Stack {
    /**
     * Keeps a copy of the scales.
     *
     * @param widths widths of the L_1 + L_2 - 1 hidden layers
     * @param nonlinear L_1, at least 0
     * @param linear L_2, at least 1
     * @param activation of the first L_1 layers
     * @param weightDecay the same for every layer, on the mean loss
     * @param decayAtWidth the first layer's width at which weightDecay holds as it is; for another
     *     width n_1 it is weightDecay decayAtWidth / n_1. 0 for the same decay at every width
     * @param bias whether the layers have biases, which the paper's have not
     * @param decayBias whether biases decay
     * @param initialisation how the layers with an activation are drawn
     * @param headInitialisation how the linear layers are drawn
     * @param initialisationScales what the drawn weights of each layer are multiplied by; empty for
     *     1
     */
    public DeepLinearHead {
      initialisationScales = List.copyOf(initialisationScales);
    }

    @Override
    public NetworkSpec spec(int inputs, int classes, String dataset, Places places) {
      List<LayerSpec> specs = new ArrayList<>();
      int depth = nonlinear + linear;
      double decay =
          decayAtWidth == 0
              ? weightDecay
              : weightDecay * decayAtWidth / (depth > 1 ? widths.widths().get(0) : classes);
      for (int l = 0; l < depth; l++) {
        specs.add(
            LayerSpec.dense(
                    l < depth - 1 ? widths.widths().get(l) : classes,
                    l < nonlinear ? activation : Activation.IDENTITY)
                .decay(decay)
                .drawn(l < nonlinear ? initialisation : headInitialisation)
                .drawnTimes(initialisationScales.isEmpty() ? 1 : initialisationScales.get(l))
                .bias(bias)
                .decayBias(decayBias));
      }
      return new NetworkSpec(inputs, specs);
    }

    @Override
    public Activation lastActivation() {
      return Activation.IDENTITY;
    }
  }

  /**
   * Layer of {@link Dense}.
   *
   * @param width neurons, empty for as many as there are classes
   * @param parts everything else; its own width is not looked at
   */
  record Layer(OptionalInt width, LayerSpec parts) {

    /** The layer of a network for so many classes. */
    LayerSpec spec(int classes) {
      return parts.width(width.orElse(classes));
    }
  }
}
