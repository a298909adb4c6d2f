/**
 * Networks that others trained, run once over images: their features in temporary files, measured
 * and certified as features that somebody brings.
 */
@NullMarked
package org.collapsar.lab.model;

import org.jspecify.annotations.NullMarked;
