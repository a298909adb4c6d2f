/**
 * Files of torch.save and pickles of arrays, read without executing anything: a pickle is parsed to
 * values of a few kinds, of which tensors and arrays are listed by name with the place of their
 * numbers; whatever else a pickle asks to be called or made is only given its name.
 */
@NullMarked
package org.collapsar.files.torch;

import org.jspecify.annotations.NullMarked;
