package org.collapsar.probe;

import java.util.List;
import java.util.stream.IntStream;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.SeparationLaw;

/** {@link SeparationLaw} over the layers Z_1 to Z_L of a network in training. */
public final class SeparationMetrics implements MetricFamily {

  @Override
  public List<MetricInfo> offers() {
    return SeparationLaw.METRICS;
  }

  @Override
  public Cadence cadence() {
    return LayerMetrics.CADENCE;
  }

  @Override
  public Collector start(Training training, Wanted wanted) {
    return new Layers(
        new LayerMetrics()
            .start(training, new Wanted(List.of(), List.of(SeparationLaw.OF), List.of())),
        wanted.metrics());
  }

  /** The fuzziness of all layers, measured whether layers.csv has it or not. */
  private record Layers(Collector fuzziness, List<String> wanted) implements Collector {

    @Override
    public boolean needsBefore() {
      return fuzziness.needsBefore();
    }

    @Override
    public void begin(Epoch epoch) {
      fuzziness.begin(epoch);
    }

    @Override
    public void visit(int start, int samples, Activations pass) {
      fuzziness.visit(start, samples, pass);
    }

    @Override
    public void measure(Epoch epoch) {
      fuzziness.measure(epoch);
      List<MetricValue> values = epoch.ofLayers(SeparationLaw.OF);
      List<String> names =
          IntStream.rangeClosed(1, values.size()).mapToObj(Integer::toString).toList();
      SeparationLaw.of(names, values)
          .forEach(
              (id, value) -> {
                if (wanted.contains(id)) {
                  epoch.put(id, value);
                }
              });
    }

    @Override
    public void close() {
      fuzziness.close();
    }
  }
}
