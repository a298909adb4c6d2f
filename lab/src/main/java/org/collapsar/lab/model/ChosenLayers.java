package org.collapsar.lab.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.collapsar.files.Shaping;
import org.collapsar.model.FoundClassifier;
import org.collapsar.model.LayerSelection;
import org.collapsar.model.TrainedModel;

/**
 * The tensors that are kept. What comes out of the last block and the features behind it, which are
 * its mean over the places, are one table, since that mean is taken of the block anyway; so where
 * {@code auto} would name both, the features stand for both.
 *
 * @param names in the order of the graph
 * @param blocks what is left out, by the layer that stands for it
 */
record ChosenLayers(List<String> names, Map<String, String> blocks) {
  ChosenLayers {
    names = List.copyOf(names);
    blocks = Collections.unmodifiableMap(new TreeMap<>(blocks));
  }

  /** What the words of a request mean. */
  static ChosenLayers of(ModelRequest request, TrainedModel model, FoundClassifier found) {
    List<String> words = request.layers();
    List<String> names = new ArrayList<>(LayerSelection.of(model, found, words));
    Map<String, String> blocks = new TreeMap<>();
    boolean means =
        request.shaping() != Shaping.FLATTEN && request.shaping() != Shaping.CHANNELS_LAST;
    if (means && words.contains(LayerSelection.AUTO)) {
      for (String name : List.copyOf(names)) {
        String block = model.meanOf(name);
        if (block != null && !words.contains(block) && names.remove(block)) {
          blocks.put(name, block);
        }
      }
    }
    return new ChosenLayers(names, blocks);
  }
}
