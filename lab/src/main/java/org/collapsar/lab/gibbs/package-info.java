/** The law of the particles for a fixed W, Proposition 5.1 of Wu and Mondelli, and its tests. */
@NullMarked
package org.collapsar.lab.gibbs;

import org.jspecify.annotations.NullMarked;
