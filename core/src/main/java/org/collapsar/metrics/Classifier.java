package org.collapsar.metrics;

import org.collapsar.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * The last layer: logits W h + b.
 *
 * @param w [K x D]
 * @param bias [K], zeros where none was given
 * @param biasGiven whether one was
 */
record Classifier(Matrix w, double[] bias, boolean biasGiven) {

  static void write(@Nullable Classifier classifier, PackedWriter out) {
    out.flag(classifier != null);
    if (classifier != null) {
      out.matrix(classifier.w).reals(classifier.bias).flag(classifier.biasGiven);
    }
  }

  static @Nullable Classifier read(PackedReader in, int classes, int dimension) {
    if (!in.flag("whether there are weights")) {
      return null;
    }
    Matrix w = in.matrix(classes, dimension, "weights");
    return new Classifier(w, in.reals(classes, "bias"), in.flag("whether there is a bias"));
  }
}
