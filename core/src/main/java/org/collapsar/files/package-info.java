/**
 * Readers and writers of the file formats that data and features come in. {@link
 * org.collapsar.files.TableFile} opens what is measured, {@link org.collapsar.files.Labels} and
 * {@link org.collapsar.files.MatrixFile} read what goes with it.
 */
@NullMarked
package org.collapsar.files;

import org.jspecify.annotations.NullMarked;
