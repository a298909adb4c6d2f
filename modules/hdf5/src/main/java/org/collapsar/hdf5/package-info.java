/** HDF5 by jHDF. */
@NullMarked
package org.collapsar.hdf5;

import org.jspecify.annotations.NullMarked;
