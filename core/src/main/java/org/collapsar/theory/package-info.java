/**
 * The theorems on neural collapse as values: what is claimed, under which hypotheses, the bound,
 * and the measured number beside it.
 */
@NullMarked
package org.collapsar.theory;

import org.jspecify.annotations.NullMarked;
