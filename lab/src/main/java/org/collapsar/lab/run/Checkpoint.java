package org.collapsar.lab.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.collapsar.BadInputException;
import org.collapsar.files.Safetensors;
import org.collapsar.files.Tensor;
import org.collapsar.files.format.SafetensorsFile;
import org.collapsar.files.format.TensorInfo;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.WeightArrays;
import org.jspecify.annotations.Nullable;

/**
 * The state of a run after an epoch: weights and biases, and with momentum the velocities of both.
 * Nothing else is needed to go on, because the order of the samples and the noise of an epoch
 * depend on the seed and the epoch's number alone.
 *
 * <p>Tensors of layer l, from 0: {@code layers.l.weight} [width x inputs], {@code layers.l.bias} [1
 * x width], and with {@code .velocity} behind those names what has their shapes.
 */
final class Checkpoint {
  private static final String EPOCH = "epoch";
  private static final String VELOCITY = ".velocity";

  private final int epoch;
  private final Map<String, Array> arrays;

  /** Numbers in row-major order; the precision is what they are written in. */
  private record Array(List<Long> shape, double[] values, Precision precision) {}

  private Checkpoint(int epoch, Map<String, Array> arrays) {
    this.epoch = epoch;
    this.arrays = arrays;
  }

  /**
   * The state of a network, copied.
   *
   * @param velocities null without momentum
   */
  static Checkpoint of(Network network, @Nullable WeightArrays velocities, int epoch) {
    Map<String, Array> arrays = new LinkedHashMap<>();
    parameters(network, velocities)
        .forEach(
            (name, parameter) ->
                arrays.put(
                    name,
                    new Array(parameter.shape, parameter.live.toDoubles(), network.precision())));
    return new Checkpoint(epoch, arrays);
  }

  /** Numbers of a run that a checkpoint holds, where training changes them. */
  private record Parameter(List<Long> shape, NativeArray live) {}

  /** By name, in the order in which they are written. */
  private static Map<String, Parameter> parameters(
      Network network, @Nullable WeightArrays velocities) {
    Map<String, Parameter> all = new LinkedHashMap<>();
    for (int l = 0; l < network.spec().depth(); l++) {
      addLayer(all, network.spec(), network.arrays(), l, "");
      if (velocities != null) {
        addLayer(all, network.spec(), velocities, l, VELOCITY);
      }
    }
    return all;
  }

  private static void addLayer(
      Map<String, Parameter> all, NetworkSpec spec, WeightArrays arrays, int l, String suffix) {
    long width = spec.layers().get(l).width();
    String layer = "layers." + l;
    all.put(
        layer + ".weight" + suffix,
        new Parameter(List.of(width, (long) spec.inputsOf(l)), arrays.layer(l)));
    NativeArray bias = arrays.bias(l);
    if (bias != null) {
      all.put(layer + ".bias" + suffix, new Parameter(List.of(1L, width), bias));
    }
  }

  /**
   * Reads a file.
   *
   * @throws BadInputException if it is no checkpoint
   */
  static Checkpoint read(Path file) {
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      String epoch = tensors.metadata().getOrDefault(EPOCH, "nothing");
      if (!epoch.matches("\\d{1,9}")) {
        throw new BadInputException(
            file + ": expected metadata with an epoch, found " + epoch + ": --force starts over");
      }
      Map<String, Array> arrays = new LinkedHashMap<>();
      for (TensorInfo tensor : tensors.tensors()) {
        arrays.put(
            tensor.name(),
            new Array(tensor.shape(), tensors.values(tensor.name()), Precision.FLOAT64));
      }
      return new Checkpoint(Integer.parseInt(epoch), arrays);
    }
  }

  /** The number of epochs done. */
  int epoch() {
    return epoch;
  }

  /** Writes the file, in the precision of the network, which loses nothing. */
  void write(Path file) {
    List<Tensor> tensors = new ArrayList<>();
    arrays.forEach(
        (name, a) ->
            tensors.add(
                Tensor.of(
                    name,
                    Math.toIntExact(a.shape.get(0)),
                    Math.toIntExact(a.shape.get(1)),
                    a.values,
                    a.precision)));
    Safetensors.write(file, Map.of(EPOCH, Integer.toString(epoch)), tensors);
  }

  /**
   * Whether it has the weights and biases of a network; velocities are not looked at.
   *
   * @throws BadInputException if not
   */
  void checkFits(Network network, Path file) {
    checkFits(parameters(network, null), name -> !name.endsWith(VELOCITY), file);
  }

  /**
   * Whether a run has just these numbers.
   *
   * @param velocities null without momentum
   * @throws BadInputException if not
   */
  void checkFits(Network network, @Nullable WeightArrays velocities, Path file) {
    checkFits(parameters(network, velocities), name -> true, file);
  }

  private void checkFits(Map<String, Parameter> expected, Predicate<String> counts, Path file) {
    expected.forEach(
        (name, parameter) -> {
          Array found = arrays.get(name);
          if (found == null || !found.shape.equals(parameter.shape)) {
            throw new BadInputException(
                file
                    + ": expected "
                    + name
                    + " "
                    + parameter.shape
                    + " for the configuration in run.json, found "
                    + (found == null ? "nothing of that name" : found.shape)
                    + ": --force starts over");
          }
        });
    for (String name : arrays.keySet()) {
      if (counts.test(name) && !expected.containsKey(name)) {
        throw new BadInputException(
            file
                + ": expected the tensors of the configuration in run.json, found "
                + name
                + " as well: --force starts over");
      }
    }
  }

  /** Puts weights and biases into a network of the same shape. */
  void restore(Network network) {
    restore(network, null);
  }

  /** Puts the state into a network of the same shape, and its velocities where there are any. */
  void restore(Network network, @Nullable WeightArrays velocities) {
    parameters(network, velocities)
        .forEach(
            (name, parameter) -> {
              double[] values = Objects.requireNonNull(arrays.get(name)).values;
              parameter.live.write(0, values, 0, values.length);
            });
  }
}
