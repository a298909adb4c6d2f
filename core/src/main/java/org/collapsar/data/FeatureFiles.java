package org.collapsar.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.collapsar.BadInputException;
import org.collapsar.files.ClassLabels;
import org.collapsar.files.FileGroups;
import org.collapsar.files.LabelledTables;
import org.collapsar.files.RawLabels;
import org.collapsar.files.Sha256;
import org.collapsar.files.TableFile;
import org.collapsar.files.TableRules;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Data of a user: tables of features [n x d], a row per sample, and their labels, in the formats of
 * {@link TableFile}; PATH, PATH:MEMBER, or several that are joined. The classes are those that
 * occur among the training labels.
 *
 * @param features of the training set
 * @param labels of the training set; null where the rules name a column of the features
 * @param testFeatures null for no test set
 * @param testLabels of the test set; null where there is none, or the rules name a column
 * @param rules how they are read
 */
public record FeatureFiles(
    String features,
    @Nullable String labels,
    @Nullable String testFeatures,
    @Nullable String testLabels,
    TableRules rules) {

  /** What configurations call data from files. */
  public static final String NAME = "files";

  /** Where they are from, unless the user says what they are. */
  public static final String SOURCE = "files of the user";

  /**
   * Checks that there are labels for the features.
   *
   * @param features of the training set
   * @param labels of the training set; null where the rules name a column of the features
   * @param testFeatures null for no test set
   * @param testLabels of the test set; null where there is none, or the rules name a column
   * @param rules how they are read
   * @throws BadInputException unless labels or a column for them are named, and test features and
   *     test labels or neither
   */
  public FeatureFiles {
    boolean column = rules.text().labelColumn() != null;
    if (column == (labels != null)) {
      throw new BadInputException(
          "expected labels or a column for them, found " + (column ? "both" : "neither"));
    }
    if (column
        ? testFeatures == null && testLabels != null
        : (testFeatures == null) != (testLabels == null)) {
      throw new BadInputException(
          "expected test features and test labels or neither, found "
              + (testLabels == null ? "no test labels" : "no test features"));
    }
  }

  /**
   * Makes files that are read as they tell.
   *
   * @param features of the training set: PATH or PATH:MEMBER
   * @param labels of the training set
   * @param testFeatures null for no test set
   * @param testLabels of the test set; null where there is none
   */
  public FeatureFiles(
      String features, String labels, @Nullable String testFeatures, @Nullable String testLabels) {
    this(features, labels, testFeatures, testLabels, TableRules.DEFAULT);
  }

  /**
   * Reads all of them into memory, as float where every number is one.
   *
   * @param description what they are, in the user's words
   * @param listener hears what was decided and left out
   * @return training and test set, with the hashes of the files
   * @throws BadInputException if a file cannot be read or has no table, a number is not finite, a
   *     row has no label, there are fewer than two classes, or the test set has another width
   */
  public DataSplit load(String description, FetchListener listener) {
    Map<String, String> hashes = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    Consumer<String> noting =
        line -> {
          notes.add(line);
          listener.note(line);
        };
    Labelled training =
        table(
            "features",
            features,
            "labels",
            labels,
            rules,
            raw -> ClassLabels.of(raw, rules.labels(), 0),
            0,
            hashes,
            noting);
    TableDataset train = training.data();
    ClassLabels classes = training.classes();
    if (train.largest() == 0) {
      throw new BadInputException(features + ": expected a feature other than 0, found none");
    }
    if (train.classes() < 2) {
      throw new BadInputException(
          classes.column().source()
              + ": expected labels of at least 2 classes, found "
              + ClassLabels.quoted(classes.name(0))
              + " alone");
    }
    Dataset test = train.select(new int[0]);
    if (testFeatures != null) {
      test =
          table(
                  "testFeatures",
                  testFeatures,
                  "testLabels",
                  testLabels,
                  testLabels == null ? rules : rules.ofOthers(),
                  raw -> classes.same(raw, rules.labels()),
                  train.dimension(),
                  hashes,
                  noting)
              .data();
    }
    hash("classesFrom", rules.labels().classesFrom(), TableRules.DEFAULT, hashes);
    List<String> called = new ArrayList<>();
    for (int k = 0; k < train.classes(); k++) {
      called.add(classes.name(k));
    }
    return new DataSplit(
        train,
        test,
        new Provenance(
            NAME,
            description,
            hashes,
            "as the files'",
            called,
            ClassCounts.of(train),
            null,
            train.largest(),
            null,
            notes));
  }

  /** Samples in memory, and what their labels are called. */
  private record Labelled(TableDataset data, ClassLabels classes) {}

  private static Labelled table(
      String role,
      String argument,
      String labelRole,
      @Nullable String labelArgument,
      TableRules rules,
      Function<RawLabels, ClassLabels> classes,
      int width,
      Map<String, String> hashes,
      Consumer<String> notes) {
    try (LabelledTables labelled =
        LabelledTables.openOne(argument, labelArgument, rules, width, classes, notes)) {
      Rows rows = labelled.one().rows();
      if (width > 0 && rows.columns() != width) {
        throw new BadInputException(
            argument
                + ": expected "
                + width
                + " columns, as the training features have, found "
                + rows.columns());
      }
      TableDataset data = TableDataset.read(rows, labelled.labels().column());
      hash(labelRole, labelArgument, rules, hashes);
      hash(role, argument, rules, hashes);
      return new Labelled(data, labelled.labels());
    }
  }

  private static void hash(
      String role, @Nullable String argument, TableRules rules, Map<String, String> hashes) {
    if (argument != null) {
      for (String part : FileGroups.one(argument, rules.join())) {
        hashes.put(role + " " + part, Sha256.of(TableFile.path(part)));
      }
    }
  }
}
