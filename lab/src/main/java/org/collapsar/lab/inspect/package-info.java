/** What is in files of arrays, before anything is measured. */
@NullMarked
package org.collapsar.lab.inspect;

import org.jspecify.annotations.NullMarked;
