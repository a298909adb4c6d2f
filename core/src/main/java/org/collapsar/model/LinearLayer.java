package org.collapsar.model;

import org.collapsar.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * A linear map of a network: z = W h + b.
 *
 * @param name of its weights in the file
 * @param input the tensor h
 * @param output the tensor z
 * @param weights W, [outputs x inputs], whatever the file has
 * @param bias b, one number per output; null where there is none
 */
public record LinearLayer(
    String name, String input, String output, Matrix weights, double @Nullable [] bias) {}
