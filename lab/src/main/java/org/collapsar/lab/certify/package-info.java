/** Certificates of networks that a user brings or trained here: files to a head, and documents. */
@NullMarked
package org.collapsar.lab.certify;

import org.jspecify.annotations.NullMarked;
