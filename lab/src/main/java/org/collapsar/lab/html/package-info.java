/** HTML that is safe by how it is made: text is escaped unless its type says that it is HTML. */
@NullMarked
package org.collapsar.lab.html;

import org.jspecify.annotations.NullMarked;
