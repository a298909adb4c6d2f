package org.collapsar.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.collapsar.lab.convolution.Part;

/** Parts of networks as DJL's blocks, which work on tensors that are there already. */
final class DjlBlocks {
  private static final String WEIGHT = ".weight";
  private static final String BIAS = ".bias";

  private final Map<String, Tensor> tensors;

  /**
   * @param tensors by the names of {@link org.collapsar.lab.convolution.ParameterSpec}
   */
  DjlBlocks(Map<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  /** Parts, one after the other. */
  Block of(List<Part> parts) {
    if (parts.isEmpty()) {
      return Blocks.identityBlock();
    }
    SequentialBlock sequence = new SequentialBlock();
    parts.forEach(part -> sequence.add(of(part)));
    return sequence;
  }

  private Block of(Part part) {
    if (part instanceof Part.Convolution p) {
      return convolution(p);
    }
    if (part instanceof Part.BatchNorm p) {
      return batchNorm(p);
    }
    if (part instanceof Part.Linear p) {
      return linear(p);
    }
    if (part instanceof Part.Residual p) {
      return beside(of(p.branch()), of(p.shortcut()), DjlBlocks::sum);
    }
    if (part instanceof Part.Concatenation p) {
      return beside(
          Blocks.identityBlock(),
          of(p.branch()),
          (in, made) -> NDArrays.concat(new NDList(in, made), 1));
    }
    if (part instanceof Part.Subsample p) {
      return LambdaBlock.singleton(x -> subsample(x, p));
    }
    if (part instanceof Part.Pool p) {
      Shape side = new Shape(p.side(), p.side());
      return p.largest() ? Pool.maxPool2dBlock(side, side) : Pool.avgPool2dBlock(side, side);
    }
    if (part instanceof Part.GlobalAverage) {
      return Pool.globalAvgPool2dBlock();
    }
    if (part instanceof Part.Flatten) {
      return Blocks.batchFlattenBlock();
    }
    if (part instanceof Part.Relu) {
      return Activation.reluBlock();
    }
    throw new IllegalArgumentException("no block is " + part);
  }

  private Block convolution(Part.Convolution p) {
    Conv2d block =
        Conv2d.builder()
            .setKernelShape(new Shape(p.kernel(), p.kernel()))
            .optStride(new Shape(p.stride(), p.stride()))
            .optPadding(new Shape(p.padding(), p.padding()))
            .setFilters(p.channels())
            .optBias(p.bias())
            .build();
    set(block, "weight", p.name() + WEIGHT);
    if (p.bias()) {
      set(block, "bias", p.name() + BIAS);
    }
    return block;
  }

  /** DJL's momentum is the share of the running moments that a batch leaves. */
  private Block batchNorm(Part.BatchNorm p) {
    BatchNorm block =
        BatchNorm.builder()
            .optEpsilon((float) Part.BatchNorm.EPSILON)
            .optMomentum((float) (1 - Part.BatchNorm.SHARE))
            .build();
    set(block, "gamma", p.name() + WEIGHT);
    set(block, "beta", p.name() + BIAS);
    set(block, "runningMean", p.name() + ".running_mean");
    set(block, "runningVar", p.name() + ".running_var");
    return block;
  }

  private Block linear(Part.Linear p) {
    Linear block = Linear.builder().setUnits(p.width()).optBias(p.bias()).build();
    set(block, "weight", p.name() + WEIGHT);
    if (p.bias()) {
      set(block, "bias", p.name() + BIAS);
    }
    return block;
  }

  private void set(Block block, String name, String tensor) {
    Parameter parameter = block.getDirectParameters().get(name);
    parameter.setArray(
        Objects.requireNonNull(tensors.get(tensor), () -> "no tensor " + tensor).array());
  }

  /** What two blocks make of the same. */
  private interface Both {
    NDArray of(NDArray first, NDArray second);
  }

  private static Block beside(Block first, Block second, Both both) {
    return new ParallelBlock(
        made -> new NDList(both.of(made.get(0).singletonOrThrow(), made.get(1).singletonOrThrow())),
        List.of(first, second));
  }

  /** In the place of the first: what made it does not need it again. */
  private static NDArray sum(NDArray made, NDArray shortcut) {
    return made.addi(shortcut);
  }

  private static NDArray subsample(NDArray x, Part.Subsample p) {
    NDArray pixels =
        p.stride() == 1 ? x : x.get(new NDIndex(":, :, ::" + p.stride() + ", ::" + p.stride()));
    Shape shape = pixels.getShape();
    long missing = p.channels() - shape.get(1);
    if (missing == 0) {
      return pixels;
    }
    long before = missing / 2;
    NDList parts = new NDList();
    if (before > 0) {
      parts.add(zeros(x, shape, before));
    }
    parts.add(pixels);
    parts.add(zeros(x, shape, missing - before));
    return NDArrays.concat(parts, 1);
  }

  private static NDArray zeros(NDArray x, Shape shape, long channels) {
    return x.getManager()
        .zeros(new Shape(shape.get(0), channels, shape.get(2), shape.get(3)), x.getDataType());
  }
}
