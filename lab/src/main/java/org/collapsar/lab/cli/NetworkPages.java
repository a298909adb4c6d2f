package org.collapsar.lab.cli;

import java.util.List;
import org.collapsar.lab.model.MeasuredModel;
import org.collapsar.lab.model.ModelFacts;
import org.collapsar.lab.page.NetworkReport;

/** What the page says of a network that was measured. */
final class NetworkPages {
  private NetworkPages() {}

  static NetworkReport of(MeasuredModel measured) {
    ModelFacts facts = measured.facts();
    String classifier = facts.classifier();
    return new NetworkReport(
        facts.file(),
        facts.description(),
        classifier == null ? "none, " + facts.noClassifier() : classifier,
        facts.imagesText(),
        List.of(facts.preset() + ": " + facts.preprocessing()),
        measured.whatIf().stream()
            .map(
                each ->
                    new NetworkReport.Neighbour(
                        each.choice(),
                        each.images(),
                        each.accuracy().orNaN(),
                        each.quotient().orNaN()))
            .toList(),
        measured.thumbnails().stream()
            .map(
                each ->
                    new NetworkReport.Thumbnail(
                        each.png(), each.of(), each.decided().isEmpty() ? null : each.decided()))
            .toList(),
        measured.certified() == null ? List.of() : List.of(measured.certified()));
  }
}
