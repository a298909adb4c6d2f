package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.InvalidPathException;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.data.FeatureFiles;
import org.collapsar.files.FileGroups;
import org.collapsar.files.LabelRules;
import org.collapsar.files.Shaping;
import org.collapsar.files.TableRules;
import org.collapsar.files.text.TextOptions;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads files of the user in the section {@code data}, and how they are read, and writes both. */
final class FilesReader {
  /** All keys of such a section. */
  static final String[] KEYS = {
    "name",
    "description",
    "features",
    "labels",
    "testFeatures",
    "testLabels",
    "labelColumn",
    "header",
    "skipColumns",
    "shape",
    "join",
    "ignoreLabel",
    "minPerClass",
    "argmax",
    "classesFrom",
    "classes",
    "relabel",
    "samplesPerClass",
    "scaling"
  };

  private FilesReader() {}

  /** The files, and what they are. */
  static DataSource.Given given(Section s) {
    String said = s.has("description") ? s.text("description").strip() : FeatureFiles.SOURCE;
    if (said.lines().count() > 1) {
      throw s.bad("description", "a line of text that says what the features are");
    }
    return new DataSource.Given(files(s), said);
  }

  /** The files; null where none is named, and then there may be no rules for them. */
  private static @Nullable FeatureFiles files(Section s) {
    if (!s.has("features") && !s.has("labels")) {
      for (String key : List.of(KEYS).subList(4, 15)) {
        if (s.has(key)) {
          throw s.bad(key, "data.features and data.labels as well");
        }
      }
      return null;
    }
    if (s.has("labelColumn")) {
      if (s.has("labels")) {
        throw s.bad("labelColumn", "no data.labels beside it");
      }
      if (s.has("testLabels") && !s.has("testFeatures")) {
        throw s.bad("testLabels", "data.testFeatures as well, one label per row of features");
      }
    } else {
      together(s, "features", "labels");
      together(s, "testFeatures", "testLabels");
    }
    return new FeatureFiles(
        path(s, "features"),
        pathOrNull(s, "labels"),
        pathOrNull(s, "testFeatures"),
        pathOrNull(s, "testLabels"),
        rules(s));
  }

  private static TableRules rules(Section s) {
    return new TableRules(
        text(s),
        s.word("shape", Shaping.class, Shaping.NONE),
        new LabelRules(
            null,
            texts(s, "ignoreLabel"),
            s.whole("minPerClass", 1, 1),
            s.flag("argmax", false),
            pathOrNull(s, "classesFrom")),
        s.flag("join", false));
  }

  private static TextOptions text(Section s) {
    int lines = TextOptions.BY_CONTENT;
    if (s.has("header")) {
      try {
        lines = TextOptions.headerLines(s.text("header"));
      } catch (BadInputException e) {
        throw s.bad("header", "yes, no or a number of lines");
      }
    }
    return new TextOptions(lines, texts(s, "skipColumns"), s.textOrNull("labelColumn"));
  }

  /** One text, or a list of them. */
  private static List<String> texts(Section s, String key) {
    return s.has(key) && !s.value(key, "a text").isList()
        ? List.of(s.text(key))
        : s.texts(key).stream().map(String::strip).toList();
  }

  private static void together(Section s, String one, String other) {
    if (s.has(one) != s.has(other)) {
      String there = s.has(one) ? one : other;
      String lacking = s.has(one) ? other : one;
      throw s.bad(there, "data." + lacking + " as well, one label per row of features");
    }
  }

  private static @Nullable String pathOrNull(Section s, String key) {
    return s.has(key) ? path(s, key) : null;
  }

  /**
   * PATH or PATH:MEMBER, made absolute from the working directory, so that a run can be resumed and
   * certified from another.
   */
  private static String path(Section s, String key) {
    try {
      return FileGroups.absolute(s.text(key));
    } catch (InvalidPathException e) {
      throw s.bad(key, "the path of a file");
    }
  }

  /** What {@link #given} reads back to the same. */
  static void put(ObjectNode json, DataSource.Given given) {
    if (given.described()) {
      json.put("description", given.description());
    }
    FeatureFiles files = given.files();
    if (files == null) {
      return;
    }
    json.put("features", files.features());
    putText(json, "labels", files.labels());
    putText(json, "testFeatures", files.testFeatures());
    putText(json, "testLabels", files.testLabels());
    TableRules rules = files.rules();
    TextOptions text = rules.text();
    putText(json, "labelColumn", text.labelColumn());
    if (text.headerLines() != TextOptions.BY_CONTENT) {
      json.put("header", Integer.toString(text.headerLines()));
    }
    putList(json, "skipColumns", text.skipColumns());
    if (rules.shaping() != Shaping.NONE) {
      json.put("shape", Value.word(rules.shaping()));
    }
    if (rules.join()) {
      json.put("join", true);
    }
    LabelRules labels = rules.labels();
    putList(json, "ignoreLabel", labels.ignored());
    if (labels.minPerClass() > 1) {
      json.put("minPerClass", labels.minPerClass());
    }
    if (labels.argmax()) {
      json.put("argmax", true);
    }
    putText(json, "classesFrom", labels.classesFrom());
  }

  private static void putText(ObjectNode json, String key, @Nullable String value) {
    if (value != null) {
      json.put(key, value);
    }
  }

  private static void putList(ObjectNode json, String key, List<String> values) {
    if (!values.isEmpty()) {
      values.forEach(json.putArray(key)::add);
    }
  }
}
