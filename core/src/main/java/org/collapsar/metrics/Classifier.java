package org.collapsar.metrics;

import org.collapsar.linalg.Matrix;

/**
 * The last layer: logits W h + b.
 *
 * @param w [K x D]
 * @param bias [K], zeros where none was given
 * @param biasGiven whether one was
 */
record Classifier(Matrix w, double[] bias, boolean biasGiven) {}
