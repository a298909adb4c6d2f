package org.collapsar.lab.convolution;

import java.util.List;

/** A backbone that is said part by part; it ends in a vector. */
public record LayerStack(List<Part> parts) implements Trunk {
  public LayerStack {
    parts = List.copyOf(parts);
  }

  @Override
  public List<Stage> stages() {
    return List.of(new Stage("layers", parts));
  }
}
