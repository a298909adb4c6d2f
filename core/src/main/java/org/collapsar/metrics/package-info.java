/** Metrics of neural collapse: pure functions of features, labels and weights. */
@NullMarked
package org.collapsar.metrics;

import org.jspecify.annotations.NullMarked;
