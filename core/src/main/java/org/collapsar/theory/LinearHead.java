package org.collapsar.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.moments.ClassMoments;
import org.jspecify.annotations.Nullable;

/**
 * The linear layers at the end of a network, on its training samples: Z_l = W_l Z_{l-1} (+ b_l) for
 * L_1 &lt; l &lt;= L; without biases it is the head of (1) of Jacot et al. (ICLR 2025). Matrices
 * are not copied and must not be changed.
 *
 * @param features Z_{L_1}, the input of the first of these layers [n x d], a row per sample, after
 *     its activation
 * @param labels [n], each in 0 .. classes-1
 * @param classes K
 * @param weights W_{L_1+1} .. W_L, each [outputs x inputs]; the last has K rows
 * @param biases one per layer, null where it has none
 */
public record LinearHead(
    Matrix features,
    int[] labels,
    int classes,
    List<Matrix> weights,
    List<double @Nullable []> biases) {

  /**
   * Checks that sizes fit and numbers are finite.
   *
   * @param features [n x d], at least one number
   * @param labels [n], each in 0 .. classes-1
   * @param classes at least 1
   * @param weights at least one; each has as many columns as the one before has rows
   * @param biases [layers]; each null, or as long as its weights have rows
   * @throws BadInputException if there is no sample or no layer, sizes do not fit, a label is out
   *     of range or a number is not finite
   */
  public LinearHead {
    LinearLayers layers = new LinearLayers(classes, weights, biases);
    weights = layers.weights();
    biases = layers.biases();
    if (features.rows() < 1 || features.columns() < 1) {
      throw new BadInputException("features: expected at least one number, found none");
    }
    ClassMoments.checkLabels(Rows.of(features.data(), features.columns()), labels, classes);
    Rows.checkFinite("features", 0, features.rows(), features.columns(), features.data());
    if (layers.inputs() != features.columns()) {
      throw new BadInputException(
          "weights 1: expected "
              + features.columns()
              + " columns, as the features have, found "
              + layers.inputs());
    }
  }

  /**
   * Makes a head without biases.
   *
   * @param features Z_{L_1} [n x d], after its activation
   * @param labels [n], each in 0 .. classes-1
   * @param classes K
   * @param weights W_{L_1+1} .. W_L, each [outputs x inputs]
   * @return the head
   * @throws BadInputException if sizes do not fit, a label is out of range or a number is not
   *     finite
   */
  public static LinearHead of(Matrix features, int[] labels, int classes, List<Matrix> weights) {
    return new LinearHead(
        features, labels, classes, weights, Collections.nCopies(weights.size(), null));
  }

  /**
   * Makes the head whose outputs are Z_L / s, for one that was trained towards s times the one-hot
   * labels. Each weight is divided by s^(1/L_2), so that balanced layers stay balanced. NC1, NC2,
   * NC3 and condition numbers are those of this head.
   *
   * @param s length of the targets
   * @return a head on the same samples
   * @throws BadInputException if s is no finite number above 0
   */
  public LinearHead forTargetScale(double s) {
    if (!(s > 0 && s < Double.POSITIVE_INFINITY)) {
      throw new BadInputException("target scale: expected a number above 0, found " + s);
    }
    List<Matrix> scaled = new ArrayList<>();
    List<double @Nullable []> moved = new ArrayList<>();
    for (int i = 0; i < depth(); i++) {
      scaled.add(weights.get(i).scaled(Math.pow(s, -1.0 / depth())));
      double factor = Math.pow(s, -(i + 1.0) / depth());
      double[] b = biases.get(i);
      moved.add(b == null ? null : Arrays.stream(b).map(x -> factor * x).toArray());
    }
    return new LinearHead(features, labels, classes, scaled, moved);
  }

  /**
   * Swaps two layers.
   *
   * @param i one layer of the head, from 0
   * @param j the other one, from 0
   * @return a head on the same samples
   * @throws BadInputException if the sizes of the layers do not fit then
   */
  public LinearHead swapped(int i, int j) {
    List<Matrix> order = new ArrayList<>(weights);
    Collections.swap(order, i, j);
    return new LinearHead(features, labels, classes, order, biases);
  }

  /**
   * Takes fewer samples, evenly spread.
   *
   * @param most at least 1
   * @return a head of the same layers on at most so many samples
   */
  public LinearHead thinned(int most) {
    int step = (samples() + most - 1) / most;
    int count = (samples() + step - 1) / step;
    int d = features.columns();
    Matrix few = new Matrix(count, d);
    int[] theirs = new int[count];
    for (int i = 0; i < count; i++) {
      System.arraycopy(features.data(), i * step * d, few.data(), i * d, d);
      theirs[i] = labels[i * step];
    }
    return new LinearHead(few, theirs, classes, weights, biases);
  }

  /** {@return L_2, the number of layers} */
  public int depth() {
    return weights.size();
  }

  /** {@return N, the number of samples} */
  public int samples() {
    return features.rows();
  }

  /** {@return W_L [K x inputs]} */
  public Matrix last() {
    return weights.get(weights.size() - 1);
  }

  /** {@return the layers without their samples} */
  public LinearLayers layers() {
    return new LinearLayers(classes, weights, biases);
  }
}
