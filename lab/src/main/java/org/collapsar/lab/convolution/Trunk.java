package org.collapsar.lab.convolution;

import java.util.List;

/** A kind of backbone: from images to vectors. */
public interface Trunk {
  /** Its stages, for images of a form; what the last makes is a vector. */
  List<Stage> stages();
}
