/** The command line. */
@NullMarked
package org.collapsar.lab.cli;

import org.jspecify.annotations.NullMarked;
