/**
 * Tables of numbers as people and programs write them as text: lines and cells, the dialect, what
 * is a header and what an index, and which of the two cannot be told from the file alone.
 */
@NullMarked
package org.collapsar.files.text;

import org.jspecify.annotations.NullMarked;
