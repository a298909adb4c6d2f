/** Convolutional networks, trained by libtorch through DJL. */
@NullMarked
package org.collapsar.torch;

import org.jspecify.annotations.NullMarked;
