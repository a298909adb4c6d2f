/** Tests and fits over the runs of a sweep: Kendall's rank test, straight lines. */
@NullMarked
package org.collapsar.lab.statistics;

import org.jspecify.annotations.NullMarked;
