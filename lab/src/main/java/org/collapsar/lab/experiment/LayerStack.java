package org.collapsar.lab.experiment;

import java.util.List;

/**
 * Numbering of the layers of a network in references: 1 to L, with the head's input at the last
 * layer whose activation is not the identity.
 *
 * @param layers L, number of layers
 * @param head L_1, number of the last non-linear layer; 0 when every layer is linear
 */
public record LayerStack(int layers, int head) {

  /**
   * Numbers the layers of a network.
   *
   * @param activations [L] names, first layer first
   * @return L and L_1
   */
  public static LayerStack of(List<String> activations) {
    int head = activations.size();
    while (head > 0 && activations.get(head - 1).equals("identity")) {
      head--;
    }
    return new LayerStack(activations.size(), head);
  }
}
