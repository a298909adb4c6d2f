package org.collapsar.data.images;

/**
 * Some images as the network takes them, in order.
 *
 * @param first how many images the batches before had
 * @param count images here
 * @param indices of the images in their set, ascending; those that were skipped are missing
 * @param labels classes, 0..K-1
 * @param values [count x C x H x W], or [count x H x W x C] where the layout says so; in an array
 *     for a whole batch, of which what lies behind is 0. Valid as long as {@link ImageBatches#next}
 *     says
 * @param height H
 * @param width W
 * @param channels C
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ImageBatch(
    int first,
    int count,
    int[] indices,
    int[] labels,
    float[] values,
    int height,
    int width,
    int channels) {}
