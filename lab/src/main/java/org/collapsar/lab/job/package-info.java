/**
 * Experiments as one piece of work: run or resume them, then make their pages, figures and judged
 * claims from what the runs wrote. For the command line, and for any other program.
 */
@NullMarked
package org.collapsar.lab.job;

import org.jspecify.annotations.NullMarked;
