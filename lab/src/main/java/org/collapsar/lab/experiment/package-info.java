/** Experiments and sweeps as values: data, network, training, metrics, figures and claims. */
@NullMarked
package org.collapsar.lab.experiment;

import org.jspecify.annotations.NullMarked;
