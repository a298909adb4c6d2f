package org.collapsar.lab.learner;

import org.collapsar.linalg.Precision;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.collapsar.train.TrainConfig;

/**
 * What a network is made and trained with.
 *
 * @param train the training samples, which stay open and belong to the caller
 * @param config how it is trained, and on how many threads
 * @param precision of parameters and activations, that of the samples
 * @param weights seed of the initial parameters
 * @param training seed of whatever training draws
 * @param execution of networks that a library trains; says nothing of our own
 */
public record LearnerSetup(
    Samples train,
    TrainConfig config,
    Precision precision,
    Seed weights,
    Seed training,
    Execution execution) {}
