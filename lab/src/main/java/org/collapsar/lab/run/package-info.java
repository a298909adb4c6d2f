/** Runs on disk: written atomically, readable at any moment, resumable. */
@NullMarked
package org.collapsar.lab.run;

import org.jspecify.annotations.NullMarked;
