package org.collapsar.lab.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.Safetensors;
import org.collapsar.files.SafetensorsFile;
import org.collapsar.files.Tensor;
import org.collapsar.linalg.Precision;
import org.collapsar.net.Network;

/**
 * The state of a run after an epoch: the weights. Nothing else is needed to go on, because the
 * order of the samples and the noise of an epoch depend on the seed and the epoch's number alone.
 */
final class Checkpoint {
  private static final String EPOCH = "epoch";

  private final int epoch;
  private final List<Layer> layers;

  /** Weights [rows x columns] of a layer, row-major. */
  private record Layer(int rows, int columns, double[] weights, Precision precision) {}

  private Checkpoint(int epoch, List<Layer> layers) {
    this.epoch = epoch;
    this.layers = layers;
  }

  /** The state of a network, copied. */
  static Checkpoint of(Network network, int epoch) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 0; l < network.spec().depth(); l++) {
      layers.add(
          new Layer(
              network.spec().layers().get(l).width(),
              network.spec().inputsOf(l),
              network.weights(l),
              network.precision()));
    }
    return new Checkpoint(epoch, layers);
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
      List<Layer> layers = new ArrayList<>();
      for (int l = 0; l < tensors.tensors().size(); l++) {
        List<Long> shape = tensors.tensor(name(l)).shape();
        if (shape.size() != 2) {
          throw new BadInputException(
              file + ": expected matrices, found " + shape.size() + " dimensions in " + name(l));
        }
        layers.add(
            new Layer(
                Math.toIntExact(shape.get(0)),
                Math.toIntExact(shape.get(1)),
                tensors.values(name(l)),
                Precision.FLOAT64));
      }
      return new Checkpoint(Integer.parseInt(epoch), layers);
    }
  }

  /** The number of epochs done. */
  int epoch() {
    return epoch;
  }

  /** Writes the file, in the precision of the network, which loses nothing. */
  void write(Path file) {
    List<Tensor> tensors = new ArrayList<>();
    for (int l = 0; l < layers.size(); l++) {
      Layer layer = layers.get(l);
      tensors.add(Tensor.of(name(l), layer.rows, layer.columns, layer.weights, layer.precision));
    }
    Safetensors.write(file, Map.of(EPOCH, Integer.toString(epoch)), tensors);
  }

  /**
   * Whether the weights have the shapes of a network.
   *
   * @throws BadInputException if not
   */
  void checkFits(Network network, Path file) {
    boolean fits = layers.size() == network.spec().depth();
    for (int l = 0; fits && l < layers.size(); l++) {
      fits =
          layers.get(l).rows == network.spec().layers().get(l).width()
              && layers.get(l).columns == network.spec().inputsOf(l);
    }
    if (!fits) {
      throw new BadInputException(
          file
              + ": expected the weights of the network in run.json, found other shapes: --force"
              + " starts over");
    }
  }

  /** Puts the weights into a network of the same shape. */
  void restore(Network network) {
    for (int l = 0; l < layers.size(); l++) {
      network.setWeights(l, layers.get(l).weights);
    }
  }

  private static String name(int layer) {
    return "layers." + layer + ".weight";
  }
}
