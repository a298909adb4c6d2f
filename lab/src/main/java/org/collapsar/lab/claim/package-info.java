/** Claims judged on runs; numbers and words, no HTML. */
@NullMarked
package org.collapsar.lab.claim;

import org.jspecify.annotations.NullMarked;
