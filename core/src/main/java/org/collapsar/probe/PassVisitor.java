package org.collapsar.probe;

import org.collapsar.train.FullPass;

/** Sees the pass that measures an epoch. */
public interface PassVisitor extends FullPass.Visitor {
  /** Whether the pass has to be one with gradient. */
  default boolean needsGradient() {
    return false;
  }
}
