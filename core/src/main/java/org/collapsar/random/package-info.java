/** One root seed, named splits, and fast Gaussian noise. */
@NullMarked
package org.collapsar.random;

import org.jspecify.annotations.NullMarked;
