/**
 * Labelled images as networks take them: sets of pictures in folders and archives, their pixels,
 * what is done to these before a network sees them, and batches of the result.
 */
@NullMarked
package org.collapsar.data.images;

import org.jspecify.annotations.NullMarked;
