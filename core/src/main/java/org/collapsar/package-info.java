/** What every package shares: the errors that a user sees. */
@NullMarked
package org.collapsar;

import org.jspecify.annotations.NullMarked;
