/** What there is on this machine that the program needs, and what is wrong with it. */
@NullMarked
package org.collapsar.lab.doctor;

import org.jspecify.annotations.NullMarked;
