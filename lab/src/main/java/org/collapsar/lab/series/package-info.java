/**
 * Metrics of runs as numbers over the epochs, and what they are called: what claims and figures are
 * made of.
 */
@NullMarked
package org.collapsar.lab.series;

import org.jspecify.annotations.NullMarked;
