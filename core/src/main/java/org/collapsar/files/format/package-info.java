/**
 * Formats of files that hold arrays: what an array in a file is, and a class per format. {@code
 * files} chooses among the arrays, {@code files.io} reads the bytes.
 */
@NullMarked
package org.collapsar.files.format;

import org.jspecify.annotations.NullMarked;
