package org.collapsar.theory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * The linear layers at the end of a network without samples: Z_l = W_l Z_{l-1} (+ b_l) for L_1 &lt;
 * l &lt;= L. Matrices are not copied and must not be changed.
 *
 * @param classes K
 * @param weights W_{L_1+1} .. W_L, each [outputs x inputs]; the last has K rows
 * @param biases one per layer, null where it has none
 */
public record LinearLayers(int classes, List<Matrix> weights, List<double @Nullable []> biases) {

  /**
   * Checks that sizes fit and numbers are finite.
   *
   * @param classes at least 1
   * @param weights at least one; each has as many columns as the one before has rows
   * @param biases [layers]; each null, or as long as its weights have rows
   * @throws BadInputException if there is no layer, sizes do not fit, or a number is not finite
   */
  public LinearLayers {
    if (classes < 1) {
      throw new BadInputException("classes: expected at least 1, found " + classes);
    }
    if (weights.isEmpty()) {
      throw new BadInputException("weights: expected those of at least one layer, found none");
    }
    weights = List.copyOf(weights);
    biases = Collections.unmodifiableList(new ArrayList<>(biases));
    if (biases.size() != weights.size()) {
      throw new BadInputException(
          "biases: expected " + weights.size() + ", one per layer, found " + biases.size());
    }
    int inputs = weights.get(0).columns();
    for (int i = 0; i < weights.size(); i++) {
      inputs = check(i, weights.get(i), biases.get(i), inputs);
    }
    if (inputs != classes) {
      throw new BadInputException(
          "weights of the last layer: expected "
              + classes
              + " rows, one per class, found "
              + inputs);
    }
  }

  private static int check(int layer, Matrix w, double @Nullable [] b, int inputs) {
    String name = "weights " + (layer + 1);
    if (w.columns() != inputs) {
      throw new BadInputException(
          name
              + ": expected "
              + inputs
              + " columns, as weights "
              + layer
              + " have rows, found "
              + w.columns());
    }
    Rows.checkFinite(name, 0, w.rows(), w.columns(), w.data());
    if (b != null) {
      if (b.length != w.rows()) {
        throw new BadInputException(
            "bias "
                + (layer + 1)
                + ": expected "
                + w.rows()
                + " numbers, one per neuron, found "
                + b.length);
      }
      Rows.checkFinite("bias " + (layer + 1), 0, 1, b.length, b);
    }
    return w.rows();
  }

  /** {@return d, the number of inputs of the first layer} */
  public int inputs() {
    return weights.get(0).columns();
  }

  /** {@return L_2, the number of layers} */
  public int depth() {
    return weights.size();
  }

  /** {@return W_L [K x inputs]} */
  public Matrix last() {
    return weights.get(weights.size() - 1);
  }

  /** Whether layer {@code i} of these, from 0, has a bias that is not 0. */
  boolean biased(int i) {
    double[] b = biases.get(i);
    if (b != null) {
      for (double x : b) {
        if (x != 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** How many layers have a bias that is not 0. */
  int biasedLayers() {
    int count = 0;
    for (int i = 0; i < depth(); i++) {
      count += biased(i) ? 1 : 0;
    }
    return count;
  }
}
