/** The runs below directories: found by their files, with state, last values and short curves. */
@NullMarked
package org.collapsar.lab.index;

import org.jspecify.annotations.NullMarked;
