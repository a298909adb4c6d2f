package org.collapsar.net;

import org.collapsar.linalg.NativeArray;
import org.jspecify.annotations.Nullable;

/**
 * The part of a layer's weights, or of its biases, that one task of a pass updates: [rows x
 * columns], rows {@code stride} apart.
 *
 * @param bias whether it is of the biases [1 x columns]
 * @param target stored numbers from the first one on
 * @param velocity theirs, null without momentum
 * @param number tells the blocks of a network apart, for their noise
 */
record UpdateBlock(
    int layer,
    boolean bias,
    NativeArray target,
    @Nullable NativeArray velocity,
    int rows,
    int columns,
    int stride,
    long number) {}
