/**
 * Networks that others trained, as files: what is asked of one, whatever its format. Modules on
 * demand bring the formats.
 */
@NullMarked
package org.collapsar.model;

import org.jspecify.annotations.NullMarked;
