/**
 * Two versions of the program beside each other: whether they write the same numbers, and how long
 * each takes.
 */
@NullMarked
package org.collapsar.bench.versions;

import org.jspecify.annotations.NullMarked;
