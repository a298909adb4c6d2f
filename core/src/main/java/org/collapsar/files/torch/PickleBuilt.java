package org.collapsar.files.torch;

/** A description that is given the rest of what it describes after it was made. */
interface PickleBuilt {
  /** Takes the state that a pickle sets. */
  void build(Object state);
}
