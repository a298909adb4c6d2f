package org.collapsar.lab.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.MetricsConfig;
import org.collapsar.lab.experiment.TrainingMetrics;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.probe.Cadence;
import org.collapsar.probe.CertificateProbe;
import org.collapsar.probe.LayerMetrics;
import org.collapsar.probe.MatrixInfo;
import org.collapsar.probe.MetricFamilies;
import org.collapsar.probe.SimplexProbe;

/** Reads the section {@code metrics} of an experiment. */
final class MetricsReader {
  private final MetricFamilies known;

  /**
   * @param known everything that can be measured
   */
  MetricsReader(MetricFamilies known) {
    this.known = known;
  }

  /** Of an experiment, which may have no such section. */
  static MetricsConfig read(Section experiment) {
    return new MetricsReader(TrainingMetrics.ALL).of(experiment);
  }

  MetricsConfig of(Section experiment) {
    if (!experiment.has("metrics")) {
      return MetricsConfig.DEFAULT;
    }
    List<Cadence> cadences = cadences(known);
    Section s =
        experiment.section(
            "metrics",
            Stream.concat(
                    Stream.of(
                        "base",
                        "columns",
                        "layers",
                        "gram",
                        "matrices",
                        "simplex",
                        "certificates",
                        "mode"),
                    cadences.stream().map(Cadence::key))
                .toArray(String[]::new));
    List<String> base = s.has("base") ? metrics(s, "base") : TrainingMetrics.USUAL;
    if (!base.contains("loss")) {
      throw s.bad("base", "metrics with loss among them");
    }
    List<String> columns = metrics(s, "columns");
    columns.removeAll(base);
    Map<Cadence, Integer> every = new HashMap<>();
    cadences.forEach(c -> every.put(c, s.whole(c.key(), 1, c.usual())));
    return new MetricsConfig(
        base,
        columns,
        ids(
            s,
            "layers",
            "that can be measured of each layer",
            known.ofLayers(),
            known::refusalOfLayers),
        s.flag("gram", false),
        matrices(s),
        s.flag("simplex", false),
        s.flag("certificates", false),
        every,
        s.word("mode", MetricsConfig.Mode.class, MetricsConfig.Mode.EVAL));
  }

  /** Every cadence that can be set. */
  static List<Cadence> cadences(MetricFamilies known) {
    return Stream.concat(
            known.cadences().stream(), Stream.of(CertificateProbe.CADENCE, SimplexProbe.CADENCE))
        .toList();
  }

  private List<String> metrics(Section s, String key) {
    return ids(s, key, "that can be measured in training", known.offers(), known::refusal);
  }

  /** Metrics, each once: a list, or a text with commas as the command line has it. */
  private static List<String> ids(
      Section s,
      String key,
      String which,
      List<MetricInfo> offered,
      Function<String, Optional<String>> refusal) {
    List<String> ids = new ArrayList<>();
    if (!s.has(key)) {
      return ids;
    }
    List<String> measurable = offered.stream().map(MetricInfo::id).toList();
    Value value = s.value(key, "metric ids");
    List<String> given =
        value.isText() ? List.of(s.text(key).split("\\s*,\\s*", -1)) : s.texts(key);
    for (String id : given) {
      if (!measurable.contains(id)) {
        String why =
            refusal
                .apply(id)
                .map(reason -> id + " " + reason)
                .orElseGet(
                    () ->
                        "expected metrics "
                            + which
                            + ", found "
                            + (id.isEmpty()
                                ? "an empty name"
                                : id + NearestName.hint(id, measurable))
                            + " (collapsar measure --explain lists all)");
        throw new BadInputException(value.where() + ": " + s.name(key) + ": " + why);
      }
      if (!ids.contains(id)) {
        ids.add(id);
      }
    }
    return ids;
  }

  /** Names of matrices, each once. The Gram matrices of layers have a key of their own. */
  private List<String> matrices(Section s) {
    List<String> names = s.has("matrices") ? s.texts("matrices") : List.of();
    List<String> kept =
        known.matrices().stream()
            .map(MatrixInfo::name)
            .filter(name -> !name.equals(LayerMetrics.GRAM))
            .toList();
    for (String name : names) {
      if (!kept.contains(name)) {
        throw s.bad(
            "matrices", "names of " + String.join(", ", kept), name + NearestName.hint(name, kept));
      }
    }
    return names.stream().distinct().toList();
  }
}
