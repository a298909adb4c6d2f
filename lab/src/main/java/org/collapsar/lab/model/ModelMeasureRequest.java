package org.collapsar.lab.model;

import org.collapsar.data.images.ImageSetOptions;
import org.collapsar.lab.measure.MeasureSettings;
import org.jspecify.annotations.Nullable;

/**
 * Request to measure a trained network.
 *
 * @param model the network, and how it is run
 * @param data the images, as {@code ImageSets} takes them
 * @param options which of them, and what their classes are
 * @param testSplit of the same data, as test samples beside them; null for none
 * @param otherData images of other classes, out of distribution; null for none
 * @param settings what is measured
 * @param whatIf on so many images neighbouring preprocessing is tried; 0 for none
 * @param thumbnails so many images are shown at most; 0 for none
 */
public record ModelMeasureRequest(
    ModelRequest model,
    String data,
    ImageSetOptions options,
    @Nullable String testSplit,
    @Nullable String otherData,
    MeasureSettings settings,
    int whatIf,
    int thumbnails) {}
