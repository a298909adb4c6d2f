package org.collapsar.lab.config;

import java.util.List;
import org.collapsar.lab.experiment.ClaimSpec;

/** Reads the section {@code claims} of an experiment. */
final class ClaimReader {

  private ClaimReader() {}

  /**
   * The claims, none where the section is absent.
   *
   * @param known columns that metrics.csv will have
   */
  static List<ClaimSpec> read(Section s, List<String> known) {
    if (!s.has("claims")) {
      return List.of();
    }
    return s.list(
        "claims",
        "a list of claims",
        (name, node) -> {
          Section c = new Section(name, node, "id", "text", "metric", "rule", "bound");
          return new ClaimSpec(
              c.text("id"),
              c.text("text"),
              FigureReader.metric(
                  c.name("metric"), c.get("metric", "a metric"), c.text("metric"), known),
              c.word("rule", ClaimSpec.Rule.class),
              c.number("bound", "a number", x -> true));
        });
  }
}
