package org.collapsar.torch;

import org.collapsar.lab.learner.ConvolutionEngine;
import org.collapsar.lab.learner.ConvolutionPlan;
import org.collapsar.lab.learner.Learner;
import org.collapsar.lab.learner.LearnerSetup;

/** Networks on images by libtorch. */
public final class TorchEngine implements ConvolutionEngine {
  @Override
  public Learner learner(ConvolutionPlan plan, LearnerSetup setup) {
    return new TorchLearner(plan, setup);
  }
}
