/** Training: the fused step, schedules, and the loop. */
@NullMarked
package org.collapsar.train;

import org.jspecify.annotations.NullMarked;
