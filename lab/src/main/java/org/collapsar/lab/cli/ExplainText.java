package org.collapsar.lab.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.Taken;
import org.collapsar.probe.MetricFamilies;

/** Everything that can be measured anywhere, as a person reads it. */
final class ExplainText {
  private final MetricFamilies known;

  ExplainText(MetricFamilies known) {
    this.known = known;
  }

  /**
   * The metric of this id, or all whose ids go on from it with a dot.
   *
   * @param id empty for every metric
   * @throws BadInputException if there is none
   */
  List<MetricInfo> find(String id) {
    if (id.isEmpty()) {
      return known.everything();
    }
    List<MetricInfo> found =
        known
            .find(id)
            .map(List::of)
            .orElseGet(
                () ->
                    known.everything().stream()
                        .filter(info -> info.id().startsWith(id + "."))
                        .toList());
    if (found.isEmpty()) {
      throw new BadInputException(
          "--explain: expected a metric, found '"
              + id
              + "'"
              + NearestName.hint(id, known.everything().stream().map(MetricInfo::id).toList()));
    }
    return found;
  }

  /** Metrics, one line each. */
  void list(List<MetricInfo> infos, PrintStream out) {
    int width = MeasureText.nameWidth(infos.stream().map(MetricInfo::id).toList());
    for (MetricInfo info : infos) {
      out.println(MeasureText.pad(info.id(), width) + "  " + marks(info) + "  " + info.title());
    }
    out.println();
    out.println("M  any features, by measure; m: only if named or with --all");
    out.println("R  any features with --targets, by measure; S: over the layers of a file");
    out.println("T  a network in training, if metrics.columns names it");
    out.println("L  each layer in training, if metrics.layers names it");
  }

  private String marks(MetricInfo info) {
    String first = " ";
    if (info.needs().contains(Need.TARGETS)) {
      first = "R";
    } else if (info.taken().contains(Taken.OVER_LAYERS)) {
      first = "S";
    } else if (info.taken().contains(Taken.OF_FEATURES)) {
      first = info.byDefault() ? "M" : "m";
    }
    return first
        + (known.cadence(info.id()).isPresent() ? "T" : " ")
        + (known.cadenceOfLayers(info.id()).isPresent() ? "L" : " ");
  }

  /** One metric with everything that is known of it. */
  void explain(MetricInfo info, PrintStream out) {
    out.println(info.id());
    out.println(info.title());
    MeasureText.section("", info.sentence(), out);
    MeasureText.section("formula", info.formula(), out);
    MeasureText.section("source", info.source(), out);
    MeasureText.section("edge cases", info.edgeCases(), out);
    MeasureText.section("cost", info.cost(), out);
    MeasureText.section("measured", String.join("\n", measured(info)), out);
    MeasureText.section(
        "see also",
        known.everything().stream()
            .map(MetricInfo::id)
            .filter(id -> id.startsWith(info.id() + "."))
            .collect(Collectors.joining(", ")),
        out);
  }

  /** Where and when, a line each. */
  private List<String> measured(MetricInfo info) {
    List<String> where = new ArrayList<>();
    if (info.needs().contains(Need.TARGETS)) {
      where.add("of features with --targets, by measure");
    } else if (info.taken().contains(Taken.OVER_LAYERS)) {
      where.add("over the layers of a network, by measure of a file with several tables");
    } else if (info.taken().contains(Taken.OF_FEATURES)) {
      where.add("of features, by measure: " + byDefault(info));
    }
    known
        .cadence(info.id())
        .ifPresent(cadence -> where.add("in training, by metrics.columns: " + cadence.words()));
    known
        .cadenceOfLayers(info.id())
        .ifPresent(
            cadence ->
                where.add("of each layer in training, by metrics.layers: " + cadence.words()));
    return where;
  }

  private static String byDefault(MetricInfo info) {
    if (!info.byDefault()) {
      return "when named or with --all";
    }
    return info.defaultWith().isEmpty()
        ? "by default"
        : "by default where there are "
            + info.defaultWith().stream().map(Need::phrase).collect(Collectors.joining(", "));
  }
}
