/** Figures computed from runs, once: what the page, its scripts and the printed files draw. */
@NullMarked
package org.collapsar.lab.figure;

import org.jspecify.annotations.NullMarked;
