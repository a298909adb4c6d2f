package org.collapsar.model;

import java.util.List;
import org.collapsar.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Classifier of a network: its last linear map, which makes logits W h + b of features h.
 *
 * @param features the tensor h, [n x D]
 * @param logits the tensor W h + b, [n x K]
 * @param head the linear maps that follow each other without anything between, the classifier last;
 *     one, where an activation comes before it
 */
public record ModelClassifier(String features, String logits, List<LinearLayer> head) {

  /**
   * Checks that there is a layer.
   *
   * @param features the tensor h, [n x D]
   * @param logits the tensor W h + b, [n x K]
   * @param head the linear maps that follow each other without anything between, the classifier
   *     last; one, where an activation comes before it
   * @throws IllegalArgumentException when there is no layer
   */
  public ModelClassifier {
    head = List.copyOf(head);
    if (head.isEmpty()) {
      throw new IllegalArgumentException("classifier: expected a linear layer, found none");
    }
  }

  /** {@return the classifier itself, the last layer of the head} */
  public LinearLayer layer() {
    return head.get(head.size() - 1);
  }

  /** {@return W, [K x D]} */
  public Matrix weights() {
    return layer().weights();
  }

  /** {@return b, [K]; null where there is none} */
  public double @Nullable [] bias() {
    return layer().bias();
  }

  /** {@return the number of classes K} */
  public int classes() {
    return weights().rows();
  }

  /** {@return the number of features D} */
  public int dimension() {
    return weights().columns();
  }

  /**
   * {@return what was found, in a line: linear.weight [10 x 64] with bias; the features are tensor
   * "x", the logits tensor "y"}
   */
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
    return line
        + "; the features are tensor \""
        + features
        + "\", the logits tensor \""
        + logits
        + "\"";
  }
}
