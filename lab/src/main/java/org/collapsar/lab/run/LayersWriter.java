package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.collapsar.lab.document.MetricJson;
import org.collapsar.metrics.MetricValue;
import org.collapsar.probe.LayerMeasurement;
import org.jspecify.annotations.Nullable;

/**
 * Writes layers.csv of a run, as a whole after every epoch that adds to it. A run that does not
 * measure its layers does not have it.
 */
final class LayersWriter {
  private final RunDirectory directory;
  private final StringBuilder layers = new StringBuilder(LayersTable.HEADER).append('\n');
  private int lastEpoch = -1;
  private @Nullable LayerMeasurement last;

  LayersWriter(RunDirectory directory) {
    this.directory = directory;
  }

  /** Goes on with what is there of the epochs before {@code epoch}; the rest goes. */
  void resume(int epoch) {
    CsvLines.rowsBefore(epoch, directory.layersCsv())
        .forEach(line -> layers.append(line).append('\n'));
  }

  /** Adds an epoch, later than the last. */
  void add(int epoch, LayerMeasurement measured) {
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
