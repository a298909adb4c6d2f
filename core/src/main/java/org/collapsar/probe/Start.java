package org.collapsar.probe;

import java.util.List;
import org.collapsar.linalg.NativeArray;

/** The parameters that a network starts from, and how far it has gone from there. */
final class Start {
  private final List<? extends ParameterGroup> groups;
  private final double[][] weights;
  private final double[][] biases;

  /** Keeps a copy of the parameters as they are now, in double. */
  Start(ObservedNetwork network) {
    this.groups = network.parameters();
    this.weights = new double[groups.size()][];
    this.biases = new double[groups.size()][];
    for (int g = 0; g < weights.length; g++) {
      weights[g] = groups.get(g).weights().toDoubles();
      biases[g] = biases(groups.get(g));
    }
  }

  /** ||theta - theta_0||, biases among the parameters. */
  double distance() {
    double sum = 0;
    for (int g = 0; g < weights.length; g++) {
      sum +=
          square(groups.get(g).weights().toDoubles(), weights[g])
              + square(biases(groups.get(g)), biases[g]);
    }
    return Math.sqrt(sum);
  }

  private static double[] biases(ParameterGroup group) {
    NativeArray bias = group.bias();
    return bias == null ? new double[0] : bias.toDoubles();
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
