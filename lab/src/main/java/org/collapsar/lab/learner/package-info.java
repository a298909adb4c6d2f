/** Networks before they are made, and what trains them, as the runner sees both. */
@NullMarked
package org.collapsar.lab.learner;

import org.jspecify.annotations.NullMarked;
