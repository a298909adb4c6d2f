/** Benchmarks: the training step against libtorch, and microbenchmarks of kernels. */
@NullMarked
package org.collapsar.bench;

import org.jspecify.annotations.NullMarked;
