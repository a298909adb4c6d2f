package org.collapsar.lab.convolution;

import java.util.ArrayList;
import java.util.List;

/**
 * Residual network for small images (He et al., CVPR 2016, section 4.2): a 3 x 3 convolution,
 * stages of blocks of two 3 x 3 convolutions, stride 2 at the start of every stage but the first,
 * the global average. ResNet20 has blocks 3, 3, 3 and widths 16, 32, 64; ResNet-18 for images of 32
 * x 32 has 2, 2, 2, 2 and 64, 128, 256, 512 with projections.
 *
 * <p>Without batch norm convolutions have biases, and the last convolution of every block starts at
 * 0, so that a new network is no deeper than its stem (as Zhang et al., ICLR 2019, do): drawn by
 * He, outputs would double in variance with every block.
 *
 * <p>Tensors are named as in PyTorch's: {@code layer1.0.conv1.weight}.
 *
 * @param blocks how many, of each stage
 * @param widths channels, of each stage
 * @param shortcut between stages
 * @param batchNorm whether there is batch norm
 */
public record ResNet(
    List<Integer> blocks, List<Integer> widths, Shortcut shortcut, boolean batchNorm)
    implements Trunk {
  /**
   * Keeps copies of the lists.
   *
   * @param blocks how many, of each stage
   * @param widths channels, of each stage
   * @param shortcut between stages
   * @param batchNorm whether there is batch norm
   */
  public ResNet {
    blocks = List.copyOf(blocks);
    widths = List.copyOf(widths);
  }

  /** Shortcuts past a block that changes the image's form. */
  public enum Shortcut {
    /** Option A: subsampled, with zero channels. */
    A,
    /** Option B: a 1 x 1 convolution, and batch norm. */
    B
  }

  @Override
  public List<Stage> stages() {
    List<Stage> stages = new ArrayList<>();
    List<Part> stem =
        Part.normed(
            Part.Convolution.three("conv1", widths.get(0), 1, !batchNorm), "bn1", batchNorm);
    stem.add(new Part.Relu());
    stages.add(new Stage("stem", stem));
    int channels = widths.get(0);
    for (int s = 0; s < blocks.size(); s++) {
      List<Part> parts = new ArrayList<>();
      for (int b = 0; b < blocks.get(s); b++) {
        int stride = s > 0 && b == 0 ? 2 : 1;
        parts.add(block("layer" + (s + 1) + "." + b, channels, widths.get(s), stride));
        parts.add(new Part.Relu());
        channels = widths.get(s);
      }
      if (s == blocks.size() - 1) {
        parts.add(new Part.GlobalAverage());
      }
      stages.add(new Stage("stage " + (s + 1), parts));
    }
    return stages;
  }

  private Part block(String name, int from, int to, int stride) {
    List<Part> branch =
        Part.normed(
            Part.Convolution.three(name + ".conv1", to, stride, !batchNorm),
            name + ".bn1",
            batchNorm);
    branch.add(new Part.Relu());
    branch.addAll(
        Part.normed(
            new Part.Convolution(name + ".conv2", to, 3, 1, 1, !batchNorm, !batchNorm),
            name + ".bn2",
            batchNorm));
    List<Part> beside = List.of();
    if (stride != 1 || from != to) {
      beside =
          shortcut == Shortcut.A
              ? List.of(new Part.Subsample(to, stride))
              : Part.normed(
                  new Part.Convolution(name + ".shortcut.0", to, 1, stride, 0, !batchNorm, false),
                  name + ".shortcut.1",
                  batchNorm);
    }
    return new Part.Residual(branch, beside);
  }
}
