/** Figures drawn on paper: SVG and PNG. */
@NullMarked
package org.collapsar.lab.print;

import org.jspecify.annotations.NullMarked;
