package org.collapsar.metrics;

import org.collapsar.linalg.Gram;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.jspecify.annotations.Nullable;

/**
 * {@code balancedness} of two neighbouring layers,
 *
 * <pre>
 * ||B^T B - A A^T||_op / min(||B^T B||_op, ||A A^T||_op),  A = W_l [n x m], B = W_{l+1} [k x n],
 * </pre>
 *
 * 0 for balanced layers. Source: Jacot et al., ICLR 2025.
 */
public final class Balancedness {
  private Balancedness() {}

  /**
   * @param next W_{l+1} [k x n]
   * @param layer W_l [n x m]
   * @return undefined if one of them is zero or not finite
   * @throws IllegalArgumentException if the sizes do not fit
   */
  public static MetricValue of(Matrix next, Matrix layer) {
    return of(new Weights(next), new Weights(layer));
  }

  /**
   * Computes the same of layers that occur in several pairs: quantities of one layer are computed
   * once.
   *
   * @param next W_{l+1} [k x n]
   * @param layer W_l [n x m]
   * @return undefined if one of them is zero or not finite
   * @throws IllegalArgumentException if the sizes do not fit
   */
  public static MetricValue of(Weights next, Weights layer) {
    checkSizes(next, layer);
    if (!Double.isFinite(next.square()) || !Double.isFinite(layer.square())) {
      return MetricValue.undefined("because the weights are not finite");
    }
    double smaller = Math.min(next.square(), layer.square());
    if (smaller == 0) {
      return MetricValue.undefined("because the weights of a layer are all 0");
    }
    Matrix difference = next.ofColumns().combine(1, -1, layer.ofRows());
    return Values.finite(Spectral.symmetricNorm(difference) / smaller);
  }

  /**
   * {@code balancedness.absolute}: ||B^T B - A A^T||_op, not divided by anything. For linear layers
   * trained by gradient descent with weight decay it falls by (1 - eta lambda)^2 a step.
   *
   * @param next W_{l+1} [k x n]
   * @param layer W_l [n x m]
   * @return undefined if one of them is not finite
   * @throws IllegalArgumentException if the sizes do not fit
   */
  public static MetricValue absolute(Weights next, Weights layer) {
    checkSizes(next, layer);
    if (!Double.isFinite(next.square()) || !Double.isFinite(layer.square())) {
      return MetricValue.undefined("because the weights are not finite");
    }
    return Values.finite(Spectral.symmetricNorm(next.ofColumns().combine(1, -1, layer.ofRows())));
  }

  private static void checkSizes(Weights next, Weights layer) {
    if (next.w.columns() != layer.w.rows()) {
      throw new IllegalArgumentException(
          "balancedness of " + layer.w + " and then " + next.w + ": their sizes do not fit");
    }
  }

  /** The weights of a layer with its Gram matrices, computed when first asked for. */
  public static final class Weights {
    private final Matrix w;
    private @Nullable Matrix ofRows;
    private @Nullable Matrix ofColumns;
    private double square = -1;

    /**
     * @param w not to be changed
     */
    public Weights(Matrix w) {
      this.w = w;
    }

    /** W W^T. */
    private Matrix ofRows() {
      if (ofRows == null) {
        ofRows = Gram.ofRows(w);
      }
      return ofRows;
    }

    /** W^T W. */
    private Matrix ofColumns() {
      if (ofColumns == null) {
        ofColumns = Gram.ofColumns(w);
      }
      return ofColumns;
    }

    /** ||W||_op^2, from the smaller Gram matrix; not finite if W is not. */
    private double square() {
      if (square < 0) {
        boolean finite = Double.isFinite(w.squaredNorm());
        square =
            finite
                ? Spectral.symmetricNorm(w.rows() <= w.columns() ? ofRows() : ofColumns())
                : Double.POSITIVE_INFINITY;
      }
      return square;
    }

    /**
     * Computes what {@link Balancedness#of(Weights, Weights)} will ask for, so that threads may do
     * so for several layers at once.
     *
     * @param hasNext whether there is a layer after this one
     * @param hasBefore whether there is one before it
     */
    public void prepare(boolean hasNext, boolean hasBefore) {
      if (Double.isFinite(square())) {
        if (hasNext) {
          ofRows();
        }
        if (hasBefore) {
          ofColumns();
        }
      }
    }
  }
}
