package org.collapsar.lab.model;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.data.images.PreprocessingOptions;
import org.collapsar.files.Shaping;
import org.collapsar.model.ClassifierChoice;
import org.collapsar.model.ModelDevice;

/**
 * Request to run a trained network over images.
 *
 * @param model its file
 * @param trusted whether a program in the file may be executed
 * @param layers what is kept: names of tensors, patterns, auto, features, logits; at least one
 * @param choice what overrules the classifier that is found
 * @param shaping what becomes of more dimensions than one; {@code NONE} for the mean over places
 * @param preprocessing what is done to an image
 * @param skipBroken whether images that cannot be decoded are left out
 * @param device where the network runs
 * @param threads of the network and of decoding; what the network computes may depend on it in the
 *     last digits of float32
 */
public record ModelRequest(
    Path model,
    boolean trusted,
    List<String> layers,
    ClassifierChoice choice,
    Shaping shaping,
    PreprocessingOptions preprocessing,
    boolean skipBroken,
    ModelDevice device,
    int threads) {
  /**
   * Keeps a copy of the layers.
   *
   * @param model its file
   * @param trusted whether a program in the file may be executed
   * @param layers what is kept: names of tensors, patterns, auto, features, logits; at least one
   * @param choice what overrules the classifier that is found
   * @param shaping what becomes of more dimensions than one; {@code NONE} for the mean over places
   * @param preprocessing what is done to an image
   * @param skipBroken whether images that cannot be decoded are left out
   * @param device where the network runs
   * @param threads of the network and of decoding; what the network computes may depend on it in
   *     the last digits of float32
   */
  public ModelRequest {
    layers = List.copyOf(layers);
  }
}
