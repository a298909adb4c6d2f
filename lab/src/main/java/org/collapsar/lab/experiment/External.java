package org.collapsar.lab.experiment;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Run that was trained elsewhere, of which only measurements came here.
 *
 * @param name of the network or the run, for titles
 * @param framework that trained it, with its version, for example {@code PyTorch 2.4}
 * @param layers that were measured, first to last; none where they are not known
 */
public record External(String name, String framework, List<Layer> layers) implements Origin {
  /**
   * Checks the names.
   *
   * @param name of the network or the run, for titles
   * @param framework that trained it, with its version, for example {@code PyTorch 2.4}
   * @param layers that were measured, first to last; none where they are not known
   * @throws IllegalArgumentException if name or framework is blank
   */
  public External {
    layers = List.copyOf(layers);
    if (name.isBlank() || framework.isBlank()) {
      throw new IllegalArgumentException("expected a name and a framework, found a blank");
    }
  }

  /**
   * Layer as its framework calls it.
   *
   * @param name in the framework's words
   * @param width neurons, empty where they are not known
   * @param activation by name, "identity" for a linear layer; null where it is not known
   */
  public record Layer(String name, OptionalInt width, @Nullable String activation) {
    /**
     * Makes a layer of an activation that is not known.
     *
     * @param name in the framework's words
     * @param width neurons, empty where they are not known
     */
    public Layer(String name, OptionalInt width) {
      this(name, width, null);
    }
  }

  /** {@return the activations of the layers, first to last; none where one of them is not known} */
  public List<String> activations() {
    List<String> all = layers.stream().map(Layer::activation).filter(Objects::nonNull).toList();
    return all.size() == layers.size() ? all : List.of();
  }
}
