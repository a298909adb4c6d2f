package org.collapsar.lab.measure;

import java.util.List;
import org.collapsar.files.ClassLabels;
import org.collapsar.files.LabelColumn;
import org.collapsar.files.NamedRows;
import org.collapsar.files.Tables;
import org.collapsar.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Tables of features that are open, with all that goes with them, whatever they are from: files, or
 * a network that has just been run. Whoever opened them closes them.
 */
public final class OpenFeatures {
  final Tables tables;
  final ClassLabels labels;
  final GivenClassifier classifier;
  final @Nullable Tables test;
  final @Nullable LabelColumn testLabels;
  final Tables other;
  final @Nullable LabelColumn otherLabels;

  /**
   * @param test null where there is no test set, and then {@code testLabels} is null too
   * @param other of no tables where there are no other data
   */
  OpenFeatures(
      Tables tables,
      ClassLabels labels,
      GivenClassifier classifier,
      @Nullable Tables test,
      @Nullable LabelColumn testLabels,
      Tables other,
      @Nullable LabelColumn otherLabels) {
    this.tables = tables;
    this.labels = labels;
    this.classifier = classifier;
    this.test = test;
    this.testLabels = testLabels;
    this.other = other;
    this.otherLabels = otherLabels;
  }

  /**
   * Makes features of tables of the same samples, which have these labels.
   *
   * @param source what they are from, for messages
   * @param tables [n x d] each, at least one, of different names
   * @param labels one per row of each table
   * @return features without classifier and test samples
   */
  public static OpenFeatures of(String source, List<NamedRows> tables, ClassLabels labels) {
    return new OpenFeatures(
        new Tables(source, List.copyOf(tables)),
        labels,
        GivenClassifier.NONE,
        null,
        null,
        Tables.NONE,
        null);
  }

  /**
   * Adds the classifier on one of the tables.
   *
   * @param name what W is called
   * @param w W [K x D], a row for each class or for each number that the labels have
   * @param b [K]; null for none
   * @param table the name of the table that W acts on
   * @return these features with it
   */
  public OpenFeatures withClassifier(String name, Matrix w, double @Nullable [] b, String table) {
    return new OpenFeatures(
        tables,
        labels,
        GivenClassifier.of(name, w, b, table),
        test,
        testLabels,
        other,
        otherLabels);
  }

  OpenFeatures with(GivenClassifier given) {
    return new OpenFeatures(tables, labels, given, test, testLabels, other, otherLabels);
  }

  OpenFeatures with(
      @Nullable Tables itsTest,
      @Nullable LabelColumn itsTestLabels,
      Tables itsOther,
      @Nullable LabelColumn itsOtherLabels) {
    return new OpenFeatures(
        tables, labels, classifier, itsTest, itsTestLabels, itsOther, itsOtherLabels);
  }

  /**
   * Says that there is no classifier.
   *
   * @param why "because .."
   * @return these features without one
   */
  public OpenFeatures withoutClassifier(String why) {
    return new OpenFeatures(
        tables, labels, GivenClassifier.none(why), test, testLabels, other, otherLabels);
  }

  /**
   * Adds test samples.
   *
   * @param source what they are from, for messages
   * @param its tables of the names that the features have, [m x d] each
   * @param itsLabels of the same classes, [m]
   * @return these features with them
   */
  public OpenFeatures withTest(String source, List<NamedRows> its, LabelColumn itsLabels) {
    return new OpenFeatures(
        tables,
        labels,
        classifier,
        new Tables(source, List.copyOf(its)),
        itsLabels,
        other,
        otherLabels);
  }

  /**
   * Adds samples of other data.
   *
   * @param source what they are from, for messages
   * @param its tables of the names that the features have, [m x d] each
   * @return these features with them
   */
  public OpenFeatures withOutOfDistribution(String source, List<NamedRows> its) {
    return new OpenFeatures(
        tables,
        labels,
        classifier,
        test,
        testLabels,
        new Tables(source, List.copyOf(its)),
        otherLabels);
  }
}
