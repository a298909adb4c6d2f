/** Files of MATLAB 5 by MFL. */
@NullMarked
package org.collapsar.matlab;

import org.jspecify.annotations.NullMarked;
