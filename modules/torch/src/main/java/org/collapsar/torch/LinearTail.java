package org.collapsar.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.probe.LayerView;
import org.jspecify.annotations.Nullable;

/**
 * The linear layers at the end of a model of DJL, which has no hooks: where blocks follow each
 * other in {@link SequentialBlock}s they are run one by one. In any other block a {@link Linear}'s
 * input is had by running the block with the identity in the place of its weights and no bias. What
 * was found is compared with the model's own outputs ({@link #check}), so that a block that goes on
 * behind its last linear layer is refused, not measured wrongly.
 */
final class LinearTail {
  /** Outputs of the model and of what was found in it may differ by so much of their size. */
  private static final double TOLERANCE = 1e-4;

  private static final Map<String, String> ACTIVATIONS = Map.of("ReLU", "relu", "Tanh", "tanh");

  /** A block under its name. */
  private record Named(String name, Block block) {}

  /**
   * A layer.
   *
   * @param name of its block, as in the names of its parameters
   * @param bend the activation behind it, null for none
   */
  record Link(String name, Linear linear, @Nullable LambdaBlock bend) {
    String activation() {
      return bend == null ? LayerView.IDENTITY : ACTIVATIONS.getOrDefault(bend.getName(), "");
    }

    /** W, [width x inputs]. */
    NDArray weights() {
      return linear.getDirectParameters().get("weight").getArray();
    }

    /** b, [width], or null. */
    @Nullable NDArray bias() {
      var parameters = linear.getDirectParameters();
      return parameters.contains("bias") ? parameters.get("bias").getArray() : null;
    }
  }

  /**
   * What a batch gives.
   *
   * @param features Z_0
   * @param before of each layer, before its activation
   * @param after of each layer
   */
  record Made(NDArray features, List<NDArray> before, List<NDArray> after) {}

  private final Block model;
  private final List<Named> before;
  private final @Nullable Named opaque;
  private final List<Link> links;
  private final List<Named> behind;

  private LinearTail(
      Block model,
      List<Named> before,
      @Nullable Named opaque,
      List<Link> links,
      List<Named> behind) {
    this.model = model;
    this.before = before;
    this.opaque = opaque;
    this.links = links;
    this.behind = behind;
  }

  /**
   * Looks for them.
   *
   * @param classifier the name of the last one, null for the last linear layer of the model
   * @throws BadInputException if there is none
   */
  static LinearTail of(Block model, @Nullable String classifier) {
    List<Named> parts = new ArrayList<>();
    flatten("", model, parts);
    for (int i = parts.size() - 1; i >= 0; i--) {
      Named part = parts.get(i);
      List<Named> inside = new ArrayList<>();
      linears(part.name, part.block, inside);
      for (int k = inside.size() - 1; k >= 0; k--) {
        Named found = inside.get(k);
        if (classifier == null || classifier.equals(found.name)) {
          return of(model, parts, i, found);
        }
      }
    }
    List<Named> all = new ArrayList<>();
    linears("", model, all);
    throw new BadInputException(
        classifier == null
            ? "model: expected a block Linear in it, found none"
            : "classifier: expected one of "
                + String.join(", ", all.stream().map(Named::name).toList())
                + ", found "
                + classifier);
  }

  private static LinearTail of(Block model, List<Named> parts, int at, Named found) {
    ArrayDeque<Link> links = new ArrayDeque<>();
    links.add(new Link(found.name, (Linear) found.block, null));
    List<Named> behind = parts.subList(at + 1, parts.size());
    if (parts.get(at).block != found.block) {
      return new LinearTail(model, parts.subList(0, at), parts.get(at), List.copyOf(links), behind);
    }
    int first = at;
    while (first > 0) {
      Named last = parts.get(first - 1);
      boolean bends =
          first > 1
              && last.block instanceof LambdaBlock lambda
              && ACTIVATIONS.containsKey(lambda.getName())
              && parts.get(first - 2).block instanceof Linear;
      if (!bends && !(last.block instanceof Linear)) {
        break;
      }
      Named linear = bends ? parts.get(first - 2) : last;
      links.addFirst(
          new Link(linear.name, (Linear) linear.block, bends ? (LambdaBlock) last.block : null));
      first -= bends ? 2 : 1;
    }
    return new LinearTail(model, parts.subList(0, first), null, List.copyOf(links), behind);
  }

  /** Blocks that are run one after the other. */
  private static void flatten(String name, Block block, List<Named> into) {
    if (block instanceof SequentialBlock sequence && !sequence.isReturnIntermediate()) {
      for (Pair<String, Block> child : sequence.getChildren()) {
        flatten(join(name, child.getKey()), child.getValue(), into);
      }
    } else {
      into.add(new Named(name, block));
    }
  }

  private static void linears(String name, Block block, List<Named> into) {
    if (block instanceof Linear) {
      into.add(new Named(name, block));
    }
    for (Pair<String, Block> child : block.getChildren()) {
      linears(join(name, child.getKey()), child.getValue(), into);
    }
  }

  private static String join(String outer, String inner) {
    return outer.isEmpty() ? inner : outer + "_" + inner;
  }

  /** First to last, at least one. */
  List<Link> links() {
    return links;
  }

  /**
   * Forward in evaluation mode.
   *
   * @param inputs of the model, whose manager takes what is made of them
   */
  Made forward(NDList inputs) {
    NDManager manager = inputs.head().getManager();
    ParameterStore store = new ParameterStore(manager, false);
    NDList z = inputs;
    for (Named part : before) {
      z = part.block.forward(store, z, false);
    }
    if (opaque != null) {
      z = opaque.block.forward(new WithIdentity(manager, links.get(0).linear), z, false);
    }
    NDArray features = z.singletonOrThrow();
    List<NDArray> straight = new ArrayList<>();
    List<NDArray> bent = new ArrayList<>();
    for (Link link : links) {
      z = link.linear.forward(store, new NDList(z.singletonOrThrow()), false);
      straight.add(z.singletonOrThrow());
      if (link.bend != null) {
        z = link.bend.forward(store, z, false);
      }
      bent.add(z.singletonOrThrow());
    }
    return new Made(features, straight, bent);
  }

  /**
   * Whether the model makes of inputs what the layers found make of them.
   *
   * @param made of these inputs
   * @throws BadInputException if not
   */
  void check(NDList inputs, Made made) {
    NDArray features = made.features;
    long wanted = links.get(0).weights().getShape().get(1);
    if (features.getShape().dimension() != 2 || features.getShape().get(1) != wanted) {
      throw refused("features [n x " + wanted + "]", features.getShape().toString());
    }
    ParameterStore store = new ParameterStore(inputs.head().getManager(), false);
    NDList own = model.forward(store, inputs, false);
    NDList z = new NDList(made.after.get(made.after.size() - 1));
    for (Named part : behind) {
      z = part.block.forward(store, z, false);
    }
    double[] a = numbers(own);
    double[] b = numbers(z);
    double miss = 0;
    double size = 0;
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      miss = Math.max(miss, Math.abs(a[i] - b[i]));
      size = Math.max(size, Math.abs(a[i]));
    }
    if (a.length != b.length || miss > TOLERANCE * size) {
      throw refused("outputs of the model that are W h + b of it", "others");
    }
  }

  private static double[] numbers(NDList list) {
    if (list.size() != 1) {
      throw new BadInputException("model: expected one output, found " + list.size());
    }
    return Numbers.of(list.head());
  }

  private BadInputException refused(String expected, String found) {
    return new BadInputException(
        "layer "
            + links.get(links.size() - 1).name
            + ": expected "
            + expected
            + ", found "
            + found
            + "; a linear layer at the end of a SequentialBlock is found whatever comes before it,"
            + " classifier(NAME) names another one");
  }

  /** Hands out the identity for the weights of a linear layer and no bias: its output is h. */
  private static final class WithIdentity extends ParameterStore {
    private final NDManager manager;
    private final Parameter weight;
    private final @Nullable Parameter bias;

    WithIdentity(NDManager manager, Linear linear) {
      super(manager, false);
      this.manager = manager;
      this.weight = linear.getDirectParameters().get("weight");
      this.bias =
          linear.getDirectParameters().contains("bias")
              ? linear.getDirectParameters().get("bias")
              : null;
    }

    @Override
    @SuppressWarnings("NullAway") // no bias is null in DJL, whose types do not say so
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
      if (parameter == weight) {
        NDArray own = weight.getArray();
        int side = Math.toIntExact(own.getShape().get(1));
        return manager.eye(side, side, 0, own.getDataType());
      }
      return parameter != null && parameter == bias
          ? null
          : super.getValue(parameter, device, training);
    }
  }
}
