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
 * L_1 &lt; l &lt;= L. Matrices are not copied and must not be changed.
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
   * @throws BadInputException if there is no sample or no layer, sizes do not fit, a label is out
   *     of range or a number is not finite
   */
  public LinearHead {
    if (classes < 1) {
      throw new BadInputException("classes: expected at least 1, found " + classes);
    }
    if (weights.isEmpty()) {
      throw new BadInputException("weights: expected those of at least one layer, found none");
    }
    if (features.rows() < 1 || features.columns() < 1) {
      throw new BadInputException("features: expected at least one number, found none");
    }
    weights = List.copyOf(weights);
    biases = Collections.unmodifiableList(new ArrayList<>(biases));
    if (biases.size() != weights.size()) {
      throw new BadInputException(
          "biases: expected " + weights.size() + ", one per layer, found " + biases.size());
    }
    ClassMoments.checkLabels(Rows.of(features.data(), features.columns()), labels, classes);
    Rows.checkFinite("features", 0, features.rows(), features.columns(), features.data());
    int inputs = features.columns();
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

  /** A head without biases. */
  public static LinearHead of(Matrix features, int[] labels, int classes, List<Matrix> weights) {
    return new LinearHead(
        features, labels, classes, weights, Collections.nCopies(weights.size(), null));
  }

  /**
   * The head whose outputs are Z_L / s, for one that was trained towards s times the one-hot
   * labels: each weight is divided by s^(1/L_2), so that balanced layers stay balanced. NC1, NC2,
   * NC3 and condition numbers are those of this head.
   *
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

  /** The same with layers {@code i} and {@code j}, from 0, in each other's place. */
  public LinearHead swapped(int i, int j) {
    List<Matrix> order = new ArrayList<>(weights);
    Collections.swap(order, i, j);
    return new LinearHead(features, labels, classes, order, biases);
  }

  /** The same on at most so many of its samples, evenly spread. */
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

  private static int check(int layer, Matrix w, double @Nullable [] b, int inputs) {
    String name = "weights " + (layer + 1);
    if (w.columns() != inputs) {
      throw new BadInputException(
          name
              + ": expected "
              + inputs
              + " columns, as "
              + (layer == 0 ? "the features have" : "weights " + layer + " have rows")
              + ", found "
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

  /** L_2, how many layers. */
  public int depth() {
    return weights.size();
  }

  /** n. */
  public int samples() {
    return features.rows();
  }

  /** W_L. */
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
