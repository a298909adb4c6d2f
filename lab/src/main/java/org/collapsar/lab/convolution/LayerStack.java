package org.collapsar.lab.convolution;

import java.util.List;

/**
 * Backbone that is said part by part; it ends in a vector.
 *
 * @param parts one after the other
 */
public record LayerStack(List<Part> parts) implements Trunk {
  /**
   * Keeps a copy of the parts.
   *
   * @param parts one after the other
   */
  public LayerStack {
    parts = List.copyOf(parts);
  }

  @Override
  public List<Stage> stages() {
    return List.of(new Stage("layers", parts));
  }
}
