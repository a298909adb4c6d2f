package org.collapsar.lab.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.collapsar.data.images.ImageSet;
import org.collapsar.files.Sha256;
import org.collapsar.model.ModelClassifier;
import org.jspecify.annotations.Nullable;

/**
 * Facts about the network, the images and the preprocessing behind the measured numbers.
 *
 * @param file name of the model's file, without its folder
 * @param description what it is: "ONNX, opset 13, pytorch 1.13.1"
 * @param sha256 of the file
 * @param runtime what computed it, where
 * @param data what the images are from, without their folder
 * @param split of the images; null where the set has none
 * @param images how many
 * @param skipped how many were left out as broken
 * @param preset the name that the preprocessing began with
 * @param preprocessing what was done to an image, in a line
 * @param classifier what was found, in a line; null for none
 * @param noClassifier why there is none, "expected .., found .."; null where there is one
 * @param features the tensor that is the features; null where it is not known
 * @param blocks tensors whose mean over the places is a layer that is shown in their place, by that
 *     layer
 */
public record ModelFacts(
    String file,
    String description,
    String sha256,
    String runtime,
    String data,
    @Nullable String split,
    int images,
    int skipped,
    String preset,
    String preprocessing,
    @Nullable String classifier,
    @Nullable String noClassifier,
    @Nullable String features,
    Map<String, String> blocks) {
  /**
   * Keeps a sorted copy of the blocks.
   *
   * @param file name of the model's file, without its folder
   * @param description what it is: "ONNX, opset 13, pytorch 1.13.1"
   * @param sha256 of the file
   * @param runtime what computed it, where
   * @param data what the images are from, without their folder
   * @param split of the images; null where the set has none
   * @param images how many
   * @param skipped how many were left out as broken
   * @param preset the name that the preprocessing began with
   * @param preprocessing what was done to an image, in a line
   * @param classifier what was found, in a line; null for none
   * @param noClassifier why there is none, "expected .., found .."; null where there is one
   * @param features the tensor that is the features; null where it is not known
   * @param blocks tensors whose mean over the places is a layer that is shown in their place, by
   *     that layer
   */
  public ModelFacts {
    blocks = Collections.unmodifiableMap(new TreeMap<>(blocks));
  }

  static ModelFacts of(FeatureJob job, ImageSet set, ImageFeatures features) {
    ModelClassifier classifier = job.found().classifier();
    return new ModelFacts(
        String.valueOf(job.request().model().getFileName()),
        job.model().description(),
        Sha256.of(job.request().model()),
        job.runtime(),
        set.info().title(),
        set.info().split(),
        features.samples(),
        features.skipped(),
        job.preprocessing().preset(),
        job.preprocessing().describe(),
        classifier == null ? null : classifier.describe(),
        job.reason(),
        job.found().features(),
        job.blocks());
  }

  /** {@return the layers that are shown under another's name, a sentence each} */
  public List<String> blocksText() {
    return blocks.entrySet().stream()
        .map(
            each ->
                each.getKey()
                    + " is also the output of the block before it, averaged over the places of "
                    + each.getValue())
        .toList();
  }

  /** {@return the images in words: "10000 images of cifar10-images.zip, test"} */
  public String imagesText() {
    return images
        + " images of "
        + data
        + (split == null ? "" : ", " + split)
        + (skipped == 0 ? "" : " (" + skipped + " broken ones left out)");
  }
}
