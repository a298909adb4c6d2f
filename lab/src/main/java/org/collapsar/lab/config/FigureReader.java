package org.collapsar.lab.config;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.lab.experiment.FigureSpec;

/** Reads the section {@code figures} of an experiment. */
final class FigureReader {

  private FigureReader() {}

  /**
   * The figures, none where the section is absent.
   *
   * @param known columns that metrics.csv will have
   */
  static List<FigureSpec> read(Section s, List<String> known) {
    if (!s.has("figures")) {
      return List.of();
    }
    return s.list(
        "figures",
        "a list of figures",
        (name, node) -> {
          Section f =
              new Section(name, node, "id", "title", "kind", "metrics", "logarithmic", "caption");
          List<String> metrics =
              f.list(
                  "metrics",
                  "a list of metrics",
                  (item, metric) ->
                      metric(item, metric, Section.textOf(item, metric, "a metric"), known));
          if (metrics.isEmpty()) {
            throw f.bad("metrics", "at least one metric");
          }
          return new FigureSpec(
              fileName(f),
              f.text("title"),
              f.word("kind", FigureSpec.Kind.class),
              metrics,
              f.flag("logarithmic", false),
              f.textOrEmpty("caption"));
        });
  }

  /** A figure's id names its files. */
  private static String fileName(Section f) {
    String id = f.text("id");
    if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      throw f.bad("id", "letters, digits, dots and hyphens");
    }
    return id;
  }

  static String metric(String name, ConfigNode node, String metric, List<String> known) {
    if (!known.contains(metric)) {
      throw new BadInputException(
          node.where()
              + ": "
              + name
              + ": expected one of "
              + String.join(", ", known)
              + ", found "
              + metric
              + NearestName.hint(metric, known));
    }
    return metric;
  }
}
