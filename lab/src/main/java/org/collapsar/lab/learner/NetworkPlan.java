package org.collapsar.lab.learner;

import java.util.List;
import org.collapsar.train.Loss;
import org.jspecify.annotations.Nullable;

/** Plan of a network for data of a known shape, before it is made: what its runs are planned by. */
public interface NetworkPlan {
  /**
   * Layer as run.json lists it; the layers are those that are measured.
   *
   * @param width neurons
   * @param activation its name, "identity" for linear ones
   */
  record Layer(int width, String activation) {}

  /** {@return the layers, the first one first; the last has a neuron for each class} */
  List<Layer> layers();

  /** {@return how many numbers are trained} */
  long parameters();

  /** {@return floating-point operations of a training step per sample of its batch} */
  double flopsPerSample();

  /**
   * {@return an object that is equal for networks whose steps on the same data take equally long}
   */
  Object cost();

  /**
   * {@return what no theorem is about in the network, to follow "found"; null if certificates can
   * be evaluated}
   *
   * @param loss that it is trained with
   */
  @Nullable String refusal(Loss loss);

  /**
   * Makes the network, as the seed draws it, with all that it is trained with.
   *
   * @param setup what it is made and trained with
   * @return a learner that has to be closed
   * @throws org.collapsar.BadInputException if the data or the configuration do not fit it
   */
  Learner learner(LearnerSetup setup);
}
