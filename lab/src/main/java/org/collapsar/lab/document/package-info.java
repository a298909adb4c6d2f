/**
 * Documents: YAML and JSON are read to one tree that knows where each value was written, and one
 * strict reader checks it key by key; JSON is written here, too.
 */
@NullMarked
package org.collapsar.lab.document;

import org.jspecify.annotations.NullMarked;
