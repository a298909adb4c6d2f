package org.collapsar.lab.certify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.collapsar.files.ClassLabels;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.theory.Separability;
import org.collapsar.theory.SeparationCertificate;
import org.jspecify.annotations.Nullable;

/** Certificates of separability as JSON, complete: they can be checked from it. */
public final class SeparabilityJson {
  private SeparabilityJson() {}

  /**
   * Makes the document of all classes.
   *
   * @param source what the data are
   * @param s the certificates, one per class
   * @param labels of the samples; null where these are all rows, of classes called 0 .. K-1.
   *     Support is counted in the rows of the file
   * @param notes what was decided and left out in reading
   * @return a document of the type {@code SEPARABILITY}
   */
  public static ObjectNode document(
      String source, Separability s, @Nullable ClassLabels labels, List<String> notes) {
    ObjectNode json =
        DocumentType.SEPARABILITY
            .begin()
            .put("source", source)
            .put("samples", s.samples())
            .put("dimension", s.dimension())
            .put("largest_norm", s.largestNorm())
            .put("separable", s.separable())
            .put("margin", s.margin());
    int[] kept = labels == null ? null : labels.kept();
    notes.forEach(json.putArray("notes")::add);
    ArrayNode classes = json.putArray("classes");
    for (SeparationCertificate c : s.classes()) {
      ObjectNode entry = classes.addObject();
      entry
          .put("class", c.label())
          .put("name", labels == null ? Integer.toString(c.label()) : labels.name(c.label()))
          .put("outcome", word(c.outcome()))
          .put("margin_at_least", c.lower())
          .put("margin_at_most", c.upper());
      put(entry.putArray("separator"), c.separator());
      ArrayNode support = entry.putArray("support");
      for (int i : c.support()) {
        support.add(kept == null ? i : kept[i]);
      }
      put(entry.putArray("weights"), c.weights());
    }
    return json;
  }

  /**
   * {@return the word for an outcome, for example "not separable"}
   *
   * @param outcome of a class
   */
  public static String word(SeparationCertificate.Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static void put(ArrayNode array, double[] numbers) {
    for (double number : numbers) {
      array.add(number);
    }
  }
}
