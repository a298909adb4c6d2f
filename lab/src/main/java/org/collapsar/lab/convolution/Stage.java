package org.collapsar.lab.convolution;

import java.util.List;

/**
 * A part of a backbone between places where it can be looked at.
 *
 * @param name what messages call it
 */
public record Stage(String name, List<Part> parts) {
  public Stage {
    parts = List.copyOf(parts);
  }
}
