package org.collapsar.lab.convolution;

import java.util.ArrayList;
import java.util.List;

/**
 * Backbone of blocks of 3 x 3 convolutions with ReLU, each block followed by the largest of 2 x 2
 * pixels (Simonyan and Zisserman, ICLR 2015), and what is left as a vector. VGG-11 has blocks 1, 1,
 * 2, 2, 2 and widths 64, 128, 256, 512, 512. Convolutions have biases where there is no batch norm.
 *
 * @param blocks how many convolutions, of each block
 * @param widths channels, of each block
 * @param batchNorm whether there is batch norm
 */
public record Vgg(List<Integer> blocks, List<Integer> widths, boolean batchNorm) implements Trunk {
  /**
   * Keeps copies of the lists.
   *
   * @param blocks how many convolutions, of each block
   * @param widths channels, of each block
   * @param batchNorm whether there is batch norm
   */
  public Vgg {
    blocks = List.copyOf(blocks);
    widths = List.copyOf(widths);
  }

  @Override
  public List<Stage> stages() {
    List<Stage> stages = new ArrayList<>();
    for (int s = 0; s < blocks.size(); s++) {
      List<Part> parts = new ArrayList<>();
      for (int c = 0; c < blocks.get(s); c++) {
        String name = "block" + (s + 1) + "." + c;
        parts.addAll(
            Part.normed(
                Part.Convolution.three(name + ".conv", widths.get(s), 1, !batchNorm),
                name + ".bn",
                batchNorm));
        parts.add(new Part.Relu());
      }
      parts.add(new Part.Pool(true, 2));
      if (s == blocks.size() - 1) {
        parts.add(new Part.Flatten());
      }
      stages.add(new Stage("block " + (s + 1), parts));
    }
    return stages;
  }
}
