package org.collapsar.lab.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.FailedException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.files.Npy;
import org.collapsar.files.Npz;
import org.collapsar.files.Safetensors;
import org.collapsar.files.Tensor;
import org.collapsar.linalg.Rows;
import org.collapsar.net.Samples;
import org.collapsar.probe.LayerFeatures;
import org.collapsar.probe.LayerView;
import org.collapsar.probe.ObservedNetwork;

/**
 * Files of the network of a run's checkpoint on its training samples, which {@code measure} and
 * other programs read: the features of every layer, the labels, the weights.
 *
 * @param epoch of the checkpoint
 * @param samples n
 * @param widths of the layers 1 to L
 * @param features {@code features.npz}: layer-01 .. layer-L [n x width], in the run's precision
 * @param labels {@code labels.npy} [n]
 * @param weights {@code weights.safetensors}: W_1 .. W_L [width x inputs], output scales multiplied
 *     in, truncated where the network truncates them (as they act on the layer before), and b_l [1
 *     x width], of the layers that have them
 */
public record RunExport(
    int epoch, int samples, List<Integer> widths, Path features, Path labels, Path weights) {

  /**
   * Keeps a copy of the widths.
   *
   * @param epoch of the checkpoint
   * @param samples n
   * @param widths of the layers 1 to L
   * @param features {@code features.npz}: layer-01 .. layer-L [n x width], in the run's precision
   * @param labels {@code labels.npy} [n]
   * @param weights {@code weights.safetensors}: W_1 .. W_L [width x inputs], output scales
   *     multiplied in, truncated where the network truncates them (as they act on the layer
   *     before), and b_l [1 x width], of the layers that have them
   */
  public RunExport {
    widths = List.copyOf(widths);
  }

  /**
   * Writes the files of a run.
   *
   * @param run the run directory
   * @param out where to; made where it does not exist
   * @param directory where fetched data are, and go
   * @param fetching hears of downloads
   * @param threads how many compute; no number depends on it
   * @return what was written
   * @throws org.collapsar.BadInputException if it is no run, has no checkpoint, or its data cannot
   *     be had
   * @throws org.collapsar.FailedException if a file cannot be written
   */
  public static RunExport write(
      Path run, Path out, DataDirectory directory, FetchListener fetching, int threads) {
    try (TrainedRun trained = TrainedRun.open(run, directory, fetching);
        LayerFeatures features = new LayerFeatures(trained.network(), trained.train(), threads)) {
      return write(trained.epoch(), trained.network(), trained.train(), features, out);
    }
  }

  private static RunExport write(
      int epoch, ObservedNetwork network, Samples train, LayerFeatures features, Path out) {
    int depth = network.depth();
    Map<String, Rows> tables = new LinkedHashMap<>();
    List<Tensor> tensors = new ArrayList<>();
    List<Integer> widths = new ArrayList<>();
    for (int l = 0; l < depth; l++) {
      LayerView layer = network.layer(l);
      int width = layer.width();
      widths.add(width);
      tables.put("layer-%02d".formatted(l + 1), features.of(l));
      String weights = "W_" + (l + 1);
      layer
          .actingWeights()
          .ifPresent(
              w ->
                  tensors.add(
                      Tensor.of(weights, w.rows(), w.columns(), w.data(), network.precision())));
      double[] bias = layer.bias();
      if (bias.length > 0) {
        tensors.add(Tensor.of("b_" + (l + 1), 1, width, bias, network.precision()));
      }
    }
    int[] labels = train.labels();
    RunExport export =
        new RunExport(
            epoch,
            train.size(),
            widths,
            out.resolve("features.npz"),
            out.resolve("labels.npy"),
            out.resolve("weights.safetensors"));
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new FailedException(out + ": cannot be written (" + e.getMessage() + ")", e);
    }
    Npz.write(export.features, tables, network.precision());
    Npy.write(export.labels, labels);
    Safetensors.write(export.weights, Map.of("epoch", Integer.toString(epoch)), tensors);
    return export;
  }
}
