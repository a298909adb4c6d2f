/** Figures, claims and the report page, made from run directories alone. */
@NullMarked
package org.collapsar.lab.report;

import org.jspecify.annotations.NullMarked;
