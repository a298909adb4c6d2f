/** Readers of the file formats that data and features come in. */
@NullMarked
package org.collapsar.files;

import org.jspecify.annotations.NullMarked;
