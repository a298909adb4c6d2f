package org.collapsar.theory;

import org.collapsar.linalg.Matrix;

/**
 * The data of a mean-field network with its activation, as Lemma 4.7 of Wu and Mondelli (ICML 2025)
 * takes them: the subject of that {@link Theorem}.
 *
 * @param inputs X [n x d], a row per sample
 * @param sigma the activation
 * @param threads how many threads work; no number depends on it
 */
public record ParticleInputs(Matrix inputs, Nonlinearity sigma, int threads) {}
