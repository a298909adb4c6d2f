package org.collapsar.lab.page;

import java.util.List;
import org.collapsar.data.FeatureFiles;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.run.RunRecord;

/** What runs were trained on, in words. */
final class DataWords {
  private DataWords() {}

  /** For the facts of a page: "mnist, 6000 training samples, 3 classes". */
  static String line(RunRecord run) {
    Section data = run.data();
    StringBuilder line = new StringBuilder(data.has("name") ? data.text("name") : "not recorded");
    String said = description(data);
    if (!said.isEmpty()) {
      line.append(" (").append(said).append(')');
    }
    if (data.has("train_samples")) {
      line.append(", ").append(data.whole("train_samples", 0)).append(" training samples");
    }
    if (!said.isEmpty()) {
      line.append(", d = ").append(data.whole("dimension", 0));
    }
    if (data.has("classes")) {
      line.append(", ").append(data.whole("classes", 0)).append(" classes");
    }
    return line.toString();
  }

  /** For captions, where the user says what the files are; else empty. */
  static String sentence(List<RunRecord> runs) {
    Section data = runs.get(0).data();
    String said = description(data);
    return said.isEmpty()
        ? ""
        : "Features: %s, d = %d, n = %d."
            .formatted(said, data.whole("dimension", 0), data.whole("train_samples", 0));
  }

  private static String description(Section data) {
    boolean files = data.has("name") && data.text("name").equals(FeatureFiles.NAME);
    String source = files && data.has("source") ? data.text("source") : FeatureFiles.SOURCE;
    return source.equals(FeatureFiles.SOURCE) ? "" : source;
  }
}
