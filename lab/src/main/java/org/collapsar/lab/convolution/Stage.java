package org.collapsar.lab.convolution;

import java.util.List;

/**
 * Stage: a part of a backbone between places where it can be looked at.
 *
 * @param name what messages call it
 * @param parts one after the other
 */
public record Stage(String name, List<Part> parts) {
  /**
   * Keeps a copy of the parts.
   *
   * @param name what messages call it
   * @param parts one after the other
   */
  public Stage {
    parts = List.copyOf(parts);
  }
}
