package org.collapsar.data;

import java.util.List;

/**
 * What is known of a data set before it is read.
 *
 * @param name as on the command line
 * @param title its name in the literature
 * @param dimension d
 * @param classNames what the labels stand for, one a class
 * @param trainSamples size of the training set
 * @param testSamples size of the test set
 * @param featureMaximum the largest value that a feature can take
 * @param builtIn whether it is inside the program and nothing is fetched
 * @param citation who made it
 * @param url its home
 * @param licence of the data
 */
public record DataSetInfo(
    String name,
    String title,
    int dimension,
    List<String> classNames,
    int trainSamples,
    int testSamples,
    double featureMaximum,
    boolean builtIn,
    String citation,
    String url,
    String licence) {

  public DataSetInfo {
    classNames = List.copyOf(classNames);
  }

  /** Number of classes. */
  public int classes() {
    return classNames.size();
  }
}
