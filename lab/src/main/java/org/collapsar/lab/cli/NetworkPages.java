package org.collapsar.lab.cli;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.lab.model.MeasuredModel;
import org.collapsar.lab.model.ModelFacts;
import org.collapsar.lab.page.NetworkReport;

/** What the page says of a network that was measured. */
final class NetworkPages {
  private NetworkPages() {}

  static NetworkReport of(MeasuredModel measured) {
    ModelFacts facts = measured.facts();
    return new NetworkReport(
        facts.file(),
        facts.description(),
        String.join("; ", sentences(facts)),
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

  private static List<String> sentences(ModelFacts facts) {
    List<String> sentences = new ArrayList<>();
    String classifier = facts.classifier();
    sentences.add(classifier == null ? "none, " + facts.noClassifier() : classifier);
    sentences.addAll(facts.blocksText());
    return sentences;
  }
}
