/** The one place where a network meets the measuring half. */
@NullMarked
package org.collapsar.probe;

import org.jspecify.annotations.NullMarked;
