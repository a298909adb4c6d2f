package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.MetricValue;
import org.collapsar.probe.LayerMeasurement;
import org.jspecify.annotations.Nullable;

/**
 * Writes layers.csv and gram.csv of a run, each as a whole after every epoch that adds to it. A
 * file that nothing was added to does not exist.
 */
final class LayersWriter {
  private final RunDirectory directory;
  private final StringBuilder layers = new StringBuilder(LayersTable.HEADER).append('\n');
  private final StringBuilder gram = new StringBuilder(GramTable.HEADER).append('\n');
  private int lastEpoch = -1;
  private @Nullable LayerMeasurement last;

  LayersWriter(RunDirectory directory) {
    this.directory = directory;
  }

  /** Goes on with what is there of the epochs before {@code epoch}; the rest goes. */
  void resume(int epoch) {
    keepBefore(epoch, directory.layersCsv(), layers);
    keepBefore(epoch, directory.gramCsv(), gram);
  }

  private static void keepBefore(int epoch, Path file, StringBuilder kept) {
    CsvLines.rowsBefore(epoch, file).forEach(line -> kept.append(line).append('\n'));
  }

  /** Adds an epoch, later than the last. */
  void add(int epoch, LayerMeasurement measured, boolean withValues) {
    if (withValues) {
      for (Map.Entry<String, List<MetricValue>> metric : measured.values().entrySet()) {
        for (int l = 0; l < metric.getValue().size(); l++) {
          layers.append(epoch).append(',').append(l + 1).append(',').append(metric.getKey());
          layers.append(',');
          if (metric.getValue().get(l) instanceof MetricValue.Defined defined) {
            layers.append(defined.value());
          }
          layers.append('\n');
        }
      }
      AtomicFiles.write(directory.layersCsv(), layers.toString());
      lastEpoch = epoch;
      last = measured;
    }
    if (!measured.grams().isEmpty()) {
      for (int l = 0; l < measured.grams().size(); l++) {
        addGram(epoch, l + 1, measured.grams().get(l));
      }
      AtomicFiles.write(directory.gramCsv(), gram.toString());
    }
  }

  private void addGram(int epoch, int layer, Matrix matrix) {
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = i; j < matrix.columns(); j++) {
        gram.append(epoch).append(',').append(layer).append(',').append(i).append(',').append(j);
        gram.append(',');
        if (Double.isFinite(matrix.get(i, j))) {
          gram.append(matrix.get(i, j));
        }
        gram.append('\n');
      }
    }
  }

  /** The last values of all layers with reasons where undefined, if there are any. */
  Optional<ObjectNode> summary() {
    if (last == null) {
      return Optional.empty();
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("epoch", lastEpoch);
    ObjectNode values = json.putObject("values");
    last.values()
        .forEach(
            (id, ofLayers) -> {
              ArrayNode list = values.putArray(id);
              ofLayers.forEach(value -> list.add(MetricJson.of(value)));
            });
    return Optional.of(json);
  }
}
