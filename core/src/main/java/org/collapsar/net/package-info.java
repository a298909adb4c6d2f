/** Networks: stacks of dense layers, and the kernels that they compute with. */
@NullMarked
package org.collapsar.net;

import org.jspecify.annotations.NullMarked;
