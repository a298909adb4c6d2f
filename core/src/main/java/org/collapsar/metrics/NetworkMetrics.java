package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;

import java.util.List;
import java.util.function.Function;

/** What needs the layers of a network, and is measured in training only. */
final class NetworkMetrics {
  private static final Function<Evaluation, MetricValue> NONE =
      e -> MetricValue.undefined("because it needs the layers of a network: see training");

  private static final String COST = "one product of weights";

  static final List<Definition> ALL =
      List.of(
          metric("balancedness.normalised")
              .ofPairs()
              .title("normalised balancedness")
              .label("Balancedness NB", "normalised balancedness NB")
              .says(
                  "Distance of the second moment of the particles from the nearest multiple of W"
                      + " W^T.")
              .formula("||E[a a^T] - c* W W^T||_op / ||E[a a^T]||_op")
              .source(Phrases.WU)
              .undefined("if a layer is zero")
              .costs(COST)
              .needs(Need.NETWORK)
              .from(NONE),
          metric("balancedness")
              .ofPairs()
              .title("balancedness of two layers")
              .label("Balancedness", "balancedness of neighbouring weights")
              .says("How far two neighbouring layers are from being balanced.")
              .formula(
                  "||B^T B - A A^T||_op / min(||B^T B||_op, ||A A^T||_op), A = W_l, B = W_{l+1}")
              .source(Phrases.JACOT)
              .undefined("if a layer is zero")
              .costs(COST)
              .needs(Need.NETWORK)
              .taken(Taken.IN_TRAINING, Taken.OF_LAYERS)
              .from(NONE),
          metric("balancedness.absolute")
              .ofPairs()
              .title("absolute balancedness of two layers")
              .label("Imbalance", "imbalance of neighbouring weights")
              .says(
                  "How far two neighbouring layers are from being balanced, not divided by their"
                      + " size.")
              .formula("||B^T B - A A^T||_op, A = W_l, B = W_{l+1}")
              .source(Phrases.JACOT)
              .undefined("if a weight is not finite")
              .costs(COST)
              .needs(Need.NETWORK)
              .taken(Taken.OF_LAYERS)
              .from(NONE),
          metric("negativity")
              .title("negativity of a layer")
              .label("Negativity", "negativity (0: acts linearly)")
              .says("How much an activation changes what it is given.")
              .formula("||Z - sigma(Z)||_op / ||Z||_op")
              .source(Phrases.JACOT)
              .undefined("if Z = 0")
              .costs("the spectrum of a layer's activations")
              .needs(Need.NETWORK)
              .taken(Taken.OF_LAYERS)
              .from(NONE));

  private NetworkMetrics() {}
}
