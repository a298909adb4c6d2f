package org.collapsar.lab.learner;

/** Trains networks on images: brought by a module, in its {@code META-INF/services}. */
public interface ConvolutionEngine {
  /**
   * Makes the network, as the seed draws it, with all that it is trained with.
   *
   * @throws org.collapsar.BadInputException if the data or the configuration do not fit it
   */
  Learner learner(ConvolutionPlan plan, LearnerSetup setup);
}
