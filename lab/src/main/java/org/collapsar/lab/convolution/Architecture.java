package org.collapsar.lab.convolution;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.data.ImageShape;

/**
 * Network on images of a form: a backbone in stages, from images to vectors, and the layers behind
 * it.
 *
 * @param image the form of a sample
 * @param stages of the backbone, one after the other
 * @param head its layers, the last with a neuron a class
 * @param bias whether those layers have biases
 * @param stagesAsLayers whether the stages but the first are layers as well, each by the mean of
 *     its channels
 */
public record Architecture(
    ImageShape image,
    List<Stage> stages,
    List<HeadLayer> head,
    boolean bias,
    boolean stagesAsLayers) {
  /**
   * Keeps copies of the lists.
   *
   * @param image the form of a sample
   * @param stages of the backbone, one after the other
   * @param head its layers, the last with a neuron a class
   * @param bias whether those layers have biases
   * @param stagesAsLayers whether the stages but the first are layers as well, each by the mean of
   *     its channels
   */
  public Architecture {
    stages = List.copyOf(stages);
    head = List.copyOf(head);
  }

  /** {@return whether anything of the backbone is more than the data in another form} */
  public boolean backbone() {
    return backboneParts().stream().anyMatch(part -> !(part instanceof Part.Flatten));
  }

  /**
   * {@return the length of the vector that the backbone makes of a sample}
   *
   * @throws Part.Unfitting if a part does not fit what is before it
   */
  public int features() {
    return Part.after(backboneParts(), Extent.of(image)).channels();
  }

  private List<Part> backboneParts() {
    return stages.stream().flatMap(stage -> stage.parts().stream()).toList();
  }

  /**
   * {@return the parts of a layer of the head}
   *
   * @param l number from 0
   */
  public List<Part> headParts(int l) {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part.Linear("head." + l, head.get(l).width(), bias));
    if (head.get(l).relu()) {
      parts.add(new Part.Relu());
    }
    return parts;
  }

  /** {@return all parts, one after the other} */
  public List<Part> parts() {
    List<Part> all = new ArrayList<>(backboneParts());
    for (int l = 0; l < head.size(); l++) {
      all.addAll(headParts(l));
    }
    return all;
  }

  /** {@return every tensor, in the order of the parts} */
  public List<ParameterSpec> tensors() {
    List<ParameterSpec> tensors = new ArrayList<>();
    Part.tensors(parts(), Extent.of(image), tensors::add);
    return tensors;
  }

  /** {@return how many numbers are trained} */
  public long parameters() {
    return tensors().stream()
        .filter(t -> t.role().trained())
        .mapToLong(ParameterSpec::numbers)
        .sum();
  }

  /** {@return the multiplications, each with an addition, of a forward pass over a sample} */
  public double products() {
    return Part.products(parts(), Extent.of(image));
  }

  /** {@return whether the samples of a batch are not independent in training} */
  public boolean batchNorm() {
    return Part.anyBatchNorm(parts());
  }

  /** {@return the channels that each stage makes, in their order} */
  public List<Integer> stageWidths() {
    List<Integer> widths = new ArrayList<>();
    Extent at = Extent.of(image);
    for (Stage stage : stages) {
      at = Part.after(stage.parts(), at);
      widths.add(at.channels());
    }
    return widths;
  }
}
