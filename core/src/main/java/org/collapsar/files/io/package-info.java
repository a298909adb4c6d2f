/**
 * What formats of files stand on: bytes read by position, unpacked, checked, from zip archives;
 * JSON.
 */
@NullMarked
package org.collapsar.files.io;

import org.jspecify.annotations.NullMarked;
