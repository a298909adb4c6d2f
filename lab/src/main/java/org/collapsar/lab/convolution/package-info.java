/** Networks on images as plain descriptions: their parts, shapes, parameters and arithmetic. */
@NullMarked
package org.collapsar.lab.convolution;

import org.jspecify.annotations.NullMarked;
