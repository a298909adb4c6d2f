package org.collapsar.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.collapsar.BadInputException;
import org.collapsar.files.ClassLabels;
import org.collapsar.files.LabelColumn;
import org.collapsar.files.LabelRules;
import org.collapsar.files.Labels;
import org.collapsar.files.NamedRows;
import org.collapsar.files.Pairing;
import org.collapsar.files.RawLabels;
import org.collapsar.files.Sha256;
import org.collapsar.files.TableFile;
import org.collapsar.files.text.TextOptions;
import org.jspecify.annotations.Nullable;

/**
 * Data of a user: tables of features [n x d], a row a sample, and their labels, in the formats of
 * {@link TableFile} and {@link Labels}; PATH or PATH:MEMBER.
 *
 * @param features of the training set
 * @param labels of the training set
 * @param testFeatures null for no test set
 * @param testLabels null exactly where {@code testFeatures} is
 */
public record FeatureFiles(
    String features, String labels, @Nullable String testFeatures, @Nullable String testLabels) {

  /** What configurations call data from files. */
  public static final String NAME = "files";

  /** Where they are from, unless the user says what they are. */
  public static final String SOURCE = "files of the user";

  public FeatureFiles {
    if ((testFeatures == null) != (testLabels == null)) {
      throw new BadInputException(
          "expected test features and test labels or neither, found "
              + (testLabels == null ? "no test labels" : "no test features"));
    }
  }

  /**
   * Reads all of them into memory, as float where every number is one.
   *
   * @param description what they are, in the user's words
   * @throws BadInputException if a file cannot be read or has no table, a number is not finite, a
   *     row has no label, a class no training sample, or the test set has another width
   */
  public DataSplit load(String description) {
    Map<String, String> hashes = new LinkedHashMap<>();
    RawLabels raw = read("labels", labels, hashes);
    Labelled labelled = table("features", features, raw, read -> Labels.of(read, null), 0, hashes);
    TableDataset train = labelled.data();
    ClassLabels named =
        raw.isText() ? ClassLabels.of(labelled.labels(), LabelRules.DEFAULT, 0) : null;
    if (train.largest() == 0) {
      throw new BadInputException(features + ": expected a feature other than 0, found none");
    }
    List<Integer> counts = ClassCounts.of(train);
    if (train.classes() < 2) {
      throw new BadInputException(
          labels + ": expected labels of at least 2 classes, found 0 alone");
    }
    int empty = counts.indexOf(0);
    if (empty >= 0) {
      throw new BadInputException(
          labels
              + ": expected samples of every class 0 .. "
              + (train.classes() - 1)
              + ", found none of class "
              + empty);
    }
    Dataset test = train.select(new int[0]);
    if (testFeatures != null && testLabels != null) {
      RawLabels column = read("testLabels", testLabels, hashes);
      Function<RawLabels, LabelColumn> same =
          named == null
              ? read -> Labels.of(read, train.classes())
              : read -> named.same(read, LabelRules.DEFAULT).column();
      test = table("testFeatures", testFeatures, column, same, train.dimension(), hashes).data();
    }
    List<String> names = new ArrayList<>();
    for (int k = 0; k < train.classes(); k++) {
      names.add(named == null ? Integer.toString(k) : named.name(k));
    }
    return new DataSplit(
        train,
        test,
        new Provenance(
            NAME, description, hashes, "as the files'", names, counts, null, train.largest()));
  }

  private static RawLabels read(String role, String argument, Map<String, String> hashes) {
    RawLabels raw = RawLabels.read(argument, TextOptions.DEFAULT, false);
    hash(role, argument, hashes);
    return raw;
  }

  /** Samples in memory, and the labels that they were given. */
  private record Labelled(TableDataset data, RawLabels labels) {}

  private static Labelled table(
      String role,
      String argument,
      RawLabels raw,
      Function<RawLabels, LabelColumn> classes,
      int width,
      Map<String, String> hashes) {
    List<NamedRows> tables = TableFile.open(argument);
    try {
      if (tables.size() > 1) {
        throw new BadInputException(
            argument
                + ": expected one table, or its name as FILE:NAME, found "
                + String.join(", ", tables.stream().map(NamedRows::name).toList()));
      }
      Pairing pairing = Pairing.of(tables, raw, false, false);
      LabelColumn labels = classes.apply(pairing.labels());
      NamedRows table = pairing.features().get(0);
      labels.requireRowsOf(table.rows());
      if (width > 0 && table.rows().columns() != width) {
        throw new BadInputException(
            argument
                + ": expected "
                + width
                + " columns, as the training features have, found "
                + table.rows().columns());
      }
      TableDataset data = TableDataset.read(table.rows(), labels);
      hash(role, argument, hashes);
      return new Labelled(data, pairing.labels());
    } finally {
      tables.forEach(NamedRows::close);
    }
  }

  private static void hash(String role, String argument, Map<String, String> hashes) {
    hashes.put(role + " " + argument, Sha256.of(TableFile.path(argument)));
  }
}
