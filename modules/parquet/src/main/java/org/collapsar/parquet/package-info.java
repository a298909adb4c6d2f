/** Files of Parquet by its reference implementation. */
@NullMarked
package org.collapsar.parquet;

import org.jspecify.annotations.NullMarked;
