package org.collapsar.lab.learner;

/** Engine that trains networks on images: brought by a module, in its {@code META-INF/services}. */
public interface ConvolutionEngine {
  /**
   * Makes the network, as the seed draws it, with all that it is trained with.
   *
   * @param plan what is made
   * @param setup what it is made and trained with
   * @return a learner that has to be closed
   * @throws org.collapsar.BadInputException if the data or the configuration do not fit it
   */
  Learner learner(ConvolutionPlan plan, LearnerSetup setup);
}
