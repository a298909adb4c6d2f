/** A server of live runs, by Jetty. */
@NullMarked
package org.collapsar.serve;

import org.jspecify.annotations.NullMarked;
