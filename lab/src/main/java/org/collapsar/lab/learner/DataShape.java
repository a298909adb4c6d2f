package org.collapsar.lab.learner;

import java.util.Optional;
import org.collapsar.data.ImageShape;

/**
 * Facts about the samples of a run before its network is made.
 *
 * @param samples n, of training
 * @param dimension d
 * @param image the images that the samples are; empty where they are no more than vectors
 * @param classes K
 * @param name how messages call the data, for example {@code "data.name digits"}
 */
public record DataShape(
    int samples, int dimension, Optional<ImageShape> image, int classes, String name) {}
