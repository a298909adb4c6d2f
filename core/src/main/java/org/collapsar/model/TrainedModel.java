package org.collapsar.model;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Network that somebody trained, as a file describes it: a graph of operators whose tensors have
 * names. Weights are read when they are asked for.
 */
public interface TrainedModel {

  /** {@return the path of the file, as the user named it} */
  Path path();

  /** {@return format and origin in some words for pages: "ONNX, opset 13, pytorch 1.13.1"} */
  String description();

  /** {@return the input: one batch of images or rows} */
  ModelInput input();

  /**
   * {@return all tensors that can be asked for, in the order of the graph; the input comes first}
   * Constants and what lies inside of loops and branches are none.
   */
  List<ModelTensor> tensors();

  /**
   * Chooses the tensors that a table over depth shows: the outputs of every residual block, where
   * there are any, else the inputs of every linear map and convolution; then the features and the
   * logits, where the classifier is known.
   *
   * @param classifier that was looked for
   * @return names in the order of the graph
   */
  List<String> automatic(FoundClassifier classifier);

  /**
   * Finds the tensor of images, [n x C x H x W], whose mean over the places is another one, by the
   * graph alone.
   *
   * @param tensor that is the mean
   * @return null where the graph says no such thing
   */
  default @Nullable String meanOf(String tensor) {
    return null;
  }

  /**
   * Looks for the last linear map, and reads its weights.
   *
   * @param choice names that the user gave
   * @return the classifier, or the reason why there is none
   * @throws org.collapsar.BadInputException when a name of the choice is none of this model
   */
  FoundClassifier classifier(ClassifierChoice choice);

  /**
   * Makes the network ready to run. Which tensors are asked for is part of the result: what others
   * need is computed in one piece with its neighbours where nobody asks for what is between, and
   * rounded differently (by some 1e-7 of its size).
   *
   * @param tensors their names, each once
   * @param device where it runs
   * @param threads of all batches that are computed at a time
   * @return open; has to be closed
   * @throws org.collapsar.BadInputException when a tensor is none of this model or holds no
   *     floating-point numbers, or the model cannot be run
   * @throws org.collapsar.FailedException when the device is not there
   */
  ModelRun run(List<String> tensors, ModelDevice device, int threads);
}
