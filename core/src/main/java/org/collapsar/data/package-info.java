/** Data sets: where they come from, how they are checked, subsampled and relabelled. */
@NullMarked
package org.collapsar.data;

import org.jspecify.annotations.NullMarked;
