package org.collapsar.lab.learner;

import org.collapsar.probe.ObservedNetwork;
import org.collapsar.train.TrainListener;

/**
 * Learner of one network. The result is a function of what it was made with: bit-identical whether
 * or not the run was cut between two epochs and went on from its {@link #state}.
 */
public interface Learner extends AutoCloseable {
  /** {@return the network; always the same object, with the current parameters} */
  ObservedNetwork network();

  /**
   * Trains one epoch.
   *
   * @param epoch from 1
   * @param listener told of every step; its end of the epoch is the caller's
   * @return false if the listener ended it before its last step
   * @throws org.collapsar.train.DivergedException if the loss of a step is not finite
   */
  boolean epoch(int epoch, TrainListener listener);

  /** {@return a copy of all that training goes on from after an epoch} */
  LearnerState state();

  /**
   * Puts a state back.
   *
   * @param state has whatever of {@link #state} is not {@link LearnerState.Array#training}, with
   *     its shapes
   */
  void restore(LearnerState state);

  /**
   * Trains up to an epoch.
   *
   * @param from how many epochs the network has behind it, 0 for a new one
   * @param to how many it shall have
   * @param listener told of every step and of the end of every epoch; false ends the training
   */
  default void train(int from, int to, TrainListener listener) {
    boolean goesOn = from > 0 || listener.epochEnded(0);
    for (int epoch = from + 1; goesOn && epoch <= to; epoch++) {
      goesOn = epoch(epoch, listener) && listener.epochEnded(epoch);
    }
  }

  @Override
  void close();
}
