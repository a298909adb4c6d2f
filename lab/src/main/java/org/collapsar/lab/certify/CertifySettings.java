package org.collapsar.lab.certify;

import org.collapsar.theory.NetworkFacts;
import org.jspecify.annotations.Nullable;

/**
 * Facts beside a linear head, whatever its origin.
 *
 * @param facts what is known of the rest of the network
 * @param weightDecay of the optimizer, from which lambda follows; null where facts have it, or
 *     nobody knows
 * @param targetScale what the one-hot labels were multiplied by in training, above 0
 * @param threads how many threads compute; no number depends on it
 */
public record CertifySettings(
    NetworkFacts facts, @Nullable WeightDecay weightDecay, double targetScale, int threads) {}
