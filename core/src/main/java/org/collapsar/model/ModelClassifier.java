package org.collapsar.model;

import java.util.List;
import org.collapsar.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * The classifier of a network: its last linear map, which makes logits W h + b of features h.
 *
 * @param features the tensor h, [n x D]
 * @param logits the tensor W h + b, [n x K]
 * @param head the linear maps that follow each other without anything between, the classifier last;
 *     one, where an activation comes before it
 */
public record ModelClassifier(String features, String logits, List<LinearLayer> head) {

  /**
   * @throws IllegalArgumentException when there is no layer
   */
  public ModelClassifier {
    head = List.copyOf(head);
    if (head.isEmpty()) {
      throw new IllegalArgumentException("classifier: expected a linear layer, found none");
    }
  }

  /** The classifier itself. */
  public LinearLayer layer() {
    return head.get(head.size() - 1);
  }

  /** W, [K x D]. */
  public Matrix weights() {
    return layer().weights();
  }

  /** b, [K]; null where there is none. */
  public double @Nullable [] bias() {
    return layer().bias();
  }

  /** K. */
  public int classes() {
    return weights().rows();
  }

  /** D. */
  public int dimension() {
    return weights().columns();
  }

  /** What was found, in a line: "linear.weight [10 x 64] with bias, features x, logits y". */
  public String describe() {
    StringBuilder line = new StringBuilder();
    for (LinearLayer layer : head) {
      line.append(line.isEmpty() ? "" : ", then ")
          .append(layer.name())
          .append(" [")
          .append(layer.weights().rows())
          .append(" x ")
          .append(layer.weights().columns())
          .append("] ")
          .append(layer.bias() == null ? "without bias" : "with bias");
    }
    return line + "; features " + features + ", logits " + logits;
  }
}
