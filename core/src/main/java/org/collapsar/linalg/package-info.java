/** Matrices, native memory, BLAS calls and spectral tools. */
@NullMarked
package org.collapsar.linalg;

import org.jspecify.annotations.NullMarked;
