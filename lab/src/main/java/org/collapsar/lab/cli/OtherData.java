package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.collapsar.data.FeatureFiles;
import org.collapsar.data.SeparableLaw;
import org.collapsar.data.images.ImageData;
import org.jspecify.annotations.Nullable;

/** Data that are no data set: what {@code data list} and {@code data info} say of them. */
enum OtherData {
  SEPARABLE(
      SeparableLaw.NAME,
      "drawn",
      "Bounded, (tau, M)-linearly separable data with known separators (Wu and Mondelli, Definition"
          + " 5.2)",
      "tau/M has to be below q/(3q - 4) for q classes: 1, 0.6, 0.5, .. (1/(q - 1) in q - 1"
          + " dimensions). A smaller sample is the beginning of a larger one of the same seed.",
      "dimension",
      "d, at least classes - 1",
      "classes",
      "q, at least 2",
      "tau",
      "the margin",
      "separatorNorm",
      "M, the norm of the separators (default 1)",
      "separatorSeed",
      "decides the directions of the separators, for all runs (default 0)",
      "samplesPerClass",
      "training samples of each class, drawn by the seed of the run",
      "testSamples",
      "fresh samples, classes in turn (default 1000)"),
  FILES(
      FeatureFiles.NAME,
      "yours",
      "Features and labels from files, of any format that measure reads",
      "PATH or PATH:MEMBER; relative paths start from the working directory. run.json has the"
          + " sha256 of each file.",
      "description",
      "what they are, for pages: MobileNetV1, d = 1024",
      "features",
      "[n x d], a row per sample",
      "labels",
      "n numbers or names, or one column per class; those that occur are the classes",
      "testFeatures",
      "of a test set; may be left out",
      "testLabels",
      "of the test set; samples of other classes are left out",
      "labelColumn",
      "the column of the features' table of text that is the labels, in place of labels",
      "header",
      "yes, no or a number of lines of tables of text (default: judged)",
      "skipColumns",
      "[id, ..], columns of text that are no features; none keeps also an index",
      "shape",
      "mean, channels-first, channels-last or flatten, of more than two dimensions",
      "join",
      "true: all files of a glob are one table (also FILE+FILE)",
      "ignoreLabel",
      "[-100, ..], labels of samples that are left out",
      "minPerClass",
      "classes of fewer samples are left out",
      "argmax",
      "true: the largest of soft labels or scores is the label",
      "classesFrom",
      "file of the names of the classes, a line each, in order",
      "classes",
      "[0, 3, ..] for some of them: by label, or by place where labels are names",
      "relabel",
      "{modulo: k} for the place of the class mod k",
      "samplesPerClass",
      "a balanced subsample, or all (default)",
      "scaling",
      "none (default), unit, unit-norm, unit-samples, centred, centred-unit-norm"),
  IMAGES(
      ImageData.NAME,
      "yours",
      "Pictures (PNG, JPEG, BMP, GIF) in a folder for each class, or raw planes CLASS.bin",
      "The folder may be a ZIP or tar archive. Classes are numbered in the order of code points."
          + " run.json has the sha256 of all numbers.",
      "path",
      "of the folder or archive",
      "split",
      "the folder that is trained on (default train where there are splits)",
      "testSplit",
      "the folder to test on (default test where there is one)",
      "maxPerClass",
      "the first pictures of each class folder",
      "relabelFile",
      "a file of two columns, old and new class",
      "classNames",
      "a file with the names of the classes in the order of their numbers",
      "skipBroken",
      "true to leave out pictures that cannot be decoded",
      "resize",
      "pixels of the shorter side, or [height, width]; the data sets of images take it too",
      "crop",
      "pixels of the centre, or [height, width]; the data sets of images take it too",
      "grayscale",
      "true for one channel; the data sets of images take it too",
      "classes",
      "[0, 3, ..] for some of them",
      "relabel",
      "{modulo: k} for label mod k",
      "samplesPerClass",
      "a balanced subsample, or all (default)",
      "scaling",
      "unit (default), none, unit-norm, unit-samples, centred, centred-unit-norm");

  private final String id;
  private final String where;
  private final String title;
  private final String note;
  private final Map<String, String> keys = new LinkedHashMap<>();

  OtherData(String id, String where, String title, String note, String... keysAndMeanings) {
    this.id = id;
    this.where = where;
    this.title = title;
    this.note = note;
    for (int i = 0; i < keysAndMeanings.length; i += 2) {
      keys.put(keysAndMeanings[i], keysAndMeanings[i + 1]);
    }
  }

  /** That of a name, null if it is none of these. */
  static @Nullable OtherData named(String name) {
    for (OtherData other : values()) {
      if (other.id.equals(name)) {
        return other;
      }
    }
    return null;
  }

  String id() {
    return id;
  }

  String where() {
    return where;
  }

  String title() {
    return title;
  }

  String note() {
    return note;
  }

  Map<String, String> keys() {
    return keys;
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", id).put("title", title);
    ObjectNode all = json.putObject("keys");
    keys.forEach(all::put);
    return json.put("note", note);
  }
}
