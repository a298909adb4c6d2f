package org.collapsar.lab.experiment;

import java.util.List;
import java.util.OptionalInt;

/**
 * A run that was trained elsewhere, of which only measurements came here.
 *
 * @param name of the network or the run, for titles
 * @param framework that trained it, with its version, for example {@code PyTorch 2.4}
 * @param layers that were measured, first to last; none where they are not known
 */
public record External(String name, String framework, List<Layer> layers) implements Origin {
  public External {
    layers = List.copyOf(layers);
    if (name.isBlank() || framework.isBlank()) {
      throw new IllegalArgumentException("expected a name and a framework, found a blank");
    }
  }

  /**
   * A layer as its framework calls it.
   *
   * @param width neurons, empty where they are not known
   */
  public record Layer(String name, OptionalInt width) {}
}
