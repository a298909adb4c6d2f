package org.collapsar.probe;

import org.collapsar.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Class means, rows of W and some samples in the space that the centred class means span: what
 * there is to see of neural collapse at one moment. Coordinates refer to an orthonormal basis of
 * that space, at most one dimension fewer than there are classes; the centre of the means is the
 * origin. The basis is any one: frames are turned to each other where they are drawn.
 *
 * @param classes the shown classes, ascending [c]
 * @param means centred class means [c x r]
 * @param weights rows of W of these classes, less their mean [c x r]; null where there is no W
 * @param samples features less the centre of the means, projected on the basis [s x r]
 * @param sampleClasses the class of each [s]
 * @param rests length of what each sample has outside of the span [s]
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record SimplexFrame(
    int[] classes,
    Matrix means,
    @Nullable Matrix weights,
    Matrix samples,
    int[] sampleClasses,
    double[] rests) {}
