/**
 * Measuring features that somebody brings: inputs matched with each other, answers as documents.
 */
@NullMarked
package org.collapsar.lab.measure;

import org.jspecify.annotations.NullMarked;
