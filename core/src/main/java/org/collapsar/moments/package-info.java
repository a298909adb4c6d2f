/** Mergeable per-class statistics in double precision. */
@NullMarked
package org.collapsar.moments;

import org.jspecify.annotations.NullMarked;
