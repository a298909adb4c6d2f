package org.collapsar.lab.convolution;

import java.util.ArrayList;
import java.util.List;

/**
 * Network whose layers take the channels of all before them in their block (Huang et al., CVPR
 * 2017), without bottlenecks: a 3 x 3 convolution to 16 channels; blocks of layers, each batch
 * norm, ReLU and a 3 x 3 convolution; between blocks batch norm, ReLU, a 1 x 1 convolution that
 * compresses, and the mean of 2 x 2 pixels; at the end batch norm, ReLU, the global average.
 * DenseNet-22 has three blocks of 6 layers, DenseNet-40 of 12.
 *
 * @param blocks how many layers, of each block
 * @param growth channels that a layer adds
 * @param compression share of the channels that is kept between blocks, above 0 and at most 1
 * @param batchNorm whether there is batch norm; convolutions have biases without it
 */
public record DenseNet(List<Integer> blocks, int growth, double compression, boolean batchNorm)
    implements Trunk {
  /**
   * Keeps a copy of the blocks.
   *
   * @param blocks how many layers, of each block
   * @param growth channels that a layer adds
   * @param compression share of the channels that is kept between blocks, above 0 and at most 1
   * @param batchNorm whether there is batch norm; convolutions have biases without it
   */
  public DenseNet {
    blocks = List.copyOf(blocks);
  }

  private static final int STEM = 16;

  @Override
  public List<Stage> stages() {
    List<Stage> stages = new ArrayList<>();
    stages.add(new Stage("stem", List.of(Part.Convolution.three("conv1", STEM, 1, !batchNorm))));
    int channels = STEM;
    for (int s = 0; s < blocks.size(); s++) {
      List<Part> parts = new ArrayList<>();
      for (int layer = 0; layer < blocks.get(s); layer++) {
        String name = "block" + (s + 1) + "." + layer;
        List<Part> branch = activated(name + ".bn");
        branch.add(Part.Convolution.three(name + ".conv", growth, 1, !batchNorm));
        parts.add(new Part.Concatenation(branch));
      }
      channels += blocks.get(s) * growth;
      if (s < blocks.size() - 1) {
        String name = "transition" + (s + 1);
        channels = Math.max(1, (int) (compression * channels));
        parts.addAll(activated(name + ".bn"));
        parts.add(new Part.Convolution(name + ".conv", channels, 1, 1, 0, !batchNorm, false));
        parts.add(new Part.Pool(false, 2));
      } else {
        parts.addAll(activated("bn"));
        parts.add(new Part.GlobalAverage());
      }
      stages.add(new Stage("block " + (s + 1), parts));
    }
    return stages;
  }

  private List<Part> activated(String name) {
    List<Part> parts = new ArrayList<>();
    if (batchNorm) {
      parts.add(new Part.BatchNorm(name));
    }
    parts.add(new Part.Relu());
    return parts;
  }
}
