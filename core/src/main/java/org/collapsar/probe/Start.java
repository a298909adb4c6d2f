package org.collapsar.probe;

import org.collapsar.net.Network;

/** The parameters that a network starts from, and how far it has gone from there. */
final class Start {
  private final Network network;
  private final double[][] weights;
  private final double[][] biases;

  /** Keeps a copy of the parameters as they are now, in double. */
  Start(Network network) {
    this.network = network;
    int depth = network.spec().depth();
    this.weights = new double[depth][];
    this.biases = new double[depth][];
    for (int l = 0; l < depth; l++) {
      weights[l] = network.weights(l);
      biases[l] = network.biases(l);
    }
  }

  /** ||theta - theta_0||, biases among the parameters. */
  double distance() {
    double sum = 0;
    for (int l = 0; l < weights.length; l++) {
      sum += square(network.weights(l), weights[l]) + square(network.biases(l), biases[l]);
    }
    return Math.sqrt(sum);
  }

  private static double square(double[] now, double[] then) {
    double sum = 0;
    for (int i = 0; i < now.length; i++) {
      double difference = now[i] - then[i];
      sum += difference * difference;
    }
    return sum;
  }
}
