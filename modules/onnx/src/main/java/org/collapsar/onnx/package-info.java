/** Models in ONNX: their graphs by a reader of ours, run by ONNX Runtime. */
@NullMarked
package org.collapsar.onnx;

import org.jspecify.annotations.NullMarked;
