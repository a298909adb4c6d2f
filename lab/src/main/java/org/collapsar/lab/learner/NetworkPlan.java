package org.collapsar.lab.learner;

import java.util.List;
import org.collapsar.train.Loss;
import org.jspecify.annotations.Nullable;

/** A network for data of a known shape, before it is made: what its runs are planned by. */
public interface NetworkPlan {
  /**
   * A layer as run.json lists it; the layers are those that are measured.
   *
   * @param width neurons
   * @param activation its name, "identity" for linear ones
   */
  record Layer(int width, String activation) {}

  /** The layers, the first one first; the last has a neuron for each class. */
  List<Layer> layers();

  /** How many numbers are trained. */
  long parameters();

  /** Floating-point operations of a training step per sample of its batch. */
  double flopsPerSample();

  /** Equal for networks whose steps on the same data take equally long. */
  Object cost();

  /** What no theorem is about in it, to follow "found"; null if certificates can be evaluated. */
  @Nullable String refusal(Loss loss);

  /**
   * Makes the network, as the seed draws it, with all that it is trained with.
   *
   * @throws org.collapsar.BadInputException if the data or the configuration do not fit it
   */
  Learner learner(LearnerSetup setup);
}
