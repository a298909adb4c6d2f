package org.collapsar.lab.convolution;

import java.util.List;

/** Kind of backbone: from images to vectors. */
public interface Trunk {
  /** {@return the stages, for images of a form; the last makes a vector} */
  List<Stage> stages();
}
