package org.collapsar.lab.page;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.data.FeatureFiles;
import org.collapsar.data.images.ImageData;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.experiment.DataSource;
import org.collapsar.lab.experiment.External;
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
    } else if (data.has("name") && data.text("name").equals(ImageData.NAME)) {
      line.append(" (").append(pictures(run, data)).append(')');
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
    if (runs.isEmpty()) {
      return "";
    }
    Section data = runs.get(0).data();
    String said = description(data);
    return said.isEmpty()
        ? ""
        : "Features: %s, d = %d, n = %d."
            .formatted(said, data.whole("dimension", 0), data.whole("train_samples", 0));
  }

  /** The name of the archive or folder and what its files are: "cifar10-images.zip, JPEG". */
  private static String pictures(RunRecord run, Section data) {
    String source = data.has("source") ? data.text("source") : "";
    int formats = source.indexOf(" pictures of the user");
    return name(run) + (formats < 0 ? "" : ", " + source.substring(0, formats));
  }

  private static String name(RunRecord run) {
    if (!(run.origin() instanceof External)
        && run.experiment().data().source() instanceof DataSource.Pictures pictures) {
      Path name = Path.of(pictures.images().path()).getFileName();
      return name == null ? pictures.images().path() : name.toString();
    }
    return "pictures";
  }

  private static String description(Section data) {
    boolean files = data.has("name") && data.text("name").equals(FeatureFiles.NAME);
    String source = files && data.has("source") ? data.text("source") : FeatureFiles.SOURCE;
    return source.equals(FeatureFiles.SOURCE) ? "" : source;
  }
}
