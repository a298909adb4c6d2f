/** What the command serve asks of the module that has a server. */
@NullMarked
package org.collapsar.lab.live;

import org.jspecify.annotations.NullMarked;
