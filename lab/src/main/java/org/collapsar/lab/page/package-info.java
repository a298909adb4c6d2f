/** HTML pages about runs and measurements. */
@NullMarked
package org.collapsar.lab.page;

import org.jspecify.annotations.NullMarked;
