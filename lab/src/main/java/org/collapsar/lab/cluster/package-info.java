/** What the commands ask of the module that has a cluster. */
@NullMarked
package org.collapsar.lab.cluster;

import org.jspecify.annotations.NullMarked;
