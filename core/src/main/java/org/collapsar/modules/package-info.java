/** Heavy parts that are fetched on demand: which there are, which are here, what they bring. */
@NullMarked
package org.collapsar.modules;

import org.jspecify.annotations.NullMarked;
